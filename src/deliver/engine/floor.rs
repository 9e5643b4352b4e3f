//! What the connections of a run share: the claims, the ledger, the pace, and the reason to stop.

use std::sync::{
    Mutex as SyncMutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::{Mutex, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::{
    Ended, Entry, Job,
    pace::Pace,
    verdict::{self, Verdict},
};
use crate::{
    deliver::{personalise, refusal::Refusal},
    delivery::{Change, Claim, DeliveryId, NotKept, Outcome},
};

/// A delivery refused for good, and what becomes of it if that proves to be about us.
struct Refused {
    delivery: DeliveryId,
    /// Another try later, until `retry_for` is over.
    instead: Outcome,
    /// The relay spoke of policy.
    policy: bool,
}

/// The shared state of a run.
pub(super) struct Floor {
    pub(super) job: Job,
    claims: Mutex<mpsc::Receiver<Claim>>,
    ledger: mpsc::Sender<Entry>,
    pace: Pace,
    /// Cancelled from outside, or by the first of us that finds a reason.
    halt: CancellationToken,
    reason: SyncMutex<Option<Ended>>,
    /// Deliveries refused for good, most likely by our own fault, since the last acceptance.
    refused_in_a_row: SyncMutex<Vec<Refused>>,
    accepted: AtomicU64,
}

impl Floor {
    pub(super) fn new(
        job: Job,
        claims: mpsc::Receiver<Claim>,
        ledger: mpsc::Sender<Entry>,
        stop: &CancellationToken,
    ) -> Self {
        Self {
            pace: Pace::new(&job.smtp),
            job,
            claims: Mutex::new(claims),
            ledger,
            halt: stop.child_token(),
            reason: SyncMutex::new(None),
            refused_in_a_row: SyncMutex::default(),
            accepted: AtomicU64::new(0),
        }
    }

    /// The next claim, unless there is none or the run is to end.
    pub(super) async fn next_claim(&self) -> Option<Claim> {
        let next = async { self.claims.lock().await.recv().await };
        self.unless_halted(next).await.flatten()
    }

    /// Waits until a message to this claim's domain may go; false when the run is to end.
    pub(super) async fn wait_turn(&self, claim: &Claim) -> bool {
        let turn = self.pace.wait(claim.address.domain());
        self.unless_halted(turn).await.is_some()
    }

    /// Does the work, or drops it where it stands when the run is to end.
    pub(super) async fn unless_halted<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.halt.cancelled() => None,
            done = work => Some(done),
        }
    }

    pub(super) fn is_halted(&self) -> bool {
        self.halt.is_cancelled()
    }

    /// Ends the run. The first reason stays, but a failed store outweighs all others.
    pub(super) fn halt(&self, why: Ended) {
        let mut reason = self
            .reason
            .lock()
            .unwrap_or_else(|poison| poison.into_inner());
        if reason.is_none() || why == Ended::StoreFailed {
            *reason = Some(why);
        }
        self.halt.cancel();
    }

    /// The message for this claim, signed; none when it can't be, which ends the run.
    pub(super) fn fill(&self, claim: &Claim) -> Option<Vec<u8>> {
        let links = (self.job.links)(claim);
        let recipient = personalise::Recipient {
            address: &claim.address,
            name: claim.name.as_deref(),
            message_id: &claim.message_id,
            date: self.job.date,
            unsubscribe_url: &links.unsubscribe,
            preferences_url: &links.preferences,
            subject_mark: None,
        };
        let message = personalise::fill(&self.job.message, &recipient);
        let Some(signer) = &self.job.signer else {
            return Some(message);
        };
        match signer.signed(message, self.job.clock.now()) {
            Ok(signed) => Some(signed),
            Err(why) => {
                self.halt(Ended::Unsigned(why.to_string()));
                None
            }
        }
    }

    /// Returns when the change is durable.
    ///
    /// # Errors
    /// When it is not; after a failure of the store the run ends.
    pub(super) async fn record(&self, delivery: DeliveryId, change: Change) -> Result<(), NotKept> {
        let answer = self.post(delivery, change).await?;
        self.answered(answer.await.unwrap_or(Err(NotKept::Store)))
    }

    async fn post(
        &self,
        delivery: DeliveryId,
        change: Change,
    ) -> Result<oneshot::Receiver<Result<(), NotKept>>, NotKept> {
        let (done, answer) = oneshot::channel();
        let entry = Entry {
            delivery,
            change,
            done,
        };
        match self.ledger.send(entry).await {
            Ok(()) => Ok(answer),
            Err(_) => self.answered(Err(NotKept::Store)).map(|()| answer),
        }
    }

    fn answered(&self, answer: Result<(), NotKept>) -> Result<(), NotKept> {
        if answer == Err(NotKept::Store) {
            self.halt(Ended::StoreFailed);
        }
        answer
    }

    /// Counts an acceptance.
    pub(super) fn accepted(&self) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.refused().clear();
    }

    /// How many were accepted: it grows while the relay works for anyone.
    pub(super) fn progress(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// What a refusal makes of this claim; ends the run where it is about all of them.
    pub(super) fn settle(&self, verdict: Verdict, refusal: &Refusal, claim: &Claim) -> Outcome {
        let reply = verdict::words(refusal);
        match verdict {
            Verdict::Uncertain => Outcome::Uncertain { reply },
            Verdict::Defer => {
                let jitter = rand::random_range(0.0..=1.0);
                verdict::later(refusal, claim, &self.job.smtp, self.job.clock.now(), jitter)
            }
            Verdict::Fail { ours } => {
                if ours {
                    let jitter = rand::random_range(0.0..=1.0);
                    let (smtp, now) = (&self.job.smtp, self.job.clock.now());
                    let instead = verdict::later(refusal, claim, smtp, now, jitter);
                    let policy = verdict::is_policy(refusal);
                    self.refused_again(
                        Refused {
                            delivery: claim.id,
                            instead,
                            policy,
                        },
                        &reply,
                    );
                }
                Outcome::Failed { reply }
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

    fn refused(&self) -> MutexGuard<'_, Vec<Refused>> {
        self.refused_in_a_row
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives back what nobody took, and says how it ended.
    pub(super) async fn close(&self, stop: &CancellationToken) -> Ended {
        if self.ending() != Some(Ended::StoreFailed) {
            self.give_back().await;
        }
        self.ending().unwrap_or(if stop.is_cancelled() {
            Ended::Stopped
        } else {
            Ended::Done
        })
    }

    fn ending(&self) -> Option<Ended> {
        self.reason
            .lock()
            .unwrap_or_else(|poison| poison.into_inner())
            .clone()
    }

    /// Those in a row of refusals that was about us: they get their mail when it is mended, after the others.
    fn spared(&self) -> Vec<(DeliveryId, Outcome)> {
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

    /// All at once, so that they can share a commit.
    async fn give_back(&self) {
        let mut claims = self.claims.lock().await;
        claims.close();
        let mut changes = Vec::new();
        while let Some(claim) = claims.recv().await {
            changes.push((claim.id, Outcome::Returned));
        }
        changes.extend(self.spared());
        let mut answers = Vec::new();
        for (delivery, outcome) in changes {
            match self.post(delivery, Change::Outcome(outcome)).await {
                Ok(answer) => answers.push(answer),
                Err(_) => return,
            }
        }
        for answer in answers {
            if self.answered(answer.await.unwrap_or(Err(NotKept::Store))) == Err(NotKept::Store) {
                return;
            }
        }
    }
}
