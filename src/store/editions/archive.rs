//! Editions as the public sees them: those that went out, newest first, a page at a time.

use super::{Row, Store, StoreError, Time};
use crate::edition::{Edition, EditionState, Slot};

impl Store {
    /// Editions that readers may see, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn archive(&self, limit: u32, offset: u32) -> Result<Vec<Edition>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(select!(
            "where state in ($1, $2) and number is not null order by slot desc limit $3 offset $4"
        ))
        .bind(EditionState::PUBLIC[0].word())
        .bind(EditionState::PUBLIC[1].word())
        .bind(limit)
        .bind(offset)
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(|row| self.edition_of(row)).collect()
    }

    /// The editions that readers may see before and after that of a slot.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn archive_beside(
        &self,
        slot: Slot,
    ) -> Result<(Option<Edition>, Option<Edition>), StoreError> {
        let earlier = select!(
            "where state in ($1, $2) and number is not null and slot < $3 order by slot desc limit 1"
        );
        let later = select!(
            "where state in ($1, $2) and number is not null and slot > $3 order by slot limit 1"
        );
        Ok((
            self.archive_one(earlier, slot).await?,
            self.archive_one(later, slot).await?,
        ))
    }

    async fn archive_one(
        &self,
        question: &'static str,
        slot: Slot,
    ) -> Result<Option<Edition>, StoreError> {
        let row: Option<Row> = sqlx::query_as(question)
            .bind(EditionState::PUBLIC[0].word())
            .bind(EditionState::PUBLIC[1].word())
            .bind(slot.0)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| self.edition_of(row)).transpose()
    }

    /// When an edition that readers may see last changed, or was corrected.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn archive_changed(&self) -> Result<Option<Time>, StoreError> {
        let question = "select max(at) from (
            select max(changed) as at from edition where state in ($1, $2)
            union all select max(coalesce(withdrawn, made)) from correction)";
        let changed = sqlx::query_scalar(question)
            .bind(EditionState::PUBLIC[0].word())
            .bind(EditionState::PUBLIC[1].word())
            .fetch_one(&self.reader)
            .await?;
        Ok(changed)
    }
}
