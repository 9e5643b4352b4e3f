//! Corrections of editions that went out.

use std::collections::BTreeMap;

use super::{Store, StoreError, Time};
use crate::{
    correction::Correction,
    edition::{EditionId, EditionState},
};

impl Store {
    /// Adds a correction to an edition. False when readers have not got it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn correction_add(
        &self,
        edition: EditionId,
        text: &str,
        now: Time,
    ) -> Result<bool, StoreError> {
        let added = sqlx::query(
            "insert into correction (edition, text, made)
             select id, $2, $3 from edition where id = $1 and state in ($4, $5)",
        )
        .bind(edition.0)
        .bind(text)
        .bind(now)
        .bind(EditionState::PUBLIC[0].word())
        .bind(EditionState::PUBLIC[1].word())
        .execute(self.writer()?)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Takes a correction of an edition back. False when it has no such one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn correction_withdraw(
        &self,
        edition: EditionId,
        id: i64,
        now: Time,
    ) -> Result<bool, StoreError> {
        let withdrawn = sqlx::query(
            "update correction set withdrawn = $1 where id = $2 and edition = $3 and withdrawn is null",
        )
        .bind(now)
        .bind(id)
        .bind(edition.0)
        .execute(self.writer()?)
        .await?;
        Ok(withdrawn.rows_affected() == 1)
    }

    /// The corrections of an edition, the first first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn correction_list(&self, edition: EditionId) -> Result<Vec<Correction>, StoreError> {
        let rows: Vec<(i64, String, Time)> = sqlx::query_as(
            "select id, text, made from correction where edition = $1 and withdrawn is null order by id",
        )
        .bind(edition.0)
        .fetch_all(&self.reader)
        .await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(id, text, made)| Correction { id, text, made })
            .collect())
    }

    /// The editions that have corrections, and when the last of these was made. There are few.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn corrected(&self) -> Result<BTreeMap<EditionId, Time>, StoreError> {
        let rows: Vec<(i64, Time)> = sqlx::query_as(
            "select edition, max(made) from correction where withdrawn is null group by edition",
        )
        .fetch_all(&self.reader)
        .await?;
        let rows = rows.into_iter();
        Ok(rows.map(|(id, made)| (EditionId(id), made)).collect())
    }
}
