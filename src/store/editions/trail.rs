//! Who decided what about an edition. The trail is written by the table.

use serde::Serialize;
use sqlx::prelude::FromRow;

use super::super::{Store, StoreError, Time};
use crate::edition::EditionId;

/// A change of where an edition stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct EditionChange {
    /// Where it stood.
    pub was: String,
    /// Where it stands since.
    pub state: String,
    /// What it was sealed with, where it was.
    pub digest: Option<String>,
    /// The reason that was given.
    pub why: Option<String>,
    /// Who changed it: `operator` or `roundup`.
    pub by: String,
    /// The name that an operator had on their machine.
    pub person: Option<String>,
    /// When.
    pub at: Time,
}

impl Store {
    /// Every change of where an edition stands, the first first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_changes(&self, id: EditionId) -> Result<Vec<EditionChange>, StoreError> {
        Ok(sqlx::query_as(
            "select was, state, digest, why, changed_by as \"by\", person, changed as \"at\" from edition_change
             where edition = $1 order by id",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?)
    }
}
