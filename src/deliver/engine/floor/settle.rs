//! What a refusal makes of its delivery, and of the run: one after the other, they may be about us.

use std::sync::{MutexGuard, PoisonError, atomic::Ordering};

use tokio::time::Instant;

use super::{
    Floor,
    row::{About, Refused, Row},
};
use crate::{
    deliver::{
        engine::{
            Ended,
            verdict::{self, Fault, Verdict},
        },
        refusal::Refusal,
    },
    delivery::{Cause, Change, Claim, NotKept, Outcome},
};

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
            Verdict::Fail(fault) => {
                if fault == Fault::Ours {
                    self.refused_again(self.refused(verdict, refusal, claim));
                }
                let cause = match fault {
                    Fault::Address => Cause::Alleged,
                    Fault::Recipient | Fault::Ours => Cause::Other,
                };
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

    /// What to remember of a refusal for good, in case it proves to be about us.
    pub(in crate::deliver::engine) fn refused(
        &self,
        verdict: Verdict,
        refusal: &Refusal,
        claim: &Claim,
    ) -> Refused {
        Refused {
            delivery: claim.id,
            reply: verdict::words(refusal),
            instead: self.later(refusal, claim),
            about: match verdict {
                Verdict::Fail(Fault::Address) => About::Address,
                _ if verdict::is_policy(refusal) => About::Policy,
                _ => About::Other,
            },
        }
    }

    /// Counts a refusal for good, and ends the run where it is one too many. A fault of an address comes here when it is
    /// durable, because what comes after it in the ledger may be written at once.
    pub(in crate::deliver::engine) fn refused_again(&self, refused: Refused) {
        let on_the_way = self.on_the_way.load(Ordering::Relaxed);
        let words = self.row().push(refused, on_the_way);
        if let Some(words) = words {
            self.halt(Ended::Refused(words));
        }
    }

    /// Writes down whose address is none, now that the relay has shown that it does not say so of everybody. Nobody waits
    /// for it: what is lost with the store is heard again with the next edition.
    ///
    /// # Errors
    /// When the ledger takes no more.
    pub(in crate::deliver::engine) async fn bury(&self) -> Result<(), NotKept> {
        let gone = self.row().gone();
        for (delivery, outcome) in gone {
            self.post(delivery, Change::Outcome(outcome)).await?;
        }
        Ok(())
    }

    pub(super) fn row(&self) -> MutexGuard<'_, Row> {
        self.row.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
