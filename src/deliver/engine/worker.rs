//! One connection at work: claim, mark, send, record; and what it does when the relay is in trouble.
//!
//! A round is: the text of one letter and, behind it in the same write, the envelope of the next; then the answers to
//! both. The outcome of the one and the mark of the other go into the ledger together. So a message costs one write,
//! one round trip and one commit, and still no octet of a text goes out before its mark is durable.

mod connection;

use std::sync::Arc;

use super::{
    floor::{Floor, Refused},
    letter::{Answer, Letter},
    line::Line,
    relays::Needs,
    tries::Tries,
    verdict::{Fault, Verdict, judge},
};
use crate::{
    deliver::{
        refusal::{Refusal, Stage},
        session::Envelope,
    },
    delivery::{Change, Claim, NotKept, Outcome},
};

/// One connection and its state.
struct Worker {
    floor: Arc<Floor>,
    number: usize,
    line: Option<Line>,
    /// The letter that comes after this one.
    ahead: Option<Letter>,
    /// This letter was refused for its address: whether that is believed is seen when it is durable.
    alleged: Option<Refused>,
    /// The paper of letters that are done, to be written on again.
    paper: Vec<Vec<u8>>,
}

/// What one try came to.
enum Tried {
    Accepted(String),
    Refused(Refusal),
    /// The run is to end, and nothing was sent.
    Halted,
}

/// Works until there are no more claims or the run ends.
pub(super) async fn work(floor: Arc<Floor>, number: usize) {
    let mut worker = Worker {
        floor,
        number,
        line: None,
        ahead: None,
        alleged: None,
        paper: Vec::new(),
    };
    while let Some(letter) = worker.next().await {
        if worker.deliver(letter).await == Err(NotKept::Store) {
            break;
        }
    }
    worker.hang_up().await;
}

impl Worker {
    /// The next letter: the one that was begun, or that of a new claim, when the tide lets us. One that can't be written
    /// is given back, and ends the run.
    async fn next(&mut self) -> Option<Letter> {
        if let Some(letter) = self.ahead.take() {
            return Some(letter);
        }
        if !self.floor.tide.admits(self.number) {
            self.hang_up().await;
            self.floor.admission(self.number).await?;
        }
        let claim = self.floor.next_claim().await?;
        fail::fail_point!("deliver::after_claim");
        self.write(claim)
    }

    fn write(&mut self, claim: Claim) -> Option<Letter> {
        let paper = self.paper.pop().unwrap_or_default();
        match Letter::write(&self.floor.job, claim, paper) {
            Ok(letter) => Some(letter),
            Err((delivery, why)) => {
                self.floor.cannot_write(delivery, &why);
                None
            }
        }
    }

    /// Brings one letter to its outcome, durably; the mark of the next goes with it.
    async fn deliver(&mut self, mut letter: Letter) -> Result<(), NotKept> {
        let outcome = self.attempt(&mut letter).await?;
        tracing::debug!(delivery = letter.claim.id.0, ?outcome, "tried");
        fail::fail_point!("deliver::after_dot");
        let outcome = Change::Outcome(outcome);
        let recorded = self.floor.post(letter.claim.id, outcome).await?;
        self.mark_ahead().await?;
        self.floor.durable(recorded).await?;
        fail::fail_point!("deliver::after_outcome");
        if let Some(refused) = self.alleged.take() {
            self.floor.refused_again(refused);
        }
        self.floor.bury().await?;
        self.paper.push(letter.text);
        Ok(())
    }

    /// Tries it until there is an outcome: more than once only while nothing has been sent.
    async fn attempt(&mut self, letter: &mut Letter) -> Result<Outcome, NotKept> {
        let floor = Arc::clone(&self.floor);
        if letter.riding.is_none()
            && let Some(postponed) = floor.postponed(&letter.claim)
        {
            return Ok(postponed);
        }
        let mut tries = Tries::new(&floor);
        let mut turn = None;
        loop {
            let refusal = match self.try_once(letter, &mut tries).await? {
                Tried::Accepted(reply) => return Ok(Outcome::Accepted { reply }),
                Tried::Halted => {
                    // Its mark may be on its way into the ledger: what takes it back comes after it.
                    if let Some(mark) = letter.mark.take() {
                        self.floor.durable(mark).await?;
                    }
                    return Ok(Outcome::Returned);
                }
                Tried::Refused(refusal) => refusal,
            };
            if refusal.is_lack() && self.leaves_plain_relay().await {
                tries.needs = Needs::Smtputf8;
                continue;
            }
            let verdict = judge(&refusal);
            floor.heard(verdict, &refusal, &letter.claim);
            if matches!(verdict, Verdict::Stop | Verdict::Trouble)
                && self.changes_relay(&refusal, tries.needs)
                && (verdict == Verdict::Stop || tries.may_change(floor.relays.count()))
            {
                continue;
            }
            if matches!(verdict, Verdict::Stop | Verdict::Trouble) && tries.needs != Needs::Nothing
            {
                // Only those who need that relay wait for it.
                return Ok(floor.settle(Verdict::Defer, &refusal, &letter.claim));
            }
            if verdict == Verdict::Fail(Fault::Address) {
                self.alleged = Some(floor.refused(verdict, &refusal, &letter.claim));
            }
            if verdict != Verdict::Trouble || !tries.may_go_on(&floor, &refusal) {
                return Ok(floor.settle(verdict, &refusal, &letter.claim));
            }
            tracing::debug!(delivery = letter.claim.id.0, %refusal, "trying again");
            if floor.unless_halted(tries.pause()).await.is_none() {
                return Ok(Outcome::Returned);
            }
            // Where the relay has too many of us, this one waits outside until there is room; when the others are
            // done, those outside go one by one.
            if turn.is_none() && floor.admission(self.number).await.is_none() {
                turn = floor.turn().await;
            }
        }
    }

    /// One try: the envelope, the mark, the text.
    async fn try_once(&mut self, letter: &mut Letter, tries: &mut Tries) -> Result<Tried, NotKept> {
        let envelope = match letter.riding.take().filter(|_| self.is_connected()) {
            Some(envelope) if !self.floor.is_halted() => envelope,
            Some(_) => {
                self.abandon();
                return Ok(Tried::Halted);
            }
            None => match self.offer(letter, tries).await {
                Some(Ok(envelope)) => envelope,
                Some(Err(refusal)) => return Ok(Tried::Refused(refusal)),
                None => return Ok(Tried::Halted),
            },
        };
        let mark = self.mark(letter).await?;
        let Some(line) = self.line.as_mut() else {
            return Ok(Tried::Refused(no_connection()));
        };
        let used = line.session.taken() > 0;
        let (marked, agreed) =
            tokio::join!(self.floor.durable(mark), line.session.agreed(&envelope));
        fail::fail_point!("deliver::after_mark");
        if let Err(withdrawn) = marked {
            if agreed.is_ok() {
                line.session.abandon();
            }
            return Err(withdrawn);
        }
        if let Err(refusal) = agreed {
            tries.was_cut(&refusal, used);
            return Ok(Tried::Refused(refusal));
        }
        fail::fail_point!("deliver::before_data");
        Ok(self.hand_over(letter).await)
    }

    /// Hands the text over, and with it the envelope of the next letter, if there is one already.
    async fn hand_over(&mut self, letter: &mut Letter) -> Tried {
        self.look_ahead();
        let Some(line) = self.line.as_mut() else {
            return Tried::Refused(no_connection());
        };
        let next = self.ahead.as_ref().and_then(|ahead| ahead.riding.as_ref());
        let handing_over = line.session.hand_over(&mut letter.text, next);
        match self.floor.on_the_way(handing_over).await {
            Ok(reply) => {
                self.floor.accepted(&letter.claim, line.relay);
                Tried::Accepted(reply)
            }
            Err(refusal) => Tried::Refused(refusal),
        }
    }

    /// Takes the next claim, if one is at hand and may ride.
    fn look_ahead(&mut self) {
        let may_ride = !self.floor.is_halted()
            && self.floor.tide.admits(self.number)
            && self.line.as_ref().is_some_and(|line| {
                line.session.takes_groups() && !self.floor.is_worn(&line.session, 1)
            });
        let Some(claim) = may_ride.then(|| self.floor.claim_at_hand()).flatten() else {
            return;
        };
        fail::fail_point!("deliver::after_ahead_claim");
        let Some(mut letter) = self.write(claim) else {
            return;
        };
        if self.floor.postponed(&letter.claim).is_none()
            && let Some(line) = &self.line
        {
            // What can't be sent over this session is found out again on its own turn.
            letter.riding = line.session.envelope(&letter.errand()).ok();
        }
        self.ahead = Some(letter);
    }

    /// The mark of the letter that rides already, to share a commit with the outcome before it.
    async fn mark_ahead(&mut self) -> Result<(), NotKept> {
        let connected = self.is_connected();
        let Some(mut ahead) = self.ahead.take() else {
            return Ok(());
        };
        if !connected {
            ahead.riding = None;
        }
        if ahead.riding.is_some() && !self.floor.is_halted() {
            fail::fail_point!("deliver::before_ahead_mark");
            ahead.mark = Some(self.mark(&mut ahead).await?);
        }
        self.ahead = Some(ahead);
        Ok(())
    }

    /// Has it recorded that its message may be on the wire, before any of its text is; before every try, so that who
    /// left while the relay was busy is seen.
    async fn mark(&self, letter: &mut Letter) -> Result<Answer, NotKept> {
        if let Some(mark) = letter.mark.take() {
            return Ok(mark);
        }
        fail::fail_point!("deliver::before_mark");
        self.floor.post(letter.claim.id, Change::Sending).await
    }

    /// Sees to a session and sends the envelope; none when the run is to end.
    async fn offer(&mut self, letter: &Letter, tries: &Tries) -> Option<Result<Envelope, Refusal>> {
        let floor = Arc::clone(&self.floor);
        if floor.is_halted() {
            return None;
        }
        if let Err(refusal) = floor
            .unless_halted(self.be_ready(tries.way, tries.needs))
            .await?
        {
            return Some(Err(refusal));
        }
        let Some(line) = self.line.as_mut() else {
            return Some(Err(no_connection()));
        };
        let envelope = match line.session.envelope(&letter.errand()) {
            Ok(envelope) => envelope,
            Err(refusal) => return Some(Err(refusal)),
        };
        Some(line.session.offer(&envelope).await.map(|()| envelope))
    }
}

fn no_connection() -> Refusal {
    Refusal::lost(Stage::Connect, "there is no connection")
}
