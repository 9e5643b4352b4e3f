//! Keeps fetches out of the private network (server-side request forgery).
//!
//! A feed names the addresses that we fetch, so it could name our own database, a cloud's metadata service
//! or a printer. Names are resolved here and only public addresses are handed on, so what was checked is
//! what is connected to; literal addresses never reach a resolver and are checked by [`Guard::literal`].

use std::{
    error::Error as _,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::config::Network;

/// An address, or the addresses of a name, that may not be fetched from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a public address")]
pub struct Refused(pub String);

impl Refused {
    /// The refusal behind a request that failed, if that was why.
    pub(super) fn within(why: &reqwest::Error) -> Option<&Self> {
        let mut causes = std::iter::successors(why.source(), |cause| (*cause).source());
        causes.find_map(|cause| cause.downcast_ref::<Self>())
    }
}

/// Tells public addresses from private ones.
#[derive(Debug, Clone)]
pub struct Guard {
    allowed: Arc<[Network]>,
}

impl Guard {
    /// A guard that lets these ranges through all the same.
    pub fn new(allowed: &[Network]) -> Self {
        Self {
            allowed: allowed.into(),
        }
    }

    /// Refuses a URL whose host is a literal address that is not public.
    pub fn literal(&self, url: &Url) -> Result<(), Refused> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            _ => return Ok(()),
        };
        if self.admits(address) {
            Ok(())
        } else {
            Err(Refused(address.to_string()))
        }
    }

    fn admits(&self, address: IpAddr) -> bool {
        let plain = address.to_canonical();
        let listed = |range: &Network| range.contains(address) || range.contains(plain);
        self.allowed.iter().any(listed) || is_public(plain)
    }

    fn choose(&self, name: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refused> {
        let first = found.first().map(|address| address.ip().to_string());
        let admitted: Vec<_> = found
            .into_iter()
            .filter(|address| self.admits(address.ip()))
            .collect();
        if admitted.is_empty() {
            return Err(Refused(first.unwrap_or_else(|| name.to_owned())));
        }
        Ok(admitted)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let admitted = guard.choose(name.as_str(), found.collect())?;
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public Internet (IANA's special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)      // this network, private, loopback, multicast, reserved
            | (100, 64..=127, _)              // carrier-grade NAT
            | (169, 254, _)                   // link-local, and the metadata services of clouds
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)                 // protocol assignments, documentation
            | (192, 88, 99)                   // 6to4 relays
            | (198, 18..=19, _)               // benchmarks
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    // NAT64: on a network without IPv4, the resolver itself wraps public addresses so.
    if (a, b, c, d, e, f) == (0x64, 0xff9b, 0, 0, 0, 0) {
        let [w, x] = g.to_be_bytes();
        let [y, z] = h.to_be_bytes();
        return is_public_v4(Ipv4Addr::new(w, x, y, z));
    }
    let global = a & 0xe000 == 0x2000;
    let special = (a == 0x2001 && b < 0x200) // Teredo, ORCHID and other protocol assignments
        || (a, b) == (0x2001, 0xdb8)
        || a == 0x2002 // 6to4 wraps any IPv4 address
        || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(allowed: &[&str], address: &str) -> bool {
        let allowed: Vec<Network> = allowed.iter().map(|range| range.parse().unwrap()).collect();
        Guard::new(&allowed).admits(address.parse().unwrap())
    }

    #[test]
    fn private_addresses_are_refused() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
        ] {
            assert!(!admits(&[], address), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_not() {
        for address in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "64:ff9b::101:101",
        ] {
            assert!(admits(&[], address), "{address}");
        }
    }

    #[test]
    fn what_the_config_allows_is_allowed() {
        assert!(admits(&["127.0.0.0/8"], "127.0.0.1"));
        assert!(admits(&["127.0.0.0/8"], "::ffff:127.0.0.1"));
        assert!(!admits(&["127.0.0.0/8"], "10.0.0.1"));
        assert!(admits(&["::1/128"], "::1"));
    }

    #[test]
    fn odd_spellings_of_a_literal_are_seen_through() {
        for url in [
            "http://2130706433/",
            "http://0x7f.1/",
            "http://127.1/",
            "http://[::ffff:7f00:1]/",
        ] {
            let url = Url::parse(url).unwrap();
            assert!(Guard::new(&[]).literal(&url).is_err(), "{url}");
        }
    }
}
