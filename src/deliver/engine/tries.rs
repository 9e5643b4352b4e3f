//! How one claim has been tried so far in a run, and whether another try makes sense.

use std::time::Duration;

use super::{floor::Floor, relays::Needs, verdict::is_crowded};
use crate::deliver::refusal::{Kind, Refusal, Stage};

/// How long the relay is given when it can't be reached or has no time: under five seconds in all.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// How one claim has been tried so far in this run.
pub(super) struct Tries {
    pauses: usize,
    /// Relays that were left for another since the last pause.
    left: usize,
    /// What had been accepted when the pauses began.
    progress: u64,
    /// A connection that had sat idle was lost, which is nobody's trouble; once.
    was_stale: bool,
    pub(super) way: Way,
    pub(super) needs: Needs,
}

/// How the commands of an envelope go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// As the relay offers.
    AsOffered,
    /// One after the other, so that a lost connection tells at which.
    StepByStep,
}

impl Tries {
    pub(super) fn new(floor: &Floor) -> Self {
        Self {
            pauses: 0,
            left: 0,
            progress: floor.progress(),
            was_stale: false,
            way: Way::AsOffered,
            needs: Needs::Nothing,
        }
    }

    /// Takes note of a connection lost at MAIL. A pipelined envelope does not tell at which command, and
    /// one recipient must not take down the relay for all: the next try goes command by command.
    pub(super) fn was_cut(&mut self, refusal: &Refusal, used: bool) {
        if refusal.stage == Stage::Mail && refusal.ends_session() {
            self.was_stale = used && self.pauses == 0;
            if refusal.kind == Kind::Lost && !self.was_stale {
                self.way = Way::StepByStep;
            }
        }
    }

    /// Whether another relay may be asked without a pause: until each of so many was asked once. Slow ones have had their
    /// rest by then, and would be asked in turns for ever.
    pub(super) fn may_change(&mut self, relays: usize) -> bool {
        self.left += 1;
        self.left < relays
    }

    /// Whether another try makes sense. Once the pauses are used up, only if the relay has worked for
    /// another connection meanwhile, or turned this one away while it keeps another, however slow that is: then it just
    /// won't have as many as we would like.
    pub(super) fn may_go_on(&mut self, floor: &Floor, refusal: &Refusal) -> bool {
        if self.pauses >= PAUSES.len() {
            let progress = floor.progress();
            let is_crowd = is_crowded(refusal) && floor.has_session();
            if progress == self.progress && !is_crowd {
                return false;
            }
            tracing::info!(%refusal, "the relay takes fewer connections than smtp.connections");
            (self.progress, self.pauses) = (progress, 0);
        }
        true
    }

    pub(super) async fn pause(&mut self) {
        self.left = 0;
        if std::mem::take(&mut self.was_stale) {
            // Not counted twice: a second loss is no longer a matter of idleness.
            self.pauses = 1;
            return;
        }
        let pause = PAUSES.get(self.pauses).copied().unwrap_or_default();
        self.pauses += 1;
        tokio::time::sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn after_each_relay_was_asked_there_is_a_pause() {
        let mut tries = Tries {
            pauses: 0,
            left: 0,
            progress: 0,
            was_stale: false,
            way: Way::AsOffered,
            needs: Needs::Nothing,
        };
        for _ in 0..2 {
            assert!(tries.may_change(2));
            assert!(!tries.may_change(2));
            tries.pause().await;
        }
    }
}
