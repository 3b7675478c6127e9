//! Checks whether a running server is ready. Health checks of containers use it, because a container may lack curl.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// The time limit for connecting, and for each read and write.
const TIMEOUT: Duration = Duration::from_secs(5);

const REQUEST: &[u8] = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Bytes of the response up to the status code.
const STATUS_LINE: usize = "HTTP/1.1 200".len();

/// Checks that the server at `address` is ready.
///
/// # Errors
/// If there is no answer, or its status is not 200.
pub fn check(address: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&reachable(address), TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(REQUEST)?;
    let mut start = [0; STATUS_LINE];
    stream.read_exact(&mut start)?;
    match start.strip_prefix(b"HTTP/1.1 ") {
        Some(b"200") => Ok(()),
        Some(status) => Err(io::Error::other(format!("it answered {}", status.escape_ascii()))),
        None => Err(io::Error::other("it does not speak HTTP")),
    }
}

/// A server that listens on all addresses is asked at the loopback address.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
