//! Reports on editions, in the contract's JSON.

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Pipeline;
use crate::{
    delivery::{DeliveryState, Tally},
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
        Ok(EditionReport {
            edition: EditionHead::of(edition),
            tally,
            elapsed_ms,
            problems: self.problems(edition).await?,
        })
    }

    /// What went wrong with an edition, what thousands had in common said once.
    pub(super) async fn problems(&self, edition: &Edition) -> Result<Vec<String>> {
        let mut problems: Vec<String> = edition.why.iter().cloned().collect();
        for state in [
            DeliveryState::Failed,
            DeliveryState::Deferred,
            DeliveryState::Uncertain,
        ] {
            let rows = self.store.ledger_rows(edition.id, &[state]).await?;
            let mut words: Vec<(String, Vec<String>)> = Vec::new();
            for row in rows {
                let address = row.address.unwrap_or_else(|| "(forgotten)".to_owned());
                let who = match state {
                    DeliveryState::Uncertain => {
                        format!("{address} (Message-ID {})", row.message_id)
                    }
                    _ => address,
                };
                let reply = row.reply.unwrap_or_else(|| "no answer".to_owned());
                match words.iter_mut().find(|(known, _)| *known == reply) {
                    Some((_, whom)) => whom.push(who),
                    None => words.push((reply, vec![who])),
                }
            }
            problems.extend(
                words
                    .into_iter()
                    .map(|(reply, whom)| told_once(state, &reply, &whom)),
            );
        }
        if let Some(at) = self.store.ledger_next_retry(edition.id).await? {
            let at = at.with_timezone(&self.config.publication.timezone);
            let at = at.format("%Y-%m-%d %H:%M:%S %Z");
            problems.push(format!(
                "deferred ones are tried again by the first `roundup run` after {at}"
            ));
        }
        Ok(problems)
    }
}

fn told_once(state: DeliveryState, reply: &str, whom: &[String]) -> String {
    // Uncertain ones are for the operator to decide: all of them are named.
    let shown = if state == DeliveryState::Uncertain {
        whom.len()
    } else {
        3
    };
    let mut names = whom
        .iter()
        .take(shown)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if whom.len() > shown {
        names.push_str(&format!(" and {} more", whom.len() - shown));
    }
    format!("{state}: {names}: {reply}")
}
