//! The address of the client that sent a request, also behind proxies.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::http::header::HeaderMap;
use ipnet::IpNet;

/// The address of a client: the peer of its connection or, if that is a trusted proxy, the address that the proxy names.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Follows `X-Forwarded-For` from its end, starting at `peer`, as long as the current address is a trusted proxy.
    pub fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
        let mut address = peer;
        let values: Vec<&[u8]> = headers.get_all("x-forwarded-for").map(|value| value.as_bytes()).collect();
        // Each address is parsed separately, because a client can send any bytes before those that a proxy appends.
        let mut named = values.iter().rev().flat_map(|value| value.rsplit(|byte| *byte == b','));
        while is_trusted(address) {
            match named.next().and_then(|text| std::str::from_utf8(text).ok()?.trim().parse().ok()) {
                Some(before) => address = before,
                None => break,
            }
        }
        Self(address)
    }
}

/// The network of one client: an IPv4 address, or an IPv6 /64.
pub fn client_network(address: IpAddr) -> IpAddr {
    const INTERFACE: u128 = u64::MAX as u128;
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !INTERFACE).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn resolved(peer: &str, forwarded: &[&str]) -> String {
        resolved_bytes(peer, &forwarded.iter().map(|value| value.as_bytes()).collect::<Vec<_>>())
    }

    fn resolved_bytes(peer: &str, forwarded: &[&[u8]]) -> String {
        let trusted: Vec<IpNet> =
            ["10.0.0.0/8", "2001:db8::/32"].iter().map(|text| text.parse().expect("a network")).collect();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(
                HeaderName::from_static("x-forwarded-for"),
                HeaderValue::from_bytes(value).expect("a header value"),
            );
        }
        ClientAddress::behind(peer.parse().expect("an address"), &headers, &trusted).0.to_string()
    }

    #[test]
    fn an_untrusted_proxy_names_no_client() {
        assert_eq!(resolved("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    }

    #[test]
    fn trusted_proxies_are_followed_to_the_first_other_address() {
        assert_eq!(resolved("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(resolved("10.0.0.1", &["198.51.100.7, 203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(resolved("10.0.0.1", &["198.51.100.7", "203.0.113.9 ,2001:db8::5"]), "203.0.113.9");
        assert_eq!(resolved("::ffff:10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn invalid_bytes_of_a_client_do_not_hide_the_address_from_a_proxy() {
        assert_eq!(resolved_bytes("10.0.0.1", &[b"\xff, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(resolved_bytes("10.0.0.1", &[b"198.51.100.7", b"\xff, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(resolved_bytes("10.0.0.1", &[b"198.51.100.7", b"\xff"]), "10.0.0.1");
    }

    #[test]
    fn an_invalid_address_ends_the_search() {
        assert_eq!(resolved("10.0.0.1", &["203.0.113.9, unknown"]), "10.0.0.1");
        assert_eq!(resolved("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(resolved("10.0.0.1", &["10.0.0.9"]), "10.0.0.9");
    }
}
