//! What the connections of a run share: the claims, the ledger, the pace, and the reason to stop.

mod row;
mod settle;

use std::sync::{
    Mutex as SyncMutex, PoisonError,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use tokio::sync::{Mutex, Semaphore, SemaphorePermit, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

pub(super) use self::row::Refused;
use self::row::Row;
use super::{
    Ended, Entry, Job, Limits,
    letter::{Answer, Unwritten},
    pace::Pace,
    queue::Queue,
    relays::{Relays, Which},
    said::Said,
    tide::Tide,
};
use crate::{
    deliver::session::Session,
    delivery::{Cause, Change, Claim, DeliveryId, NotKept, Outcome},
};

/// The shared state of a run.
pub(super) struct Floor {
    pub(super) job: Job,
    pub(super) tide: Tide,
    pub(super) relays: Relays,
    said: Said,
    queue: Mutex<Queue>,
    ledger: mpsc::Sender<Entry>,
    pace: Pace,
    /// Cancelled from outside, or by the first of us that finds a reason.
    halt: CancellationToken,
    /// Cancelled when there are no more claims: nobody needs to wait for the tide then.
    drained: CancellationToken,
    reason: SyncMutex<Option<Ended>>,
    row: SyncMutex<Row>,
    accepted: AtomicU64,
    /// Texts whose end is on the wire, or soon will be, and that have no answer yet.
    on_the_way: AtomicUsize,
    /// Whose turn it is at the end, when the relay takes fewer connections than have a claim left.
    turn: Semaphore,
    /// Claims that no letter could be written for, to be given back.
    unwritten: SyncMutex<Vec<DeliveryId>>,
}

impl Floor {
    pub(super) fn new(
        job: Job,
        claims: mpsc::Receiver<Claim>,
        ledger: mpsc::Sender<Entry>,
        stop: &CancellationToken,
    ) -> Self {
        let limits = *job.limits.borrow();
        Self {
            tide: Tide::new(limits.connections),
            relays: Relays::new(&job.smtp.relay),
            said: Said::default(),
            pace: Pace::new(&limits),
            row: SyncMutex::new(Row::new(job.delivery.stop_after, job.standing)),
            job,
            queue: Mutex::new(Queue::new(claims)),
            ledger,
            halt: stop.child_token(),
            drained: CancellationToken::new(),
            reason: SyncMutex::new(None),
            accepted: AtomicU64::new(0),
            on_the_way: AtomicUsize::new(0),
            turn: Semaphore::new(1),
            unwritten: SyncMutex::default(),
        }
    }

    /// Other limits from now on.
    pub(super) fn set_limits(&self, limits: &Limits) {
        self.tide.set_most(limits.connections);
        self.pace.set(limits);
    }

    /// The next claim whose turn has come, unless there is none or the run is to end.
    pub(super) async fn next_claim(&self) -> Option<Claim> {
        let next = async { self.queue.lock().await.next(&self.pace).await };
        let claim = self.unless_halted(next).await?;
        if claim.is_none() {
            self.drained.cancel();
        }
        claim
    }

    /// A claim that can be had without waiting.
    pub(super) fn claim_at_hand(&self) -> Option<Claim> {
        self.queue.try_lock().ok()?.at_hand(&self.pace)
    }

    /// Waits until this connection may work; none when that no longer matters.
    pub(super) async fn admission(&self, connection: usize) -> Option<()> {
        let admission = async {
            tokio::select! {
                () = self.tide.admission(connection) => Some(()),
                () = self.drained.cancelled() => None,
            }
        };
        self.unless_halted(admission).await.flatten()
    }

    /// Waits for the turn among those that the relay had no room for; none when the run is to end.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.unless_halted(self.turn.acquire()).await?.ok()
    }

    /// Whether any session is open.
    pub(super) fn has_session(&self) -> bool {
        self.job.sessions.load(Ordering::Relaxed) > 0
    }

    /// Whether a session has had its share, or will have with so many messages more.
    pub(super) fn is_worn(&self, session: &Session, more: u32) -> bool {
        let smtp = &self.job.smtp;
        session.taken() + more >= smtp.messages_per_connection
            || session.age() >= smtp.connection_age.0
    }

    /// What becomes of a claim whose domain is left alone for a while.
    pub(super) fn postponed(&self, claim: &Claim) -> Option<Outcome> {
        let now = self.job.clock.now();
        let retry_at = self.job.domains.rests_until(&claim.provider, now)?;
        let reply = format!(
            "{} says \"not now\" again and again: left alone for a while",
            claim.provider
        );
        // It may never be its turn: its time is over all the same.
        let since = claim.first_attempt.unwrap_or(now);
        if now - since >= self.job.smtp.retry_for.delta() {
            let (reply, cause) = (
                format!("gave up, first tried {since}: {reply}"),
                Cause::Other,
            );
            return Some(Outcome::Failed { reply, cause });
        }
        Some(Outcome::Postponed { reply, retry_at })
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

    /// A letter can't be written, and none will be: the run ends.
    pub(super) fn cannot_write(&self, delivery: DeliveryId, why: &Unwritten) {
        let mut unwritten = self
            .unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        unwritten.push(delivery);
        self.halt(Ended::Unsigned(why.to_string()));
    }

    /// Tells the ledger of a change; the answer comes when it is durable.
    ///
    /// # Errors
    /// When the ledger takes no more: the run ends.
    pub(super) async fn post(
        &self,
        delivery: DeliveryId,
        change: Change,
    ) -> Result<Answer, NotKept> {
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

    /// Returns when a change is durable.
    ///
    /// # Errors
    /// When it is not; after a failure of the store the run ends.
    pub(super) async fn durable(&self, answer: Answer) -> Result<(), NotKept> {
        self.answered(answer.await.unwrap_or(Err(NotKept::Store)))
    }

    fn answered(&self, answer: Result<(), NotKept>) -> Result<(), NotKept> {
        if answer == Err(NotKept::Store) {
            self.halt(Ended::StoreFailed);
        }
        answer
    }

    /// Counts an acceptance.
    pub(super) fn accepted(&self, claim: &Claim, relay: Which) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.row().accepted(self.is_halted());
        self.relays.worked(relay);
        self.job.domains.accepted(&claim.provider, claim.attempts);
        self.tide.rise();
    }

    /// Does the handing over of a text, which counts as on its way meanwhile.
    pub(super) async fn on_the_way<T>(&self, handing_over: impl Future<Output = T>) -> T {
        self.on_the_way.fetch_add(1, Ordering::Relaxed);
        let done = handing_over.await;
        self.on_the_way.fetch_sub(1, Ordering::Relaxed);
        done
    }

    /// How many were accepted: it grows while the relay works for anyone.
    pub(super) fn progress(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Gives back what nobody took, and says how it ended.
    pub(super) async fn close(&self, stop: &CancellationToken) -> Ended {
        self.said.told();
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

    /// All at once, so that they can share a commit.
    async fn give_back(&self) {
        let left = self.queue.lock().await.close().await;
        let unwritten = std::mem::take(
            &mut *self
                .unwritten
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let returned = left
            .into_iter()
            .map(|claim| claim.id)
            .chain(unwritten)
            .map(|id| (id, Outcome::Returned));
        let mut answers = Vec::new();
        let (in_a_row, why) = self.row().close();
        if let Some(why) = why {
            self.halt(Ended::Refused(why));
        }
        for (delivery, outcome) in returned.chain(in_a_row) {
            match self.post(delivery, Change::Outcome(outcome)).await {
                Ok(answer) => answers.push(answer),
                Err(_) => return,
            }
        }
        for answer in answers {
            if self.durable(answer).await == Err(NotKept::Store) {
                return;
            }
        }
    }
}
