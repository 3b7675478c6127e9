//! Asks a server that runs beside this process whether it is ready, for health checks of containers and the like,
//! where neither curl nor a shell need be.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// How long to wait to be let in, and then for each part of the answer.
const PATIENCE: Duration = Duration::from_secs(5);

const REQUEST: &[u8] = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// As much of the answer as says how it went.
const STATUS_LINE: usize = "HTTP/1.1 200".len();

/// Whether the server that listens on `address` can do its work.
///
/// # Errors
/// If nobody answers, or the answer is another than 200.
pub fn check(address: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&reachable(address), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(REQUEST)?;
    let mut start = [0; STATUS_LINE];
    stream.read_exact(&mut start)?;
    match start.strip_prefix(b"HTTP/1.1 ") {
        Some(b"200") => Ok(()),
        Some(status) => Err(io::Error::other(format!("it answered {}", status.escape_ascii()))),
        None => Err(io::Error::other("it does not speak HTTP")),
    }
}

/// Who listens on all addresses is asked on the one that is always there.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
