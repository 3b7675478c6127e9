//! Limits the number of open connections. Each needs a file descriptor. Without a limit, idle connections could use up all
//! of them, and neither new clients nor the database would get one.

use std::{
    any::Any,
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::{dev::Extensions, rt::net::TcpStream};
use ipnet::IpNet;
use rustix::{
    net::{Shutdown, shutdown},
    process::{Resource, getrlimit},
};

use super::memory::available_memory;
use crate::auth::client_network;

/// File descriptors that are reserved for databases and other files.
const RESERVED: usize = 64;

/// File descriptors per connection: its own, and one of a file that is sent or received over it.
const FILES_PER_CONNECTION: usize = 2;

/// The most connections, however many files may be open.
const MAX_CONNECTIONS: usize = 8_192;

/// As many connections are accepted however little memory there is.
const MIN_CONNECTIONS: usize = 2_048;

/// The memory that a connection can make the library hold, for a request head that does not end or responses that are not
/// read. All connections together may hold half of the memory.
const WORST_BYTES: u64 = 200 * 1024;

/// The share of the connections, in eighths, that may be event streams. These stay open, so some must be left for requests.
const EIGHTHS_FOR_STREAMS: usize = 5;

/// A client may open one connection for this many free ones. So one client gets an eighth of all connections. If dozens of
/// clients take as many as they can, some are still left for the next client.
const FREE_PER_OWN: usize = 7;

/// A client on this machine is a proxy, trusted or not, or the operator.
const THIS_MACHINE: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// The limits, and the number of open connections of each client.
#[derive(Clone)]
pub(super) struct Connections {
    total: usize,
    /// Proxies forward the requests of many clients, so they have no limit of their own.
    trusted_proxies: Arc<[IpNet]>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A counted connection. It is stored in the connection's extensions and dropped with it.
struct CountedConnection {
    client: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Connections {
    /// Derives the limits from the number of files that this process may open.
    pub(super) fn new(trusted_proxies: Arc<[IpNet]>) -> Self {
        let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
        let by_files =
            files.map_or(MAX_CONNECTIONS, |files| files.saturating_sub(RESERVED) / FILES_PER_CONNECTION);
        let by_memory = usize::try_from(available_memory() / 2 / WORST_BYTES).unwrap_or(MAX_CONNECTIONS);
        let total = by_files.min(by_memory.clamp(MIN_CONNECTIONS, MAX_CONNECTIONS));
        Self { total, trusted_proxies, open: Arc::default() }
    }

    /// The most connections of each worker. Further clients wait until a connection is closed.
    pub(super) fn per_worker(&self, workers: usize) -> usize {
        (self.total / workers.max(1)).max(1)
    }

    /// The most event streams.
    pub(super) fn most_streams(&self) -> usize {
        self.total * EIGHTHS_FOR_STREAMS / 8
    }

    /// Prepares and counts a new connection, or closes it if its client has too many already.
    pub(super) fn accept(&self, connection: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
        // Otherwise the last part of a long response waits until the client has acknowledged the part before, and clients
        // delay that by 40 ms (RFC 9293, section 3.7.4). It fails only if the client has gone already.
        let _ = stream.set_nodelay(true);
        let Ok(peer) = stream.peer_addr() else { return };
        let address = peer.ip().to_canonical();
        let is_proxy = self.trusted_proxies.iter().any(|network| network.contains(&address));
        if is_proxy || THIS_MACHINE.contains(&address) {
            return;
        }
        match self.count(client_network(address)) {
            Some(counted) => drop(extensions.insert(counted)),
            None => {
                // This fails only if the client has gone already.
                let _ = shutdown(stream, Shutdown::Both);
            }
        }
    }

    /// `None` if the client has too many connections already.
    fn count(&self, client: IpAddr) -> Option<CountedConnection> {
        let mut open = lock(&self.open);
        let free = self.total.saturating_sub(open.values().sum());
        let count = open.get(&client).copied().unwrap_or_default();
        if count >= (free / FREE_PER_OWN).max(1) {
            return None;
        }
        open.insert(client, count + 1);
        Some(CountedConnection { client, open: Arc::clone(&self.open) })
    }
}

impl Drop for CountedConnection {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        if let Some(count) = open.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.client);
            }
        }
    }
}

fn lock(open: &Mutex<HashMap<IpAddr, usize>>) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_an_eighth_of_the_connections_and_gets_others_when_it_closes_some() {
        let connections = connections(2_048);
        let [client, other]: [IpAddr; 2] = [[192, 0, 2, 1].into(), [192, 0, 2, 2].into()];

        let held = hold_all(&connections, client);
        assert_eq!(held.len(), 256);
        assert!(connections.count(other).is_some());

        drop(held);
        assert!(connections.count(client).is_some());
        assert!(lock(&connections.open).is_empty());
    }

    #[test]
    fn many_clients_that_hold_all_they_can_leave_some_for_the_next_one() {
        let connections = connections(2_048);
        let greedy: Vec<_> = (0..30).flat_map(|last| hold_all(&connections, [192, 0, 2, last].into())).collect();

        assert!(greedy.len() < 2_048);
        assert!(hold_all(&connections, [198, 51, 100, 1].into()).len() >= 2);
    }

    #[actix_web::test]
    async fn the_end_of_a_response_does_not_wait_for_an_acknowledgement() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let _client = std::net::TcpStream::connect(address).expect("a listener");
        let (stream, _) = listener.accept().await.expect("a connection");

        connections(8).accept(&stream, &mut Extensions::new());

        assert!(stream.nodelay().expect("an option of the connection"));
    }

    fn connections(total: usize) -> Connections {
        Connections { total, trusted_proxies: Arc::new([]), open: Arc::default() }
    }

    fn hold_all(connections: &Connections, client: IpAddr) -> Vec<CountedConnection> {
        std::iter::from_fn(|| connections.count(client)).collect()
    }
}
