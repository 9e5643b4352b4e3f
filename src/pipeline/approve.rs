//! What editors and operators decide about an edition: approve, hold, cancel, pause, resume, resolve.

use std::collections::HashSet;

use anyhow::Result;
use url::Url;

use super::{Fault, Pipeline};
use crate::{
    edition::{Decider, Edition, EditionState},
    render::Finding,
    store::{Resolution, Unresolved},
    variant::Beside,
};

/// What an editor who approved should know.
#[derive(Debug, Clone)]
pub struct Approval {
    /// What the pre-flight checks found.
    pub findings: Vec<Finding>,
    /// What looking at the live pages again brought, and what it changed.
    pub told: Vec<String>,
}

impl Pipeline {
    /// Looks at the live pages again, then seals an edition with all its variants after its pre-flight checks: these bytes
    /// and no others will be sent; to the readers of a segment only, where one is named here or in the schedule.
    ///
    /// # Errors
    /// When a check fails, the edition is neither a draft nor held, or the look at its pages brought pieces into it that
    /// the editor has not seen.
    pub async fn approve(
        &self,
        edition: &Edition,
        segment: Option<&str>,
        by: &Decider,
    ) -> Result<Approval> {
        approvable(edition)?;
        let looked_at = self.recheck_approved(edition).await?;
        let findings = self
            .approve_seen(&looked_at.edition, segment, looked_at.answered, by)
            .await?;
        Ok(Approval {
            findings,
            told: looked_at.told,
        })
    }

    /// Seals an edition whose pages were seen just now.
    pub(super) async fn approve_seen(
        &self,
        edition: &Edition,
        segment: Option<&str>,
        seen: HashSet<Url>,
        by: &Decider,
    ) -> Result<Vec<Finding>> {
        approvable(edition)?;
        let rendered = self.render(edition)?;
        let offer = self.offer(edition).await?;
        let (variants, mut told) = self.variants(&offer).await?;
        let mut printed = self.printed(edition);
        let findings = self.cleared(&printed, &rendered, &variants, seen).await?;
        let segment = segment.or(self.config.schedule.segment.as_deref());
        let segment = match segment {
            Some(name) => {
                told.push(format!("it is for the segment {name} only"));
                Some(self.segment(&self.segment_named(name)?).await?)
            }
            None => None,
        };
        let beside = Beside {
            variants: variants.into_iter().map(|(sealed, _)| sealed).collect(),
            month: offer.month(),
            segment,
        };
        printed.composition.problems.extend(told);
        let now = self.clock.now();
        if self
            .store
            .edition_seal(&printed, &rendered.message, &beside, by, now)
            .await?
        {
            Ok(findings)
        } else {
            Err(changed_meanwhile(edition).into())
        }
    }

    /// Holds an edition: it is not sent until it is approved (again).
    ///
    /// # Errors
    /// When it is being sent or done with.
    pub async fn hold(&self, edition: &Edition, why: Option<&str>, by: &Decider) -> Result<()> {
        let from = [EditionState::Draft, EditionState::Approved];
        self.decide(edition, &from, EditionState::Held, why, by)
            .await
    }

    /// Gives an edition up; its pieces go on to the next.
    ///
    /// # Errors
    /// When it is being sent or done with.
    pub async fn cancel(&self, edition: &Edition, why: Option<&str>, by: &Decider) -> Result<()> {
        let from = [
            EditionState::Draft,
            EditionState::Approved,
            EditionState::Held,
        ];
        self.decide(edition, &from, EditionState::Cancelled, why, by)
            .await
    }

    async fn decide(
        &self,
        edition: &Edition,
        from: &[EditionState],
        to: EditionState,
        why: Option<&str>,
        by: &Decider,
    ) -> Result<()> {
        let done = to.word();
        if edition.state == EditionState::Sending {
            return Err(Fault::BadData(format!(
                "edition {0} is being sent and can't be {done} any more; `roundup edition pause {0}` has the rest of it wait",
                edition.id
            ))
            .into());
        }
        if !from.contains(&edition.state) {
            let wanted: Vec<_> = from.iter().map(|state| state.word()).collect();
            return Err(wrong_state(edition, done, &wanted.join(" or ")).into());
        }
        if self
            .store
            .edition_move(edition.id, from, to, why, by, self.clock.now())
            .await?
        {
            Ok(())
        } else {
            Err(changed_meanwhile(edition).into())
        }
    }

    /// Has the sending of an edition wait, until [`Self::resume`]; a second pause changes nothing.
    ///
    /// # Errors
    /// When it is not being sent.
    pub async fn pause(&self, edition: &Edition) -> Result<()> {
        let since = edition.paused.unwrap_or(self.clock.now());
        if self.store.edition_pause(edition.id, Some(since)).await? {
            Ok(())
        } else {
            Err(not_being_sent(edition).into())
        }
    }

    /// Lets a paused edition go on.
    ///
    /// # Errors
    /// When it is not being sent.
    pub async fn resume(&self, edition: &Edition) -> Result<()> {
        if self.store.edition_pause(edition.id, None).await? {
            Ok(())
        } else {
            Err(not_being_sent(edition).into())
        }
    }

    /// Decides about uncertain deliveries; those to be sent again open a sent edition anew.
    ///
    /// # Errors
    /// When the store fails, or another run is sending just now.
    pub async fn resolve(
        &self,
        edition: &Edition,
        which: &Unresolved,
        resolution: Resolution,
        by: &Decider,
    ) -> Result<u64> {
        let Some(_lock) = self.store.run_lock()? else {
            return Err(Fault::TryAgain(
                "another run is sending just now; decide when it is done".to_owned(),
            )
            .into());
        };
        let now = self.clock.now();
        let store = &self.store;
        Ok(store
            .ledger_resolve(edition.id, which, resolution, by, now)
            .await?)
    }
}

fn approvable(edition: &Edition) -> Result<(), Fault> {
    match edition.state {
        EditionState::Draft | EditionState::Held => Ok(()),
        _ => Err(wrong_state(edition, "approved", "a draft or held")),
    }
}

fn wrong_state(edition: &Edition, done: &str, wanted: &str) -> Fault {
    Fault::BadData(format!(
        "edition {} is {}; only one that is {wanted} can be {done}",
        edition.id, edition.state
    ))
}

fn not_being_sent(edition: &Edition) -> Fault {
    let id = edition.id;
    let advice = match edition.state {
        EditionState::Draft | EditionState::Approved => {
            format!("`roundup edition hold {id}` keeps it from being sent")
        }
        EditionState::Held => format!("it goes when `roundup edition approve {id}` says so"),
        EditionState::Sending => "it changed meanwhile; look again".to_owned(),
        EditionState::Sent => "nobody waits for it any more".to_owned(),
        EditionState::Skipped | EditionState::Cancelled => "it never will be".to_owned(),
    };
    Fault::BadData(format!(
        "edition {id} is {}, not being sent, so it can be neither paused nor resumed: {advice}",
        edition.state
    ))
}

fn changed_meanwhile(edition: &Edition) -> Fault {
    Fault::TryAgain(format!(
        "edition {} changed meanwhile, or has a piece that another edition has by now; draft it anew and look again",
        edition.id
    ))
}
