//! Sending an edition: the audience frozen, the ledger worked through, every step on disk before the next.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use anyhow::{Result, anyhow};
use tokio::sync::mpsc;

use super::{
    Fault, Pipeline,
    report::{EditionHead, EditionReport},
};
use crate::{
    config::OnUncertain,
    deliver::{self, Ended, Entry, Job, Links},
    delivery::{Change, Claim, DeliveryId, NotKept, Outcome},
    edition::{Edition, EditionRef, EditionState},
    store::Freeze,
};

/// How far a sending has come; read by a progress bar while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    /// Everybody in the audience; 0 until it is known.
    pub audience: AtomicU64,
    /// Those who have an outcome.
    pub done: AtomicU64,
}

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
        let edition = self.begin_sending(edition).await?;
        let tally = self.store.ledger_tally(edition.id).await?;
        progress.audience.store(tally.audience, Ordering::Relaxed);
        progress
            .done
            .store(tally.audience - tally.open(), Ordering::Relaxed);
        let ended = self.work_through(&edition, progress).await?;
        fail::fail_point!("pipeline::before_finish");
        self.finish(&edition).await?;
        let edition = self.edition(Some(EditionRef::Id(edition.id))).await?;
        let mut problems = self.problems(&edition).await?;
        problems.extend(words_of(&ended));
        Ok(EditionReport {
            edition: EditionHead::of(&edition),
            tally: self.store.ledger_tally(edition.id).await?,
            elapsed_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            problems,
        })
    }

    /// Freezes the audience of an approved edition, or puts right what a sender that died left behind.
    async fn begin_sending(&self, edition: Edition) -> Result<Edition> {
        let now = self.clock.now();
        if edition.state == EditionState::Approved {
            fail::fail_point!("pipeline::before_freeze");
            match self
                .store
                .audience_freeze(edition.id, self.message_domain(), now)
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

    /// Everybody has an outcome: the edition is sent.
    async fn finish(&self, edition: &Edition) -> Result<()> {
        self.resend_uncertain(edition).await?;
        let tally = self.store.ledger_tally(edition.id).await?;
        if tally.open() == 0 {
            self.store
                .edition_move(
                    edition.id,
                    &[EditionState::Sending],
                    EditionState::Sent,
                    None,
                    self.clock.now(),
                )
                .await?;
        }
        Ok(())
    }

    /// Feeds claims to the senders and writes down what they tell, until nothing is due or somebody says stop.
    async fn work_through(&self, edition: &Edition, progress: &Arc<Progress>) -> Result<Ended> {
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
        let (claims_in, claims_out) = mpsc::channel(smtp.connections);
        let (ledger_in, ledger_out) = mpsc::channel(smtp.connections * 4);
        let links = self.clone();
        let job = Job {
            return_path: smtp.return_path.clone(),
            smtp,
            delivery: self.config.delivery.clone(),
            message: Arc::new(message),
            signer: self.mail_signer(),
            date: edition.started.unwrap_or_else(|| self.clock.now()),
            links: Arc::new(move |claim: &Claim| Links {
                unsubscribe: links.unsubscribe_url(claim.subscriber).to_string(),
                preferences: links.preferences_url(claim.subscriber).to_string(),
            }),
            clock: self.clock,
        };
        let writer = tokio::spawn(write_ledger(self.clone(), ledger_out, Arc::clone(progress)));
        let feeder = tokio::spawn(feed_claims(self.clone(), edition.clone(), claims_in));
        let ended = deliver::run(job, claims_out, ledger_in, self.stop.clone()).await;
        let fed = feeder.await?;
        let written = writer.await?;
        drop(catcher);
        written?;
        fed?;
        Ok(ended)
    }
}

/// The list is empty: said before anything is sealed, and again if it empties in between.
pub(super) fn nobody() -> Fault {
    Fault::BadData(
        "nobody is on the list; add people with `roundup subscribers import list.csv`".to_owned(),
    )
}

/// Claims batch after batch for as long as the senders take them; gives back what they don't.
async fn feed_claims(
    pipeline: Pipeline,
    edition: Edition,
    claims: mpsc::Sender<Claim>,
) -> Result<()> {
    let worker = format!("run-{}", std::process::id());
    loop {
        let batch = pipeline
            .store
            .ledger_claim(
                edition.id,
                &worker,
                pipeline.config.delivery.batch,
                pipeline.clock.now(),
            )
            .await?;
        if batch.is_empty() {
            return Ok(());
        }
        fail::fail_point!("pipeline::after_claim");
        let mut left = batch.into_iter();
        while let Some(claim) = left.next() {
            if let Err(mpsc::error::SendError(unsent)) = claims.send(claim).await {
                let returned = Change::Outcome(Outcome::Returned);
                let unsent: Vec<_> = std::iter::once(unsent)
                    .chain(left)
                    .map(|claim| (claim.id, returned.clone()))
                    .collect();
                pipeline
                    .store
                    .ledger_record(&unsent, pipeline.clock.now())
                    .await?;
                return Ok(());
            }
        }
    }
}

/// Commits what the senders tell in groups: all that came in while the last group was being written.
async fn write_ledger(
    pipeline: Pipeline,
    mut entries: mpsc::Receiver<Entry>,
    progress: Arc<Progress>,
) -> Result<()> {
    let mut group = Vec::new();
    while entries.recv_many(&mut group, 512).await > 0 {
        let changes: Vec<(DeliveryId, Change)> = group
            .iter()
            .map(|entry| (entry.delivery, entry.change.clone()))
            .collect();
        let written = pipeline
            .store
            .ledger_record(&changes, pipeline.clock.now())
            .await;
        let store_failed = vec![Err(NotKept::Store); changes.len()];
        for (entry, kept) in group
            .drain(..)
            .zip(written.as_ref().unwrap_or(&store_failed))
        {
            progress
                .done
                .fetch_add(u64::from(settles(&entry.change, *kept)), Ordering::Relaxed);
            // A sender that is gone needs no answer: what it told is on disk.
            let _ = entry.done.send(*kept);
        }
        written?;
    }
    Ok(())
}

/// Whether a delivery is done with by this change.
fn settles(change: &Change, kept: Result<(), NotKept>) -> bool {
    match change {
        Change::Sending { .. } => kept == Err(NotKept::Withdrawn),
        Change::Outcome(outcome) => {
            !matches!(outcome, Outcome::Returned | Outcome::Deferred { .. })
        }
    }
}

/// What the end of a sending has to say, if it was not simply done.
fn words_of(ended: &Ended) -> Option<String> {
    match ended {
        Ended::Done => None,
        Ended::Stopped => Some("stopped by request; `roundup run` goes on".to_owned()),
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
