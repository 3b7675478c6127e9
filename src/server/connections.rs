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

/// More connections than this are not needed, however many files may be open.
const MOST_FILES: usize = 65_536;

/// Connections of one client. Each can make the library hold up to some 200 KiB: a head that does not end, or answers that
/// nobody reads.
const OF_CLIENT: usize = 512;

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
    /// Bounds that fit the number of files that this process may open.
    pub(super) fn new(trusted_proxies: Arc<[IpNet]>) -> Self {
        let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
        let files = files.unwrap_or(MOST_FILES).min(MOST_FILES);
        let total = files.saturating_sub(KEPT_BACK) / EACH;
        Self { total, trusted_proxies, open: Arc::default() }
    }

    /// How many connections each of so many workers may have. Further ones wait until one is closed.
    pub(super) fn per_worker(&self, workers: usize) -> usize {
        (self.total / workers.max(1)).max(1)
    }

    /// Sees a new connection, and closes it if its client has its share: half of all, and 512 at most.
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
        let count = open.entry(client).or_default();
        if *count >= (self.total / 2).clamp(1, OF_CLIENT) {
            return None;
        }
        *count += 1;
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
    fn a_client_has_half_of_the_connections_and_gets_others_when_it_closes_some() {
        let connections = Connections { total: 4, trusted_proxies: Arc::new([]), open: Arc::default() };
        let [client, other]: [IpAddr; 2] = [[192, 0, 2, 1].into(), [192, 0, 2, 2].into()];

        let held: Vec<_> = (0..3).map(|_| connections.count(client)).collect();
        assert_eq!(held.iter().flatten().count(), 2);
        assert!(connections.count(other).is_some());

        drop(held);
        assert!(connections.count(client).is_some());
        assert!(lock(&connections.open).is_empty());
    }
}
