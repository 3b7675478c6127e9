//! How many connections are open at once. Each takes a file descriptor, so without a bound, idle ones could use up all of
//! them, and neither new clients nor the database would get one.

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

use crate::auth::client_network;

/// File descriptors that are kept for databases and the like.
const KEPT_BACK: usize = 64;

/// File descriptors that a connection may take: its own, and that of a file that is sent or received over it.
const EACH: usize = 2;

/// More connections than this would need too much memory, however many files may be open. Each can make the library hold up
/// to some 200 KiB: a head that does not end, or answers that nobody reads.
const MOST_CONNECTIONS: usize = 2_048;

/// The part of the free connections that one client may hold. So one client gets an eighth of all, and where dozens of clients
/// take all that they can, some are left for the next one.
const SHARE: usize = 7;

/// A client on this machine is a proxy, whether it is trusted or not, or the operator.
const THIS_MACHINE: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// The bounds, and who holds how many connections.
#[derive(Clone)]
pub(super) struct Connections {
    total: usize,
    /// Proxies speak for many clients, so these have no bound of their own.
    trusted_proxies: Arc<[IpNet]>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// Counts a connection until it is dropped, along with what else the connection has.
struct Counted {
    client: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Connections {
    /// UploadLimits that fit the number of files that this process may open.
    pub(super) fn new(trusted_proxies: Arc<[IpNet]>) -> Self {
        let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
        let fitting = files.map_or(MOST_CONNECTIONS, |files| files.saturating_sub(KEPT_BACK) / EACH);
        let total = fitting.min(MOST_CONNECTIONS);
        Self { total, trusted_proxies, open: Arc::default() }
    }

    /// How many connections each of so many workers may have. Further ones wait until one is closed.
    pub(super) fn per_worker(&self, workers: usize) -> usize {
        (self.total / workers.max(1)).max(1)
    }

    /// Sees a new connection, and closes it if its client has its share.
    pub(super) fn accept(&self, connection: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
        let Ok(peer) = stream.peer_addr() else { return };
        let address = peer.ip().to_canonical();
        let is_proxy = self.trusted_proxies.iter().any(|network| network.contains(&address));
        if is_proxy || THIS_MACHINE.contains(&address) {
            return;
        }
        match self.count(client_network(address)) {
            Some(counted) => drop(extensions.insert(counted)),
            None => {
                // It fails only where the client has gone already.
                let _ = shutdown(stream, Shutdown::Both);
            }
        }
    }

    /// `None` if the client has its share already.
    fn count(&self, client: IpAddr) -> Option<Counted> {
        let mut open = lock(&self.open);
        let free = self.total.saturating_sub(open.values().sum());
        let count = open.get(&client).copied().unwrap_or_default();
        if count >= (free / SHARE).max(1) {
            return None;
        }
        open.insert(client, count + 1);
        Some(Counted { client, open: Arc::clone(&self.open) })
    }
}

impl Drop for Counted {
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
        let connections = connections(MOST_CONNECTIONS);
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
        let connections = connections(MOST_CONNECTIONS);
        let greedy: Vec<_> = (0..30).flat_map(|last| hold_all(&connections, [192, 0, 2, last].into())).collect();

        assert!(greedy.len() < MOST_CONNECTIONS);
        assert!(hold_all(&connections, [198, 51, 100, 1].into()).len() >= 2);
    }

    fn connections(total: usize) -> Connections {
        Connections { total, trusted_proxies: Arc::new([]), open: Arc::default() }
    }

    fn hold_all(connections: &Connections, client: IpAddr) -> Vec<Counted> {
        std::iter::from_fn(|| connections.count(client)).collect()
    }
}
