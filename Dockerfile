# The image of Photo App: the program, the built client and the static files. All that it keeps is in /data.

FROM node:22-bookworm-slim@sha256:43ac6c60b8f89723f746e8a92ce91abd5017e627ce1ddfe4238355d3a30b772c AS client
WORKDIR /src/react-client
# By themselves, so that a change of the sources does not install everything again.
COPY react-client/package.json react-client/package-lock.json react-client/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY react-client ./
RUN npm run build

FROM rust:1-slim-bookworm@sha256:1469a27c125cb5a3aebfa4f4e4665d935b02fb72cc093b2c974b3d740e43f157 AS server
# OpenSSL, for TLS to PostgreSQL, is built along and needs both. Whichever version there is will do.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends make perl \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
COPY benches benches
COPY migrations migrations
COPY src src
COPY static static
COPY templates templates
# What was compiled stays on the machine that builds, so that the next build is quick; the program is copied out of it.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --features pg-tls --bin photo-app \
 && cp target/release/photo-app /usr/local/bin/photo-app

FROM debian:bookworm-slim@sha256:96e378d7e6531ac9a15ad505478fcc2e69f371b10f5cdf87857c4b8188404716
# Certificates are for databases whose own is to be checked. A user without a name is enough, as nobody signs in.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 10001 -g 10001 -m 700 /data
COPY --from=server /usr/local/bin/photo-app /usr/local/bin/photo-app
COPY --from=client /src/react-client/build /usr/local/share/photo-app/client
COPY static /usr/local/share/photo-app/static
ENV HOST=0.0.0.0 \
    PORT=5000 \
    DATA_DIR=/data \
    CLIENT_DIR=/usr/local/share/photo-app/client \
    STATIC_DIR=/usr/local/share/photo-app/static \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s CMD ["photo-app", "health"]
ENTRYPOINT ["photo-app"]
CMD ["serve"]
