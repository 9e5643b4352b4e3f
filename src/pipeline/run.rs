//! The cron entry: finish what was cut off, else gather, compose what is due, apply the approval rule, send.

use std::sync::Arc;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Fault, Pipeline,
    draft::Drafted,
    gather::GatherReport,
    report::{EditionHead, EditionReport},
    send::{self, Progress},
};
use crate::{
    compose::Composed,
    config::Approval,
    delivery::Tally,
    edition::{Edition, EditionRef, EditionState, Slot, Window},
    schedule,
    subscriber::SubscriberState,
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
}

/// Editions that are not done with.
#[derive(Debug, Default)]
struct Open {
    /// The oldest that was cut off, or is approved and its moment has come.
    cut_off: Option<Edition>,
    /// Those of which only deferred mail is left, and some of it is to be tried again now.
    retrying: Vec<Edition>,
    /// The oldest of which only deferred mail is left, whose time has not come.
    resting: Option<Edition>,
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
        let open = self.open_editions().await?;
        if let Some(edition) = open.cut_off {
            let report = self.send(edition, progress).await?;
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
        match (kind, answer.due) {
            (RunKind::Now, _) => return self.issue_now(progress).await,
            (RunKind::Scheduled, Some(slot)) => return self.issue(slot, progress).await,
            (RunKind::Scheduled, None) => {}
        }
        let (next, problems) = self.nothing(answer).await?;
        if last.is_none()
            && let Some(edition) = open.resting
        {
            last = Some(self.report(&edition).await?);
        }
        match last {
            Some(mut report) => {
                report.problems.extend(problems);
                Ok(RunReport::Edition(Box::new(report)))
            }
            None => Ok(nothing_due(next, problems)),
        }
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
        let (composition, why) = match self.compose(slot, window, number).await? {
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
        let audience = self.store.subscriber_count(SubscriberState::Active).await?;
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

    /// The editions that are not done with. One whose deferred mail has to wait must not keep the next one
    /// from its slot.
    async fn open_editions(&self) -> Result<Open> {
        let now = self.clock.now();
        let states = [EditionState::Sending, EditionState::Approved];
        let mut open = Open::default();
        for edition in self.store.edition_list(&states).await? {
            if edition.state == EditionState::Approved {
                if edition.slot.0 <= now {
                    open.cut_off.get_or_insert(edition);
                }
                continue;
            }
            let tally = self.store.ledger_tally(edition.id).await?;
            match self.store.ledger_next_retry(edition.id).await? {
                Some(at) if tally.queued == 0 && at > now => {
                    open.resting.get_or_insert(edition);
                }
                Some(_) if tally.queued == 0 => open.retrying.push(edition),
                _ => {
                    open.cut_off.get_or_insert(edition);
                }
            }
        }
        Ok(open)
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

    /// Takes this moment for the slot. An edition that waits for a later one is the edition meant: it is taken along.
    async fn issue_now(&self, progress: &Arc<Progress>) -> Result<RunReport> {
        let slot = Slot(self.clock.now());
        let states = [
            EditionState::Draft,
            EditionState::Approved,
            EditionState::Held,
        ];
        let waiting = self.store.edition_list(&states).await?;
        let Some(edition) = waiting.into_iter().find(|edition| edition.slot > slot) else {
            return self.issue(slot, progress).await;
        };
        if edition.state == EditionState::Held {
            return Err(Fault::BadData(format!(
                "edition {0} is held; `roundup edition approve {0}` or `roundup edition cancel {0}` first",
                edition.id
            ))
            .into());
        }
        self.store.edition_reslot(edition.id, slot, slot.0).await?;
        if edition.state == EditionState::Draft {
            return self.issue(slot, progress).await;
        }
        let approved = self.edition(Some(EditionRef::Id(edition.id))).await?;
        let report = self.send(approved, progress).await?;
        Ok(RunReport::Edition(Box::new(report)))
    }

    /// Gathers, composes and, where the rule allows, sends the edition of a slot.
    async fn issue(&self, slot: Slot, progress: &Arc<Progress>) -> Result<RunReport> {
        if self.store.subscriber_count(SubscriberState::Active).await? == 0 {
            return Err(send::nobody().into());
        }
        if let Some(draft) = self.waiting_draft(slot).await? {
            return self.waiting(&draft, Vec::new()).await;
        }
        let gathered = self.gather().await?;
        self.pass_over_drafts_before(slot).await?;
        let window = self.window_of(slot).await?;
        let edition = match self.draft_slot(slot, window).await? {
            Drafted::TooLittle { why, .. } if gathered.failed().next().is_some() => {
                return Err(unread(&gathered, &why).into());
            }
            Drafted::TooLittle {
                window,
                composition,
                why,
            } => {
                self.store
                    .slot_skip(slot, window, &composition, &why, self.clock.now())
                    .await?;
                return self.skipped(slot, gathered.told()).await;
            }
            Drafted::Edition(edition) => *edition,
        };
        fail::fail_point!("pipeline::after_draft");
        if self.config.schedule.approval == Approval::Required {
            return self.waiting(&edition, gathered.told()).await;
        }
        self.approve(&edition).await?;
        fail::fail_point!("pipeline::after_approve");
        let approved = self.store.edition_of_slot(slot).await?.unwrap_or(edition);
        let mut report = self.send(approved, progress).await?;
        report.problems.splice(0..0, gathered.told());
        Ok(RunReport::Edition(Box::new(report)))
    }

    /// The draft of a slot that only waits for its editor or its moment. `serve` asks every few seconds; the
    /// sources are not to be asked as often.
    async fn waiting_draft(&self, slot: Slot) -> Result<Option<Edition>> {
        let goes_by_itself =
            self.config.schedule.approval != Approval::Required && slot.0 <= self.clock.now();
        if goes_by_itself || self.gather_is_due().await? {
            return Ok(None);
        }
        let edition = self.store.edition_of_slot(slot).await?;
        Ok(edition.filter(|edition| edition.state == EditionState::Draft))
    }

    /// A draft that nobody approved before the next slot came is skipped; its pieces go on.
    async fn pass_over_drafts_before(&self, slot: Slot) -> Result<()> {
        for draft in self.store.edition_list(&[EditionState::Draft]).await? {
            if draft.slot < slot {
                let why = "not approved before the next slot came";
                self.store
                    .edition_move(
                        draft.id,
                        &[EditionState::Draft],
                        EditionState::Skipped,
                        Some(why),
                        self.clock.now(),
                    )
                    .await?;
            }
        }
        Ok(())
    }

    async fn skipped(&self, slot: Slot, gathering: Vec<String>) -> Result<RunReport> {
        let edition = self.store.edition_of_slot(slot).await?.ok_or_else(|| {
            Fault::TryAgain("the edition changed meanwhile; run again".to_owned())
        })?;
        let mut report = self.report(&edition).await?;
        report.problems.splice(0..0, gathering);
        Ok(RunReport::Edition(Box::new(report)))
    }

    async fn waiting(&self, edition: &Edition, gathering: Vec<String>) -> Result<RunReport> {
        let mut report = self.report(edition).await?;
        report.problems.splice(0..0, gathering);
        report.problems.push(format!(
            "it waits for an editor: `roundup edition approve {}`",
            edition.id
        ));
        Ok(RunReport::Edition(Box::new(report)))
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
            if let Drafted::TooLittle { why, .. } = self.draft_slot(next, window).await? {
                problems.push(why);
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

/// Too little, while a source could not be read: the slot is not given up for that.
fn unread(gathered: &GatherReport, why: &str) -> Fault {
    let failed: Vec<_> = gathered.failed().collect();
    Fault::TryAgain(format!(
        "{why}; but not all sources could be read, so the slot is kept and tried again until schedule.catch_up is over: {}",
        failed.join("; ")
    ))
}
