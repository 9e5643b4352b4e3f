//! Pauses: somebody has the sending of an edition wait.

use super::{Store, StoreError, Time};
use crate::edition::{EditionId, EditionState};

impl Store {
    /// Since when somebody has the sending of an edition wait.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_paused(&self, id: EditionId) -> Result<Option<Time>, StoreError> {
        sqlx::query_scalar("select paused from edition where id = $1")
            .bind(id.0)
            .fetch_one(&self.reader)
            .await
            .map_err(StoreError::from)
    }

    /// Has the sending of an edition wait, or go on (`None`). Whether it is being sent, so that this means anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_pause(
        &self,
        id: EditionId,
        since: Option<Time>,
    ) -> Result<bool, StoreError> {
        let paused = sqlx::query("update edition set paused = $1 where id = $2 and state = $3")
            .bind(since)
            .bind(id.0)
            .bind(EditionState::Sending.word())
            .execute(self.writer()?)
            .await?;
        Ok(paused.rows_affected() > 0)
    }
}
