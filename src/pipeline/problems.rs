//! What somebody should look at in the ledger of an edition: what thousands have in common said once, by its gist.
//!
//! The ledger is read as a stream, and no more of it is kept than is told: a million failures take no memory.

use anyhow::Result;
use futures::TryStreamExt;

use super::Pipeline;
use crate::{
    deliver::Gist,
    delivery::DeliveryState,
    edition::{Edition, EditionId},
    store::LedgerRow,
};

/// Different things that are told of one state.
const GISTS: usize = 50;

/// Names that are told of each.
const NAMES: usize = 3;

/// Uncertain ones are for the operator to decide: this many of them are named.
const UNCERTAIN: usize = 100;

/// What the deliveries of one state have to say.
struct Summary {
    state: DeliveryState,
    groups: Vec<Group>,
    /// Names that may still be told.
    names_left: usize,
    /// Deliveries that found no room in a group.
    others: u64,
}

/// Deliveries that have the gist of their replies in common.
struct Group {
    gist: Gist,
    /// The first reply; all of them where they are the same to the letter.
    reply: String,
    same: bool,
    names: Vec<String>,
    count: u64,
}

impl Pipeline {
    /// What went wrong with an edition.
    pub(super) async fn problems(&self, edition: &Edition) -> Result<Vec<String>> {
        let mut problems: Vec<String> = edition.why.iter().cloned().collect();
        if let Some(since) = edition.paused {
            problems.push(self.words_of_pause(edition.id, since));
        }
        for state in [
            DeliveryState::Failed,
            DeliveryState::Deferred,
            DeliveryState::Uncertain,
        ] {
            let mut summary = Summary::of(state);
            let mut rows = self.store.ledger_rows(edition.id, state);
            while let Some(row) = rows.try_next().await? {
                summary.add(row);
            }
            problems.extend(summary.words(edition.id));
        }
        problems.extend(self.words_of_retry(edition.id).await?);
        Ok(problems)
    }

    async fn words_of_retry(&self, edition: EditionId) -> Result<Option<String>> {
        let Some(at) = self.store.ledger_next_retry(edition).await? else {
            return Ok(None);
        };
        let at = at.with_timezone(&self.config.publication.timezone);
        let at = at.format("%Y-%m-%d %H:%M:%S %Z");
        Ok(Some(format!(
            "deferred ones are tried again by the first `roundup run` after {at}"
        )))
    }
}

impl Summary {
    fn of(state: DeliveryState) -> Self {
        Self {
            state,
            groups: Vec::new(),
            names_left: match state {
                DeliveryState::Uncertain => UNCERTAIN,
                _ => GISTS * NAMES,
            },
            others: 0,
        }
    }

    fn add(&mut self, row: LedgerRow) {
        let reply = row.reply.as_deref().unwrap_or("no answer");
        let gist = Gist::of(reply, row.address.as_deref());
        let known = self.groups.iter().position(|group| group.gist == gist);
        let at = match known {
            Some(at) => at,
            None if self.groups.len() < GISTS => {
                self.groups.push(Group {
                    gist,
                    reply: reply.to_owned(),
                    same: true,
                    names: Vec::new(),
                    count: 0,
                });
                self.groups.len() - 1
            }
            None => {
                self.others += 1;
                return;
            }
        };
        let group = &mut self.groups[at];
        group.count += 1;
        group.same &= group.reply == reply;
        let room = match self.state {
            DeliveryState::Uncertain => UNCERTAIN,
            _ => NAMES,
        };
        if self.names_left > 0 && group.names.len() < room {
            self.names_left -= 1;
            group.names.push(name(self.state, row));
        }
    }

    fn words(&self, edition: EditionId) -> Vec<String> {
        let mut words: Vec<String> = self
            .groups
            .iter()
            .map(|group| group.words(self.state, edition))
            .collect();
        if self.others > 0 {
            words.push(format!(
                "{}: {} more, in other words: `roundup edition report {edition} --csv`",
                self.state, self.others
            ));
        }
        words
    }
}

impl Group {
    fn words(&self, state: DeliveryState, edition: EditionId) -> String {
        let mut names = self.names.join(", ");
        let more = self.count - self.names.len() as u64;
        if more > 0 {
            let and = if names.is_empty() { "" } else { " and " };
            names.push_str(&format!("{and}{more} more"));
            if state == DeliveryState::Uncertain {
                names.push_str(&format!(" (`roundup edition report {edition} --csv`)"));
            }
        }
        if self.same {
            format!("{state}: {names}: {}", self.reply)
        } else {
            format!("{state}: {names}: {}", self.gist)
        }
    }
}

fn name(state: DeliveryState, row: LedgerRow) -> String {
    let address = row.address.unwrap_or_else(|| "(forgotten)".to_owned());
    match state {
        // What the relay's log is searched for.
        DeliveryState::Uncertain => format!("{address} (Message-ID {})", row.message_id),
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::MessageId;

    fn row(state: DeliveryState, n: usize, reply: &str) -> LedgerRow {
        LedgerRow {
            address: Some(format!("reader{n}@quay.example")),
            state,
            attempts: 1,
            reply: Some(reply.to_owned()),
            message_id: MessageId(format!("e1.{n}@quay.example")),
            first_attempt: None,
            changed: chrono::DateTime::UNIX_EPOCH,
            retry_at: None,
        }
    }

    #[test]
    fn what_a_thousand_have_in_common_is_said_once() {
        let mut summary = Summary::of(DeliveryState::Failed);
        for n in 0..1_000 {
            let reply = format!("550 5.1.1 <reader{n}@quay.example>: no such user");
            summary.add(row(DeliveryState::Failed, n, &reply));
        }
        assert_eq!(
            summary.words(EditionId(1)),
            [
                "failed: reader0@quay.example, reader1@quay.example, reader2@quay.example and 997 more: 550 5.1.1 <…>: no such user"
            ]
        );
    }

    #[test]
    fn what_everybody_says_differently_has_a_bound() {
        let mut summary = Summary::of(DeliveryState::Failed);
        for n in 0..300 {
            let reply = format!("550 {}", "no ".repeat(n + 1));
            summary.add(row(DeliveryState::Failed, n, &reply));
        }
        let words = summary.words(EditionId(1));
        assert_eq!(words.len(), GISTS + 1);
        assert_eq!(
            words[GISTS],
            "failed: 250 more, in other words: `roundup edition report e1 --csv`"
        );
    }

    #[test]
    fn uncertain_ones_are_named_up_to_a_limit() {
        let mut summary = Summary::of(DeliveryState::Uncertain);
        for n in 0..120 {
            let reply = ["gone after the dot", "silent after the dot"][n % 2];
            summary.add(row(DeliveryState::Uncertain, n, reply));
        }
        let words = summary.words(EditionId(1)).join("\n");
        assert_eq!(words.matches("Message-ID").count(), UNCERTAIN, "{words}");
        assert_eq!(
            words
                .matches(" and 10 more (`roundup edition report e1 --csv`): ")
                .count(),
            2,
            "{words}"
        );
    }
}
