//! All that is kept of one person, for them to have (GDPR article 15).

use serde::Serialize;
use sqlx::prelude::FromRow;

use super::{Store, StoreError, Time};
use crate::subscriber::{StateChange, SubscriberId};

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
        let rows: Vec<(String, String, String, Time)> = sqlx::query_as(
            "select was, state, changed_by, changed from subscriber_change where subscriber = $1 order by id",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?;
        let changes = rows.into_iter();
        Ok(changes
            .map(|(was, state, by, at)| StateChange { was, state, by, at })
            .collect())
    }

    /// Every edition that was, or is to be, sent to a person. It reads the whole ledger.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_deliveries(&self, id: SubscriberId) -> Result<Vec<Sent>, StoreError> {
        Ok(sqlx::query_as(
            "select e.number, d.state, d.message_id, d.reply, d.changed
             from delivery d join edition e on e.id = d.edition where d.subscriber = $1 order by d.id",
        )
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
