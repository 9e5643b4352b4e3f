//! What a refusal makes of its delivery, and of the run: one after the other, they may be about us.

use std::sync::{MutexGuard, PoisonError};

use tokio::time::Instant;

use super::Floor;
use crate::{
    deliver::{
        engine::{
            Ended,
            verdict::{self, Fault, Verdict},
        },
        refusal::Refusal,
    },
    delivery::{Cause, Claim, DeliveryId, Outcome},
};

/// A delivery refused for good, and what becomes of it if that proves to be about us.
pub(super) struct Refused {
    delivery: DeliveryId,
    /// Another try later, until `retry_for` is over.
    instead: Outcome,
    /// The relay spoke of policy.
    policy: bool,
}

impl Floor {
    /// Takes note of what a refusal says about the relay and about the recipient's domain.
    pub(in crate::deliver::engine) fn heard(
        &self,
        verdict: Verdict,
        refusal: &Refusal,
        claim: &Claim,
    ) {
        if verdict::is_crowded(refusal) {
            self.tide.fall(Instant::now());
        }
        let domains = &self.job.domains;
        match verdict {
            Verdict::Defer if refusal.code.is_some() && !verdict::is_crowded(refusal) => {
                let first = self.job.smtp.retry_after.0;
                domains.deferred(&claim.provider, self.job.clock.now(), first);
            }
            Verdict::Fail(_) => domains.failed(&claim.provider),
            _ => {}
        }
    }

    /// What a refusal makes of this claim; ends the run where it is about all of them.
    pub(in crate::deliver::engine) fn settle(
        &self,
        verdict: Verdict,
        refusal: &Refusal,
        claim: &Claim,
    ) -> Outcome {
        let reply = verdict::words(refusal);
        self.said.heard(verdict, refusal, claim.address.as_str());
        match verdict {
            Verdict::Uncertain => Outcome::Uncertain { reply },
            Verdict::Defer => self.later(refusal, claim),
            Verdict::Fail(Fault::Address) => Outcome::Failed {
                reply,
                cause: Cause::Address,
            },
            Verdict::Fail(fault) => {
                if fault == Fault::Ours {
                    let refused = Refused {
                        delivery: claim.id,
                        instead: self.later(refusal, claim),
                        policy: verdict::is_policy(refusal),
                    };
                    self.refused_again(refused, &reply);
                }
                let cause = Cause::Other;
                Outcome::Failed { reply, cause }
            }
            Verdict::Stop => {
                self.halt(Ended::Refused(refusal.to_string()));
                Outcome::Returned
            }
            Verdict::Trouble => {
                self.halt(Ended::RelayDown(refusal.to_string()));
                Outcome::Returned
            }
        }
    }

    fn later(&self, refusal: &Refusal, claim: &Claim) -> Outcome {
        let jitter = rand::random_range(0.0..=1.0);
        verdict::later(refusal, claim, &self.job.smtp, self.job.clock.now(), jitter)
    }

    fn refused_again(&self, delivery: Refused, reply: &str) {
        let mut refused = self.refused();
        refused.push(delivery);
        let row = refused.len();
        if self.is_too_many(row) {
            let words = format!("the relay refused {row} messages in a row: {reply}");
            self.halt(Ended::Refused(words));
        }
    }

    fn is_too_many(&self, row: usize) -> bool {
        row >= usize::try_from(self.job.delivery.stop_after).unwrap_or(usize::MAX)
    }

    pub(super) fn refused(&self) -> MutexGuard<'_, Vec<Refused>> {
        self.refused_in_a_row
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Those in a row of refusals that was about us: they get their mail when it is mended, after the others.
    pub(super) fn spared(&self) -> Vec<(DeliveryId, Outcome)> {
        let refused = std::mem::take(&mut *self.refused());
        // With nobody accepted, two are a pattern; a word of policy is one by itself.
        let nobody_else = self.progress() == 0
            && (refused.len() > 1 || refused.iter().any(|refused| refused.policy));
        if !self.is_too_many(refused.len()) && !nobody_else {
            return Vec::new();
        }
        refused
            .into_iter()
            .map(|refused| (refused.delivery, refused.instead))
            .collect()
    }
}
