//! Reports on editions, in the contract's JSON.

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Pipeline;
use crate::{
    delivery::Tally,
    edition::{Edition, EditionId, EditionNumber, EditionState, Window},
};

/// An edition in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionHead {
    /// Its id; none when it was only tried out.
    pub id: Option<EditionId>,
    /// Its printed number.
    pub number: Option<EditionNumber>,
    /// Where it stands.
    pub state: EditionState,
    /// The moment it belongs to.
    pub slot: DateTime<Utc>,
    /// The stretch of time it is about.
    pub window: Window,
    /// Its subject line.
    pub subject: String,
    /// Since when somebody has its sending wait.
    pub paused: Option<DateTime<Utc>>,
}

impl EditionHead {
    /// The head of a stored edition.
    pub fn of(edition: &Edition) -> Self {
        Self {
            id: Some(edition.id),
            number: edition.number,
            state: edition.state,
            slot: edition.slot.0,
            window: edition.window,
            subject: edition.composition.subject.clone(),
            paused: edition.paused,
        }
    }
}

/// An edition and its ledger in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionReport {
    /// Which edition.
    pub edition: EditionHead,
    /// Its ledger.
    #[serde(flatten)]
    pub tally: Tally,
    /// How long sending took, so far or in this run.
    pub elapsed_ms: u64,
    /// What somebody should look at.
    pub problems: Vec<String>,
}

impl Pipeline {
    /// The report of a stored edition.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn report(&self, edition: &Edition) -> Result<EditionReport> {
        let tally = self.store.ledger_tally(edition.id).await?;
        let elapsed_ms = match (edition.started, edition.finished) {
            (Some(from), Some(to)) => u64::try_from((to - from).num_milliseconds()).unwrap_or(0),
            _ => 0,
        };
        let mut problems = self.problems(edition).await?;
        problems.extend(self.waits_for(edition).await?);
        Ok(EditionReport {
            edition: EditionHead::of(edition),
            tally,
            elapsed_ms,
            problems,
        })
    }
}
