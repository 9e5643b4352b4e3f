//! Who calls: their network address, as far as it can be known, and how often they may.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::http::{HeaderMap, header};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota};

use crate::config::{CallerKept, Challenge, Network};

/// The network address of a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Caller(IpAddr);

impl Caller {
    /// Whoever connects, unless it is a web server of ours: then whom it names (X-Forwarded-For), read from the end, as
    /// long as those who name them are ours.
    pub(super) fn of(peer: SocketAddr, headers: &HeaderMap, proxies: &[Network]) -> Self {
        let ours = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
        let mut caller = peer.ip().to_canonical();
        let named = headers.get_all("x-forwarded-for").iter();
        let mut named: Vec<_> = named
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        while ours(caller) {
            match named.pop().map(|name| name.trim().parse::<IpAddr>()) {
                Some(Ok(address)) => caller = address.to_canonical(),
                _ => break,
            }
        }
        Self(caller)
    }

    /// As much of it as is kept with a consent.
    pub(super) fn kept(self, how: CallerKept) -> Option<String> {
        match how {
            CallerKept::Nothing => None,
            CallerKept::Whole => Some(self.0.to_string()),
            CallerKept::Network => Some(match self.0 {
                IpAddr::V4(address) => {
                    let [a, b, c, _] = address.octets();
                    format!("{a}.{b}.{c}.0/24")
                }
                IpAddr::V6(address) => {
                    let [a, b, c, ..] = address.segments();
                    format!("{a:x}:{b:x}:{c:x}::/48")
                }
            }),
        }
    }

    /// What limits count by: an IPv6 caller has a whole network of 64 bits.
    fn counted(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
        }
    }
}

/// Whether somebody near, who is not named, says that they ask for another.
fn is_unnamed(peer: SocketAddr, headers: &HeaderMap, proxies: &[Network]) -> bool {
    let peer = peer.ip().to_canonical();
    let asks_for_another =
        headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
    asks_for_another && is_near(peer) && !proxies.iter().any(|network| network.contains(peer))
}

/// An address of this machine or of a network of one's own.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// How often one caller may sign people up, and from when on that takes work.
pub(super) struct Gate {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    worked: DefaultKeyedRateLimiter<IpAddr>,
    calm: DefaultDirectRateLimiter,
    challenge: Challenge,
    told: AtomicBool,
}

/// With more callers than this in memory, those that have been quiet are forgotten.
const CROWD: usize = 10_000;

impl Gate {
    /// At once or spread, but no more of them in an hour, or in a minute, than configured.
    pub(super) fn new(
        per_caller: NonZeroU32,
        busy_above: NonZeroU32,
        challenge: Challenge,
    ) -> Self {
        Self {
            limiter: DefaultKeyedRateLimiter::keyed(Quota::per_hour(per_caller)),
            worked: DefaultKeyedRateLimiter::keyed(Quota::per_hour(per_caller)),
            calm: DefaultDirectRateLimiter::direct(Quota::per_minute(busy_above)),
            challenge,
            told: AtomicBool::new(false),
        }
    }

    /// Tells, once, where it looks as if a web server of ours asked for others and nobody had named it.
    pub(super) fn heed(&self, peer: SocketAddr, headers: &HeaderMap, proxies: &[Network]) {
        if is_unnamed(peer, headers, proxies) && !self.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "{} names whom it asks for (X-Forwarded-For or Forwarded), but is not in web.proxies: all who sign up \
                 through it count as one caller; name its network there",
                peer.ip().to_canonical()
            );
        }
    }

    /// Whether whoever signs up now has to work for it.
    pub(super) fn wants_work(&self) -> bool {
        match self.challenge {
            Challenge::Never => false,
            Challenge::Busy => self.calm.check().is_err(),
            Challenge::Always => true,
        }
    }

    /// Whether the caller may once more.
    pub(super) fn lets_in(&self, caller: Caller) -> bool {
        counts(&self.limiter, caller)
    }

    /// Whether the caller may once more, now that the work is done. It was counted when the work was given out, so this is
    /// counted by itself: nobody is signed up by work that was not given out before, and who does it has signed up once.
    pub(super) fn lets_in_worked(&self, caller: Caller) -> bool {
        counts(&self.worked, caller)
    }
}

fn counts(limiter: &DefaultKeyedRateLimiter<IpAddr>, caller: Caller) -> bool {
    if limiter.len() > CROWD {
        limiter.retain_recent();
    }
    limiter.check_key(&caller.counted()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, forwarded: &[&str]) -> Caller {
        let proxies = ["127.0.0.0/8", "10.0.0.0/8"].map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        Caller::of(peer.parse().unwrap(), &headers, &proxies)
    }

    #[test]
    fn only_our_own_servers_are_believed() {
        for (peer, forwarded, whole) in [
            ("198.51.100.7:1", &["203.0.113.9"][..], "198.51.100.7"),
            ("127.0.0.1:1", &["203.0.113.9"], "203.0.113.9"),
            (
                "127.0.0.1:1",
                &["6.6.6.6, 203.0.113.9, 10.1.1.1"],
                "203.0.113.9",
            ),
            ("127.0.0.1:1", &["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1:1", &["nonsense"], "127.0.0.1"),
            ("127.0.0.1:1", &[], "127.0.0.1"),
            ("[::ffff:127.0.0.1]:1", &["2001:db8::1"], "2001:db8::1"),
        ] {
            let kept = caller(peer, forwarded).kept(CallerKept::Whole);
            assert_eq!(kept.as_deref(), Some(whole), "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn no_more_is_kept_than_was_said() {
        let kept = |peer| caller(peer, &[]).kept(CallerKept::Network).unwrap();
        assert_eq!(kept("198.51.100.7:1"), "198.51.100.0/24");
        assert_eq!(kept("[2001:db8:1:2::7]:1"), "2001:db8:1::/48");
        assert_eq!(
            caller("198.51.100.7:1", &[]).kept(CallerKept::Nothing),
            None
        );
    }

    #[test]
    fn a_web_server_that_nobody_named_is_known_by_what_it_says() {
        let near: [Network; 1] = ["10.0.0.0/8".parse().unwrap()];
        let told = |peer: &str, field: &'static str, proxies: &[Network]| {
            let mut headers = HeaderMap::new();
            headers.insert(field, "203.0.113.9".parse().unwrap());
            is_unnamed(peer.parse().unwrap(), &headers, proxies)
        };
        assert!(told("127.0.0.1:1", "x-forwarded-for", &[]));
        assert!(told("[::ffff:10.1.1.1]:1", "forwarded", &[]));
        assert!(told("[fd00::1]:1", "forwarded", &near));
        assert!(!told("10.1.1.1:1", "x-forwarded-for", &near));
        assert!(!told("198.51.100.7:1", "x-forwarded-for", &[]));
        assert!(!told("127.0.0.1:1", "accept", &[]));
    }

    const ONE: NonZeroU32 = NonZeroU32::MIN;

    #[test]
    fn work_is_asked_for_when_many_come() {
        let asked = |challenge| {
            let gate = Gate::new(ONE, ONE.saturating_add(1), challenge);
            [(); 3].map(|()| gate.wants_work())
        };
        assert_eq!(asked(Challenge::Busy), [false, false, true]);
        assert_eq!(asked(Challenge::Always), [true; 3]);
        assert_eq!(asked(Challenge::Never), [false; 3]);
    }

    #[test]
    fn a_network_of_64_bits_is_one_caller() {
        let gate = Gate::new(ONE, ONE, Challenge::Never);
        assert!(gate.lets_in(caller("[2001:db8::1]:1", &[])));
        assert!(!gate.lets_in(caller("[2001:db8::2]:1", &[])));
        assert!(gate.lets_in(caller("[2001:db8:0:1::2]:1", &[])));
    }
}
