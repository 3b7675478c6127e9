.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: help run dev release api-types test test-client test-unit test-sqlite test-postgres test-browser test-memory test-visibility drill bench bench-images bench-short lint deny schemathesis fuzz lighthouse screenshots fmt clean client program

RELEASED = $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)/release/photo-app
CLIENT_SOURCES := $(shell find react-client \( -path react-client/node_modules -o -path react-client/build -o -path react-client/e2e \) -prune -o -type f -print 2>/dev/null)

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  \1|\2/' | column -t -s '|'

run: ## Build everything and serve it with demo data on http://127.0.0.1:5000
	@$(MAKE) --no-print-directory -j2 client program
	cargo run -- serve --demo

dev: react-client/node_modules/.package-lock.json ## Serve with demo data on http://127.0.0.1:5173, and reload whatever changes
	scripts/dev

release: react-client/build/index.html ## Build the optimized program: target/release/photo-app
	cargo build --release

# If the program fails, the old document stays.
api-types: react-client/node_modules/.package-lock.json ## Generate docs/openapi.json and the client's API types; run it after a change of the API
	document=$$(cargo run --quiet -- openapi) && echo "$$document" > docs/openapi.json
	cd react-client && npm run api-types

test: test-client test-unit test-sqlite test-postgres test-browser ## Run all tests: on SQLite, on a temporary PostgreSQL, and in Chromium

test-client: react-client/node_modules/.package-lock.json
	cd react-client && npm run typecheck && npm test

test-unit:
	cargo test --lib --bins
	cargo test --doc

test-sqlite: react-client/build/index.html
	@echo "== Integration suite on SQLite"
	TEST_DATABASE=sqlite cargo test --test integration -- --skip postgres::

test-postgres: react-client/build/index.html
	@echo "== Integration suite on PostgreSQL"
	TEST_DATABASE=postgres scripts/with-postgres cargo test --test integration

test-browser: react-client/build/index.html
	@echo "== End-to-end tests in Chromium"
	cargo test --no-run --test integration
	PHOTO_APP=$(CURDIR)/target/debug/photo-app scripts/with-chromium scripts/with-postgres npm --prefix react-client run e2e

test-memory: ## Check that twelve of the largest images at once stay under 300 MB
	cargo build --release
	PHOTO_APP=$(RELEASED) cargo test --test integration -- --ignored --nocapture images::memory

test-visibility: react-client/build/index.html ## Compare every route with a model of who sees what, in WORLDS random worlds (10000) on both databases
	TEST_DATABASE=sqlite WORLDS=$(or $(WORLDS),10000) cargo test --profile visibility --test integration -- visibility::
	TEST_DATABASE=postgres WORLDS=$(or $(WORLDS),10000) scripts/with-postgres cargo test --profile visibility --test integration -- visibility::

drill: test-memory react-client/build/index.html ## Run the fault-injection tests; takes a quarter of an hour
	cargo build --release
	PHOTO_APP=$(RELEASED) \
	  scripts/postgres-programs scripts/with-nginx cargo test --test drills -- --test-threads=1 --nocapture

bench-images: ## Measure the processing of images beside sharp (libvips)
	scripts/bench-images

bench: ## Run the benchmarks; BASE=REVISION compares with another revision
	scripts/bench

bench-short: ## Run the benchmarks of whole servers, briefly
	INNER=no SECONDS_EACH=3 ROUNDS=1 scripts/bench

lint: deny react-client/node_modules/.package-lock.json ## Check formatting, lints, licences and known vulnerabilities
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo check --quiet --manifest-path fuzz/Cargo.toml
	cd react-client && npm run lint

deny:
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny --all-features check bans licenses sources
	@scripts/advisories

schemathesis: ## Send thousands of generated requests and compare the answers with the OpenAPI document, on both databases
	scripts/with-postgres scripts/schemathesis

screenshots: react-client/build/index.html ## Take the screenshots of the documentation from the demo
	cargo build
	PHOTO_APP=$(or $(CARGO_TARGET_DIR),$(CURDIR)/target)/debug/photo-app scripts/with-chromium scripts/screenshots

lighthouse: react-client/build/index.html ## Measure the feed and a post with Lighthouse, as on a phone and on a desktop, and how fast a phone reacts
	cargo build --release
	PHOTO_APP=$(RELEASED) scripts/with-chromium scripts/lighthouse

fuzz: ## Fuzz the parsers and the server, FUZZ_SECONDS for each target
	scripts/fuzz

fmt: ## Format the code
	cargo fmt

clean: ## Remove everything that was built
	cargo clean
	rm -rf react-client/build react-client/node_modules

client: react-client/build/index.html ## Build the browser client

program:
	cargo build

react-client/node_modules/.package-lock.json: react-client/package.json react-client/package-lock.json
	cd react-client && npm ci --no-audit --no-fund

react-client/build/index.html: react-client/node_modules/.package-lock.json $(CLIENT_SOURCES)
	cd react-client && npm run build
