//! All that is kept of one person, for them to have (GDPR article 15).

use serde::Serialize;
use sqlx::prelude::FromRow;

use super::{Store, StoreError, Time};
use crate::subscriber::{StateChange, SubscriberId};

/// The ledger is looked into edition by edition: it has no index by subscriber, and a row for everybody in each edition.
const DELIVERIES: &str = "select e.number, d.state, d.message_id, d.reply, d.changed
    from edition e cross join delivery d on d.edition = e.id and d.subscriber = $1 order by d.id";

/// Takes out what may repeat an address.
pub(super) const HUSH: &str = "update delivery set reply = null where edition in (select id from edition) and subscriber = $1";

/// A delivery to one person, as they may have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Sent {
    /// The number of the edition.
    pub number: Option<i64>,
    /// Where the delivery stands.
    pub state: String,
    /// Its Message-ID.
    pub message_id: String,
    /// The relay's last words.
    pub reply: Option<String>,
    /// When it last changed.
    pub changed: Time,
}

/// A mail about their subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Notified {
    /// What it said.
    pub kind: String,
    /// Whether it was sent.
    pub state: String,
    /// When it was asked for.
    pub queued: Time,
    /// The relay's last words.
    pub reply: Option<String>,
}

impl Store {
    /// Every change of where a person stands, the first first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_changes(&self, id: SubscriberId) -> Result<Vec<StateChange>, StoreError> {
        let rows: Vec<(String, String, String, Option<String>, Time)> = sqlx::query_as(
            "select c.was, c.state, c.changed_by, k.name, c.changed
             from subscriber_change c left join api_key k on k.id = c.api_key where c.subscriber = $1 order by c.id",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?;
        let changes = rows.into_iter();
        Ok(changes
            .map(|(was, state, by, key, at)| StateChange {
                was,
                state,
                by,
                key,
                at,
            })
            .collect())
    }

    /// Every edition that was, or is to be, sent to a person.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_deliveries(&self, id: SubscriberId) -> Result<Vec<Sent>, StoreError> {
        Ok(sqlx::query_as(DELIVERIES)
            .bind(id.0)
            .fetch_all(&self.reader)
            .await?)
    }

    /// Every mail about their subscription that is remembered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_notices(&self, id: SubscriberId) -> Result<Vec<Notified>, StoreError> {
        Ok(sqlx::query_as(
            "select kind, state, queued, reply from notice where subscriber = $1 order by id",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?)
    }
}
