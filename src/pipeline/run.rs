//! The cron entry: finish what was cut off, else gather, compose what is due, apply the approval rule, send.

use std::sync::Arc;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Fault, Pipeline, Progress,
    draft::Drafted,
    report::{EditionHead, EditionReport},
};
use crate::{
    compose::Composed,
    config::Approval,
    delivery::Tally,
    edition::{Edition, EditionState, Slot, Window},
    schedule,
    store::Layer,
};

/// Which slot a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// The one that the schedule says is due, if one is.
    Scheduled,
    /// This very moment.
    Now,
}

/// What a run came to.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum RunReport {
    /// Nothing was due.
    Nothing {
        /// Always null: there is no edition.
        edition: Option<()>,
        /// When the next one is.
        next_slot: Option<DateTime<Utc>>,
        /// What somebody should look at.
        problems: Vec<String>,
    },
    /// An edition was sent, skipped, or waits for approval.
    Edition(Box<EditionReport>),
    /// An edition waits as it did before: nothing was to be done.
    Waiting(Box<EditionReport>),
}

impl Pipeline {
    /// Does what is due now, and only that.
    ///
    /// # Errors
    /// [`Fault`]s with their exit codes; failures of the store.
    pub async fn run(&self, kind: RunKind, progress: &Arc<Progress>) -> Result<RunReport> {
        let Some(_lock) = self.store.run_lock()? else {
            return Err(Fault::TryAgain(
                "another run is at work on this store; this one leaves it alone".to_owned(),
            )
            .into());
        };
        self.wake().await?;
        let open = self.open_editions().await?;
        let mut words = open.words(self);
        if let Some(edition) = open.cut_off {
            let mut report = self.send_sealed(edition, progress).await?;
            report.problems.extend(words);
            return Ok(RunReport::Edition(Box::new(report)));
        }
        // Mail whose time to be tried again has come holds up no new edition.
        let mut last = None;
        for edition in open.retrying {
            last = Some(self.send(edition, progress).await?);
        }
        if self.stop.is_cancelled()
            && let Some(report) = last
        {
            // Asked to stop: what was in flight is finished, nothing new is begun.
            return Ok(RunReport::Edition(Box::new(report)));
        }
        let answer = self.due().await?;
        let issued = match (kind, answer.due) {
            (RunKind::Now, _) => Some(self.issue_now(progress).await?),
            (RunKind::Scheduled, Some(slot)) => Some(self.issue(slot, progress).await?),
            (RunKind::Scheduled, None) => None,
        };
        if let Some(mut report) = issued {
            report.problems.extend(words);
            return Ok(RunReport::Edition(Box::new(report)));
        }
        let (next, problems) = self.nothing(answer).await?;
        if let Some(mut report) = last {
            report.problems.extend(words);
            report.problems.extend(problems);
            return Ok(RunReport::Edition(Box::new(report)));
        }
        let Some(resting) = open.resting.first() else {
            return Ok(nothing_due(next, problems));
        };
        let mut report = self.report(&resting.edition).await?;
        words.retain(|word| !report.problems.contains(word));
        report.problems.extend(words);
        report.problems.extend(problems);
        Ok(RunReport::Waiting(Box::new(report)))
    }

    /// Composes what would be sent, and keeps nothing but the pieces that were gathered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn dry_run(&self, kind: RunKind) -> Result<RunReport> {
        if let Some(edition) = self.open_editions().await?.cut_off {
            // What a run would do first, and nothing else.
            return Ok(RunReport::Edition(Box::new(self.report(&edition).await?)));
        }
        let answer = self.due().await?;
        let slot = match (kind, answer.due) {
            (RunKind::Now, _) => Slot(self.clock.now()),
            (RunKind::Scheduled, Some(slot)) => slot,
            (RunKind::Scheduled, None) => return Ok(nothing_due(answer.next, Vec::new())),
        };
        let gathered = self.gather().await?;
        let window = self.window_of(slot).await?;
        let number = self.store.number_next().await?;
        let (layer, known) = self.layer_of_slot(kind, slot).await?;
        let composed = self.compose(slot, window, number, &layer, known.as_ref());
        let (composition, why) = match composed.await? {
            Composed::Edition(composition) => (composition, None),
            Composed::TooLittle {
                composition,
                found,
                wanted,
            } => (
                composition,
                Some(format!(
                    "too little to say: {found} of at least {wanted} pieces"
                )),
            ),
        };
        let edition = self.unkept(slot, window, number, composition);
        let mut problems = gathered.told();
        problems.extend(why);
        let head = EditionHead {
            id: None,
            ..EditionHead::of(&edition)
        };
        let audience = self.audience_of(&edition).await?;
        let tally = Tally {
            audience,
            queued: audience,
            ..Tally::default()
        };
        Ok(RunReport::Edition(Box::new(EditionReport {
            edition: head,
            tally,
            elapsed_ms: 0,
            problems,
        })))
    }

    /// What is laid over the edition that a run would make: a draft that waits is the one meant.
    async fn layer_of_slot(&self, kind: RunKind, slot: Slot) -> Result<(Layer, Option<Edition>)> {
        let drafts = self.store.edition_list(&[EditionState::Draft]).await?;
        let is_meant = |draft: &Edition| match kind {
            RunKind::Now => draft.slot >= slot,
            RunKind::Scheduled => draft.slot == slot,
        };
        let known = drafts.into_iter().find(is_meant);
        Ok((self.layer_over(slot, known.as_ref()).await?, known))
    }

    async fn due(&self) -> Result<schedule::Answer> {
        let last = self.store.slot_last().await?;
        let zone = self.config.publication.timezone;
        Ok(schedule::due(
            &self.config.schedule,
            zone,
            last,
            self.clock.now(),
        ))
    }

    /// Nothing is due; where editors want to look beforehand, the next draft is made in time.
    async fn nothing(&self, answer: schedule::Answer) -> Result<(Option<Slot>, Vec<String>)> {
        let mut problems = Vec::new();
        if let Some(missed) = answer.missed {
            // Not for the terminal: every run until the next slot would say it, and cron mails every word.
            let words = "a slot was missed by more than schedule.catch_up; its pieces go into the next edition";
            tracing::info!(slot = %missed.0, "{words}");
            problems.push(format!("{}: {words}", missed.0));
        }
        if let Some(next) = answer.next.filter(|next| self.wants_draft(*next))
            && self.waiting_draft(next).await?.is_none()
        {
            problems.extend(self.gather().await?.told());
            self.pass_over_drafts_before(Slot(
                self.clock.now() - self.config.schedule.catch_up.delta(),
            ))
            .await?;
            let window: Window = self.window_of(next).await?;
            match self.draft_slot(next, window).await? {
                Drafted::TooLittle { why, .. } => problems.push(why),
                Drafted::Edition(edition) => problems.extend(edition.composition.problems),
            }
        }
        // A feed holds only its newest pieces: those of the week are gathered as they come.
        if self.gather_is_due().await? {
            problems.extend(self.gather().await?.told());
        }
        Ok((answer.next, problems))
    }

    fn wants_draft(&self, next: Slot) -> bool {
        let schedule = &self.config.schedule;
        schedule.approval != Approval::Auto
            && next.0 - schedule.deadline.delta() <= self.clock.now()
    }
}

fn nothing_due(next: Option<Slot>, problems: Vec<String>) -> RunReport {
    RunReport::Nothing {
        edition: None,
        next_slot: next.map(|slot| slot.0),
        problems,
    }
}
