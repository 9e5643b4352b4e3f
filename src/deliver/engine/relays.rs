//! Which relay a new connection goes to: shared out by weight, past those that are down, and past those that lack what
//! a recipient needs.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::config::{Relay, Server};

/// The first rest of a relay that failed; it doubles with every further failure.
const FIRST_REST: Duration = Duration::from_secs(2);

/// The longest rest: a relay that came back is found within this.
const LONGEST_REST: Duration = Duration::from_secs(300);

/// The relays of a run.
#[derive(Debug)]
pub(super) struct Relays {
    servers: Vec<Server>,
    standings: Mutex<Vec<Standing>>,
}

/// How a relay does.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    /// What it is owed, in the terms of smooth weighted round-robin.
    credit: i64,
    failures: u32,
    down_until: Option<Instant>,
    /// It does not offer what addresses beyond ASCII need.
    is_plain: bool,
}

/// What a message needs of a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// What every relay has.
    Nothing,
    /// What addresses beyond ASCII need (RFC 6531): not one of those that were found to lack it.
    Smtputf8,
}

impl Standing {
    fn is_up(&self, now: Instant) -> bool {
        self.down_until.is_none_or(|until| until <= now)
    }

    fn has(&self, needs: Needs) -> bool {
        needs == Needs::Nothing || !self.is_plain
    }
}

/// The place of a relay in the configuration, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Which(usize);

impl Relays {
    /// The relays of a configuration; an outbox has none.
    pub(super) fn new(relay: &Relay) -> Self {
        let servers = match relay {
            Relay::Servers(servers) => servers.clone(),
            Relay::Outbox(_) => Vec::new(),
        };
        Self {
            standings: Mutex::new(vec![Standing::default(); servers.len()]),
            servers,
        }
    }

    /// The server that a new connection should go to. When all are down it is the one whose rest ends first.
    pub(super) fn choose(&self, needs: Needs, now: Instant) -> Option<(Which, &Server)> {
        let mut standings = self.standings();
        let all = || (0..self.servers.len()).filter(|&at| standings[at].has(needs));
        let up = |at: &usize| standings[*at].is_up(now);
        let weighted = |at: &usize| self.servers[*at].weight > 0;
        let mut able: Vec<usize> = all().filter(up).filter(weighted).collect();
        if able.is_empty() {
            able = all().filter(up).collect();
        }
        let chosen = if able.is_empty() {
            all().min_by_key(|&at| standings[at].down_until)?
        } else {
            self.in_turn(&mut standings, &able)?
        };
        Some((Which(chosen), &self.servers[chosen]))
    }

    /// Everyone gains by their weight; who has most goes, and pays for all.
    fn in_turn(&self, standings: &mut [Standing], able: &[usize]) -> Option<usize> {
        let weight = |at: usize| i64::from(self.servers[at].weight.max(1));
        for &at in able {
            standings[at].credit += weight(at);
        }
        // The first of several that are owed the same.
        let chosen = able
            .iter()
            .copied()
            .rev()
            .max_by_key(|&at| standings[at].credit)?;
        standings[chosen].credit -= able.iter().map(|&at| weight(at)).sum::<i64>();
        Some(chosen)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.servers.len()
    }

    /// A relay took a message: it is up.
    pub(super) fn worked(&self, which: Which) {
        let standing = &mut self.standings()[which.0];
        (standing.failures, standing.down_until) = (0, None);
    }

    /// A relay does not offer what addresses beyond ASCII need. Whether another one may, now or when it is back.
    pub(super) fn is_plain(&self, which: Which) -> Instead {
        let mut standings = self.standings();
        standings[which.0].is_plain = true;
        if standings.iter().any(|standing| !standing.is_plain) {
            Instead::Another
        } else {
            Instead::Nothing
        }
    }

    /// A relay can't be used for now. Whether another one can that has what is needed.
    pub(super) fn failed(&self, which: Which, needs: Needs, now: Instant) -> Instead {
        let mut standings = self.standings();
        let standing = &mut standings[which.0];
        let rest = FIRST_REST.saturating_mul(2_u32.saturating_pow(standing.failures.min(16)));
        standing.failures += 1;
        standing.down_until = Some(now + rest.min(LONGEST_REST));
        let able = |standing: &Standing| standing.is_up(now) && standing.has(needs);
        if standings.iter().any(able) {
            Instead::Another
        } else {
            Instead::Nothing
        }
    }

    fn standings(&self) -> MutexGuard<'_, Vec<Standing>> {
        self.standings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// What there is when a relay fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instead {
    /// Another relay.
    Another,
    /// No other.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Endpoint, Protocol, Security};

    fn relays(weights: &[u32]) -> Relays {
        let server = |&weight: &u32| Server {
            endpoint: Endpoint::Socket(format!("/{weight}").into()),
            protocol: Protocol::Smtp,
            security: Security::None,
            login: None,
            certificate: None,
            weight,
        };
        Relays::new(&Relay::Servers(weights.iter().map(server).collect()))
    }

    fn chosen(relays: &Relays, now: Instant, times: usize) -> Vec<usize> {
        (0..times)
            .map(|_| relays.choose(Needs::Nothing, now).unwrap().0.0)
            .collect()
    }

    #[test]
    fn connections_are_shared_out_by_weight() {
        let relays = relays(&[3, 1]);
        assert_eq!(chosen(&relays, Instant::now(), 8), [0, 0, 1, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn one_that_is_down_is_passed_over_until_its_rest_is_over() {
        let relays = relays(&[1, 1, 0]);
        let now = Instant::now();
        assert_eq!(
            relays.failed(Which(0), Needs::Nothing, now),
            Instead::Another
        );
        assert_eq!(chosen(&relays, now, 3), [1, 1, 1], "weight 0 only waits");
        assert_eq!(
            relays.failed(Which(1), Needs::Nothing, now),
            Instead::Another
        );
        assert_eq!(chosen(&relays, now, 2), [2, 2]);
        let later = now + Duration::from_secs(1);
        assert_eq!(
            relays.failed(Which(2), Needs::Nothing, later),
            Instead::Nothing
        );
        assert_eq!(chosen(&relays, later, 1), [0], "whose rest ends first");
        let again = now + FIRST_REST;
        assert!(chosen(&relays, again, 4).iter().all(|&at| at < 2));
        relays.worked(Which(0));
        assert_eq!(
            relays.failed(Which(1), Needs::Nothing, now),
            Instead::Another
        );
    }

    #[test]
    fn one_that_lacks_what_is_needed_is_passed_over_by_those_who_need_it() {
        let relays = relays(&[1, 0]);
        let now = Instant::now();
        let with_smtputf8 = || relays.choose(Needs::Smtputf8, now).map(|(at, _)| at.0);
        assert_eq!(relays.is_plain(Which(0)), Instead::Another);
        assert_eq!(with_smtputf8(), Some(1));
        assert_eq!(chosen(&relays, now, 3), [0; 3]);
        let failed = |needs| relays.failed(Which(1), needs, now);
        assert_eq!(failed(Needs::Smtputf8), Instead::Nothing);
        assert_eq!(failed(Needs::Nothing), Instead::Another);
        assert_eq!(with_smtputf8(), Some(1), "though it is down");
        assert_eq!(relays.is_plain(Which(1)), Instead::Nothing);
        assert_eq!(with_smtputf8(), None);
    }
}
