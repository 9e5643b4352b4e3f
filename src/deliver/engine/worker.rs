//! One connection at work: claim, mark, send, record; and what it does when the relay is in trouble.

use std::{sync::Arc, time::Duration};

use super::{
    floor::Floor,
    verdict::{Verdict, judge},
};
use crate::{
    deliver::{
        refusal::{Kind, Refusal, Stage},
        session::Session,
    },
    delivery::{Change, Claim, NotKept, Outcome},
};

/// Messages over one connection. Large receivers want few (Yahoo about 20), relays of one's own don't
/// mind; a new connection every hundred costs one handshake in a hundred messages, and lets a balancer
/// in front of the relay do its work.
const MESSAGES_PER_CONNECTION: u32 = 100;

/// How long the relay is given when it can't be reached or has no time: under five seconds in all.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// One connection and its state.
struct Worker {
    floor: Arc<Floor>,
    session: Option<Session>,
}

/// How one claim has been tried so far in this run.
struct Tries {
    marked: bool,
    pauses: usize,
    /// What had been accepted when the pauses began.
    progress: u64,
    /// A connection that had sat idle was lost, which is nobody's trouble; once.
    was_stale: bool,
    step_by_step: bool,
}

/// Works until there are no more claims or the run ends.
pub(super) async fn work(floor: Arc<Floor>) {
    let mut worker = Worker {
        floor,
        session: None,
    };
    while let Some(claim) = worker.floor.next_claim().await {
        fail::fail_point!("deliver::after_claim");
        if worker.deliver(&claim).await == Err(NotKept::Store) {
            break;
        }
    }
    worker.hang_up().await;
}

impl Worker {
    /// Brings one claim to its outcome, durably.
    async fn deliver(&mut self, claim: &Claim) -> Result<(), NotKept> {
        let outcome = self.attempt(claim).await?;
        tracing::debug!(delivery = claim.id.0, ?outcome, "tried");
        fail::fail_point!("deliver::after_dot");
        self.floor
            .record(claim.id, Change::Outcome(outcome))
            .await?;
        fail::fail_point!("deliver::after_outcome");
        Ok(())
    }

    /// Tries it until there is an outcome: more than once only while nothing has been sent.
    async fn attempt(&mut self, claim: &Claim) -> Result<Outcome, NotKept> {
        if !self.floor.wait_turn(claim).await {
            return Ok(Outcome::Returned);
        }
        let Some(message) = self.floor.fill(claim) else {
            return Ok(Outcome::Returned);
        };
        let mut tries = Tries::new(&self.floor);
        loop {
            let floor = Arc::clone(&self.floor);
            let opened = match floor.unless_halted(self.be_ready(tries.step_by_step)).await {
                Some(opened) if tries.marked || !floor.is_halted() => opened,
                _ => return Ok(Outcome::Returned),
            };
            let result = match opened {
                Ok(()) => {
                    self.mark(claim, &mut tries).await?;
                    self.send(claim, &message, &mut tries).await
                }
                Err(refusal) => Err(refusal),
            };
            let refusal = match result {
                Ok(reply) => return Ok(Outcome::Accepted { reply }),
                Err(refusal) => refusal,
            };
            let verdict = judge(&refusal);
            if verdict != Verdict::Trouble || !tries.may_go_on(&floor, &refusal) {
                return Ok(floor.settle(verdict, &refusal, claim));
            }
            tracing::debug!(delivery = claim.id.0, %refusal, "trying again");
            if floor.unless_halted(tries.pause()).await.is_none() {
                return Ok(Outcome::Returned);
            }
        }
    }

    /// Sees to a session that another message can go over.
    async fn be_ready(&mut self, step_by_step: bool) -> Result<(), Refusal> {
        let worn = |session: &Session| session.taken() >= MESSAGES_PER_CONNECTION;
        if self.session.as_ref().is_some_and(worn) {
            self.hang_up().await;
        }
        if self
            .session
            .as_ref()
            .is_none_or(|session| !session.is_usable())
        {
            self.session = None;
            self.session = Some(Session::open(&self.floor.job.smtp).await?);
        }
        if let Some(session) = self.session.as_mut().filter(|_| step_by_step) {
            session.go_step_by_step();
        }
        Ok(())
    }

    /// Has it recorded that its message may be on the wire, before any of it is; before every try, so that who left
    /// while the relay was busy is seen.
    async fn mark(&mut self, claim: &Claim, tries: &mut Tries) -> Result<(), NotKept> {
        fail::fail_point!("deliver::before_mark");
        let at = self.floor.job.clock.now();
        self.floor.record(claim.id, Change::Sending { at }).await?;
        tries.marked = true;
        fail::fail_point!("deliver::after_mark");
        Ok(())
    }

    async fn send(
        &mut self,
        claim: &Claim,
        message: &[u8],
        tries: &mut Tries,
    ) -> Result<String, Refusal> {
        let Some(session) = self.session.as_mut() else {
            return Err(Refusal::lost(Stage::Connect, "there is no connection"));
        };
        let used = session.taken() > 0;
        let result = session
            .send(&self.floor.job.return_path, &claim.address, message)
            .await;
        match &result {
            Ok(_) => self.floor.accepted(),
            Err(refusal) => tries.was_cut(refusal, used),
        }
        result
    }

    async fn hang_up(&mut self) {
        if let Some(session) = self.session.take() {
            session.quit().await;
        }
    }
}

impl Tries {
    fn new(floor: &Floor) -> Self {
        Self {
            marked: false,
            pauses: 0,
            progress: floor.progress(),
            was_stale: false,
            step_by_step: false,
        }
    }

    /// Takes note of a connection lost at MAIL. A pipelined envelope does not tell at which command, and
    /// one recipient must not take down the relay for all: the next try goes command by command.
    fn was_cut(&mut self, refusal: &Refusal, used: bool) {
        if refusal.stage == Stage::Mail && refusal.ends_session() {
            self.step_by_step = refusal.kind == Kind::Lost;
            self.was_stale = used && self.pauses == 0;
        }
    }

    /// Whether another try makes sense. Once the pauses are used up, only if the relay has worked for
    /// another connection meanwhile: then it just won't have as many as we would like.
    fn may_go_on(&mut self, floor: &Floor, refusal: &Refusal) -> bool {
        if self.pauses >= PAUSES.len() {
            let progress = floor.progress();
            if progress == self.progress {
                return false;
            }
            tracing::info!(%refusal, "the relay takes fewer connections than smtp.connections");
            (self.progress, self.pauses) = (progress, 0);
        }
        true
    }

    async fn pause(&mut self) {
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
