//! Which editions are not done with, and what each of them waits for.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::{Pipeline, send::Rest};
use crate::edition::{Edition, EditionId, EditionState};

/// Editions that are not done with.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// The oldest that was cut off, or is approved and its moment has come.
    pub(super) cut_off: Option<Edition>,
    /// Those of which only deferred mail is left, and some of it is to be tried again now.
    pub(super) retrying: Vec<Edition>,
    /// Those that can't go on now, oldest first.
    pub(super) resting: Vec<Resting>,
}

/// An edition that can't go on now. It must not keep the next one from its slot.
#[derive(Debug)]
pub(super) struct Resting {
    pub(super) edition: Edition,
    pub(super) why: Why,
}

/// What an edition waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// The moment to try deferred mail again.
    Deferred,
    /// Somebody who lets it go on.
    Paused(DateTime<Utc>),
    /// The hours in which mail may go, or another day of the warm-up plan.
    NotNow(Rest),
}

/// Where an edition that is being sent stands.
enum Standing {
    CutOff,
    Retrying,
    Resting(Why),
}

impl Open {
    /// What a run that does something else has to say of those that rest.
    pub(super) fn words(&self, pipeline: &Pipeline) -> Vec<String> {
        self.resting
            .iter()
            .filter_map(|resting| resting.words(pipeline))
            .collect()
    }
}

impl Resting {
    /// What the edition waits for; mail that is put off says so in its own report.
    fn words(&self, pipeline: &Pipeline) -> Option<String> {
        let id = self.edition.id;
        match &self.why {
            Why::Deferred => None,
            Why::Paused(since) => Some(pipeline.words_of_pause(id, *since)),
            Why::NotNow(rest) => Some(pipeline.words_of_wait(id, rest)),
        }
    }
}

impl Pipeline {
    /// The editions that are not done with.
    pub(super) async fn open_editions(&self) -> Result<Open> {
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
            match self.standing(&edition).await? {
                Standing::CutOff => {
                    open.cut_off.get_or_insert(edition);
                }
                Standing::Retrying => open.retrying.push(edition),
                Standing::Resting(why) => open.resting.push(Resting { edition, why }),
            }
        }
        Ok(open)
    }

    async fn standing(&self, edition: &Edition) -> Result<Standing> {
        let tally = self.store.ledger_tally(edition.id).await?;
        if let Some(since) = edition.paused.filter(|_| tally.open() > 0) {
            return Ok(Standing::Resting(Why::Paused(since)));
        }
        if self.store.ledger_in_hand(edition.id).await? > 0 {
            // A sender died: what it had in hand is put right before anything else is asked. It counts as gone until then.
            return Ok(Standing::CutOff);
        }
        let queued = tally.queued;
        let retry = self.store.ledger_next_retry(edition.id).await?;
        match retry {
            Some(at) if queued == 0 && at > self.clock.now() => {
                return Ok(Standing::Resting(Why::Deferred));
            }
            None if queued == 0 => return Ok(Standing::CutOff),
            _ => {}
        }
        Ok(match self.allowance().await? {
            Err(rest) => Standing::Resting(Why::NotNow(rest)),
            Ok(_) if queued == 0 => Standing::Retrying,
            Ok(_) => Standing::CutOff,
        })
    }

    /// What an edition waits for, where its ledger does not say it.
    pub(super) async fn waits_for(&self, edition: &Edition) -> Result<Option<String>> {
        if edition.state != EditionState::Sending {
            return Ok(None);
        }
        Ok(match self.standing(edition).await? {
            Standing::Resting(Why::NotNow(rest)) => Some(self.words_of_wait(edition.id, &rest)),
            _ => None,
        })
    }

    fn words_of_wait(&self, edition: EditionId, rest: &Rest) -> String {
        format!("edition {edition} waits: {}", self.words_of_rest(rest))
    }

    /// Says that an edition is paused, and what to do about it.
    pub(super) fn words_of_pause(&self, edition: EditionId, since: DateTime<Utc>) -> String {
        let since = since.with_timezone(&self.config.publication.timezone);
        format!(
            "edition {edition} is paused since {}; `roundup edition resume {edition}` lets it go on",
            since.format("%Y-%m-%d %H:%M %Z")
        )
    }
}
