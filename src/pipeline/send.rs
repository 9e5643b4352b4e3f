//! Sending an edition: the audience frozen, the ledger worked through, every step on disk before the next.

mod feed;
mod ledger;
mod providers;
mod vigil;

use std::{sync::Arc, time::Instant};

use anyhow::{Result, anyhow};
use tokio::sync::{mpsc, watch};

use self::feed::Fed;
pub(super) use self::feed::Rest;

use super::{
    Fault, Pipeline, Progress,
    report::{EditionHead, EditionReport},
    variants,
};
use crate::{
    config::{OnUncertain, ReturnPaths},
    deliver::{self, Ended, Job, Personal, Sheet, Sheets, Standing},
    delivery::{Claim, Tally},
    edition::{Decider, Edition, EditionRef, EditionState},
    message::Message,
    preference::Preferences,
    store::{Freeze, SenderId},
};

impl Pipeline {
    /// Sends an approved edition, or goes on with one that was cut off. The caller holds the run lock.
    ///
    /// # Errors
    /// When the store or the relay's configuration fails. A relay that is down is in the report, not an error.
    pub(super) async fn send(
        &self,
        edition: Edition,
        progress: &Arc<Progress>,
    ) -> Result<EditionReport> {
        let began = Instant::now();
        let sender = self.store.sender_enter(&name(), self.clock.now()).await?;
        let edition = self.begin_sending(edition, sender).await?;
        let tally = self.store.ledger_tally(edition.id).await?;
        progress.begin(edition.id, tally);
        let (ended, fed) = self
            .work_through(&edition, sender, Standing::of(&tally), progress)
            .await?;
        self.store.sender_leave(sender, self.clock.now()).await?;
        fail::fail_point!("pipeline::before_finish");
        self.finish(&edition).await?;
        let edition = self.edition(Some(EditionRef::Id(edition.id))).await?;
        let mut problems = self.problems(&edition).await?;
        let tally = self.store.ledger_tally(edition.id).await?;
        progress.end(tally);
        problems.extend(words_of(&ended, &tally));
        if let Fed::Rests(rest) = &fed {
            problems.push(self.words_of_rest(rest));
        }
        Ok(EditionReport {
            edition: EditionHead::of(&edition),
            tally,
            elapsed_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            problems,
        })
    }

    /// Freezes the audience of an approved edition, or puts right what a sender that died left behind.
    async fn begin_sending(&self, edition: Edition, sender: SenderId) -> Result<Edition> {
        let now = self.clock.now();
        if edition.state == EditionState::Approved {
            fail::fail_point!("pipeline::before_freeze");
            let offer = self.offer(&edition).await?;
            let sealed = self.store.edition_variants(edition.id).await?;
            let sealed: Vec<_> = sealed
                .into_iter()
                .map(|sealed| (sealed.number, sealed.variant))
                .collect();
            let place = move |who: &Preferences| variants::place(&offer, &sealed, who);
            match self
                .store
                .audience_freeze(edition.id, self.message_domain(), place, now)
                .await?
            {
                Freeze::Frozen(_) => {}
                Freeze::Nobody => return Err(nobody().into()),
                Freeze::NotApproved => {
                    return Err(Fault::TryAgain(format!(
                        "edition {} changed meanwhile",
                        edition.id
                    ))
                    .into());
                }
            }
            fail::fail_point!("pipeline::after_freeze");
        } else {
            self.store.sender_outlive(sender, now).await?;
            fail::fail_point!("pipeline::after_outlive");
            self.store.ledger_recover(edition.id, now).await?;
            self.resend_uncertain(&edition).await?;
        }
        self.edition(Some(EditionRef::Id(edition.id))).await
    }

    /// Queues uncertain deliveries again where the config would rather send twice than never.
    async fn resend_uncertain(&self, edition: &Edition) -> Result<()> {
        if self.config.delivery.uncertain == OnUncertain::Resend {
            let now = self.clock.now();
            self.store.ledger_resend_uncertain(edition.id, now).await?;
        }
        Ok(())
    }

    /// Everybody has an outcome: the edition is sent. Somebody has none although it was: we were slow, another sender took
    /// over and finished, and what it had to hold for uncertain we know to be refused. Then the next run goes on.
    async fn finish(&self, edition: &Edition) -> Result<()> {
        self.resend_uncertain(edition).await?;
        let tally = self.store.ledger_tally(edition.id).await?;
        let (from, to) = match tally.open() {
            0 => (EditionState::Sending, EditionState::Sent),
            _ => (EditionState::Sent, EditionState::Sending),
        };
        let now = self.clock.now();
        self.store
            .edition_move(edition.id, &[from], to, None, &Decider::Roundup, now)
            .await?;
        Ok(())
    }

    /// Feeds claims to the engine and writes down what it tells, until nothing is due or somebody says stop.
    async fn work_through(
        &self,
        edition: &Edition,
        sender: SenderId,
        standing: Standing,
        progress: &Arc<Progress>,
    ) -> Result<(Ended, Fed)> {
        let message = self
            .store
            .edition_message(edition.id)
            .await?
            .ok_or_else(|| {
                anyhow!(
                    "edition {} is being sent but has no sealed message",
                    edition.id
                )
            })?;
        let (smtp, catcher) = self.relay().await?;
        let (claims_in, claims_out) = mpsc::channel(smtp.connections * 4);
        let (ledger_in, ledger_out) = mpsc::channel(smtp.connections * 4);
        let stop = self.stop.child_token();
        let limits = watch::Sender::new(*self.limits.borrow());
        let personal = self.clone();
        let edition_id = edition.id;
        let job = Job {
            smtp,
            limits: limits.subscribe(),
            delivery: self.config.delivery.clone(),
            sheets: Arc::new(self.sheets(edition, &message).await?),
            date: edition.started.unwrap_or_else(|| self.clock.now()),
            personal: Arc::new(move |claim: &Claim| personal.personal(claim)),
            domains: Arc::clone(&progress.domains),
            standing,
            sessions: Arc::clone(&progress.connections),
            clock: self.clock,
        };
        let writer = tokio::spawn(ledger::write(
            self.clone(),
            sender,
            ledger_out,
            Arc::clone(progress),
        ));
        let feeder =
            tokio::spawn(feed::Feeder::new(self.clone(), edition_id, sender).feed(claims_in));
        let watcher = tokio::spawn(vigil::keep(
            self.clone(),
            edition_id,
            sender,
            limits,
            Arc::clone(progress),
            stop.clone(),
        ));
        let mut ended = deliver::run(job, claims_out, ledger_in, stop).await;
        let mut fed = feeder.await?;
        let written = writer.await?;
        watcher.abort();
        drop(catcher);
        written?;
        if ended == Ended::Stopped && !self.stop.is_cancelled() {
            // Nobody asked: its hours are over, or somebody has it wait.
            ended = Ended::Done;
            if let Err(rest) = self.allowance().await? {
                fed = Ok(Fed::Rests(rest));
            }
        }
        Ok((ended, fed?))
    }

    /// The sealed messages of an edition, laid out.
    async fn sheets(&self, edition: &Edition, own: &Message) -> Result<Sheets> {
        let sheet = |message: &Message| Sheet::new(message, self.mail_signer());
        let variants = self.store.edition_variants(edition.id).await?;
        let sheets = Sheets::of_one(sheet(own));
        Ok(variants.iter().fold(sheets, |sheets, sealed| {
            sheets.with(sealed.number, sheet(&sealed.message))
        }))
    }

    /// What differs from recipient to recipient.
    fn personal(&self, claim: &Claim) -> Personal {
        let smtp = &self.config.smtp;
        let own = match smtp.return_paths {
            ReturnPaths::PerDelivery => self.signer.return_path(&smtp.return_path, claim.id),
            ReturnPaths::Shared => None,
        };
        Personal {
            unsubscribe: self.unsubscribe_url(claim.subscriber),
            preferences: self.preferences_url(claim.subscriber),
            return_path: own.unwrap_or_else(|| smtp.return_path.clone()),
        }
    }
}

/// This process, for people who look at the leases.
fn name() -> String {
    let host = hostname().unwrap_or_else(|| "a host without a name".to_owned());
    format!("{host}, process {}", std::process::id())
}

fn hostname() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The list is empty: said before anything is sealed, and again if it empties in between.
pub(super) fn nobody() -> Fault {
    Fault::BadData(
        "nobody is on the list; add people with `roundup subscribers import list.csv`".to_owned(),
    )
}

/// What the end of a sending has to say, if it was not simply done.
fn words_of(ended: &Ended, tally: &Tally) -> Option<String> {
    match ended {
        Ended::Done => None,
        Ended::Stopped => Some(format!(
            "stopped by request: {} of {} are done, {} still wait; `roundup run` goes on",
            tally.audience - tally.open(),
            tally.audience,
            tally.open()
        )),
        Ended::RelayDown(words) => Some(format!(
            "the relay is not there: {words}; nothing is lost, `roundup run` goes on when it is back"
        )),
        Ended::Refused(words) => Some(format!(
            "the relay refuses us: {words}; nothing is lost: mend it (see `roundup check`) and `roundup run` goes on"
        )),
        Ended::Unsigned(why) => Some(format!(
            "a message can't be signed: {why}; nothing is lost: mend it (see `roundup check`) and `roundup run` goes on"
        )),
        Ended::StoreFailed => Some("the store failed while sending".to_owned()),
    }
}
