//! Issuing the edition of a slot: gathered, composed, approved where the rule allows, and sent.

use std::sync::Arc;

use anyhow::Result;

use super::{
    Fault, Pipeline, Progress, draft::Drafted, gather::GatherReport, preflight, recheck::Rechecked,
    report::EditionReport, send,
};
use crate::{
    config::Approval,
    edition::{Decider, Edition, EditionRef, EditionState, Slot},
    render::Rendered,
    subscriber::SubscriberState,
};

impl Pipeline {
    /// Takes this moment for the slot. An edition that waits for a later one is the edition meant: it is taken along.
    pub(super) async fn issue_now(&self, progress: &Arc<Progress>) -> Result<EditionReport> {
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
        self.send_sealed(approved, progress).await
    }

    /// Sends an edition that was approved before now; its pages are looked at once more.
    pub(super) async fn send_sealed(
        &self,
        edition: Edition,
        progress: &Arc<Progress>,
    ) -> Result<EditionReport> {
        let mut told = Vec::new();
        if edition.state == EditionState::Approved {
            let (changed, seen) = self.recheck_sealed(&edition).await?;
            let sealed = Rendered::from(self.message_of(&edition).await?);
            let variants = self.sealed_variants(&edition).await?;
            told = changed;
            told.extend(preflight::told(
                &self.cleared(&edition, &sealed, &variants, seen).await?,
            ));
        }
        let mut report = self.send(edition, progress).await?;
        report.problems.splice(0..0, told);
        Ok(report)
    }

    /// Gathers, composes and, where the rule allows, sends the edition of a slot.
    pub(super) async fn issue(
        &self,
        slot: Slot,
        progress: &Arc<Progress>,
    ) -> Result<EditionReport> {
        if self.store.subscriber_count(SubscriberState::Active).await? == 0 {
            return Err(send::nobody().into());
        }
        if let Some(draft) = self.waiting_draft(slot).await? {
            return self.waiting(&draft, Vec::new()).await;
        }
        let gathered = self.gather().await?;
        self.pass_over_drafts_before(slot).await?;
        let window = self.window_of(slot).await?;
        let rechecked = match self.draft_slot(slot, window).await? {
            Drafted::Edition(edition) => self.recheck_draft(*edition).await?,
            too_little => Rechecked::not(too_little),
        };
        let mut told = gathered.told();
        told.extend(rechecked.told);
        let edition = match rechecked.drafted {
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
                return self.skipped(slot, told).await;
            }
            Drafted::Edition(edition) => *edition,
        };
        self.layout_fits(&edition)?;
        told.extend(edition.composition.problems.iter().cloned());
        fail::fail_point!("pipeline::after_draft");
        if self.config.schedule.approval == Approval::Required {
            return self.waiting(&edition, told).await;
        }
        let findings = self
            .approve_seen(&edition, None, rechecked.answered, &Decider::Roundup)
            .await?;
        told.extend(preflight::told(&findings));
        fail::fail_point!("pipeline::after_approve");
        let known = edition.composition.problems.len();
        let approved = self.store.edition_of_slot(slot).await?.unwrap_or(edition);
        told.extend(approved.composition.problems.iter().skip(known).cloned());
        let mut report = self.send(approved, progress).await?;
        report.problems.splice(0..0, told);
        Ok(report)
    }

    /// The draft of a slot that only waits for its editor or its moment. `serve` asks every few seconds; the
    /// sources are not to be asked as often.
    pub(super) async fn waiting_draft(&self, slot: Slot) -> Result<Option<Edition>> {
        let goes_by_itself =
            self.config.schedule.approval != Approval::Required && slot.0 <= self.clock.now();
        if goes_by_itself || self.gather_is_due().await? {
            return Ok(None);
        }
        let edition = self.store.edition_of_slot(slot).await?;
        Ok(edition.filter(|edition| edition.state == EditionState::Draft))
    }

    /// A draft that nobody approved before the next slot came is skipped; its pieces go on.
    pub(super) async fn pass_over_drafts_before(&self, slot: Slot) -> Result<()> {
        for draft in self.store.edition_list(&[EditionState::Draft]).await? {
            if draft.slot < slot {
                let why = "not approved before the next slot came";
                self.store
                    .edition_move(
                        draft.id,
                        &[EditionState::Draft],
                        EditionState::Skipped,
                        Some(why),
                        &Decider::Roundup,
                        self.clock.now(),
                    )
                    .await?;
            }
        }
        Ok(())
    }

    async fn skipped(&self, slot: Slot, gathering: Vec<String>) -> Result<EditionReport> {
        let edition = self.store.edition_of_slot(slot).await?.ok_or_else(|| {
            Fault::TryAgain("the edition changed meanwhile; run again".to_owned())
        })?;
        let mut report = self.report(&edition).await?;
        report.problems.splice(0..0, gathering);
        Ok(report)
    }

    async fn waiting(&self, edition: &Edition, gathering: Vec<String>) -> Result<EditionReport> {
        let mut report = self.report(edition).await?;
        report.problems.splice(0..0, gathering);
        report.problems.push(format!(
            "it waits for an editor: `roundup edition approve {}`",
            edition.id
        ));
        Ok(report)
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
