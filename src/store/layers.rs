//! What is laid over an edition's pieces whenever it is composed.

use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError, Time};
use crate::{
    edition::{Composition, Edition, EditionId, EditionState, SeenAgain, Slot},
    edits::Edits,
};

/// What is laid over the pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// What editors changed.
    pub edits: Edits,
    /// What was seen of the live pages, as far as it changes something.
    pub seen: Vec<SeenAgain>,
}

impl Store {
    /// What is laid over an edition.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_layer(&self, id: EditionId) -> Result<Layer, StoreError> {
        let row: Option<(String, String)> =
            sqlx::query_as("select edits, seen from edition_layer where edition = $1")
                .bind(id.0)
                .fetch_optional(&self.reader)
                .await?;
        let Some((edits, seen)) = row else {
            return Ok(Layer::default());
        };
        Ok(Layer {
            edits: serde_json::from_str(&edits).map_err(StoreError::damaged)?,
            seen: serde_json::from_str(&seen).map_err(StoreError::damaged)?,
        })
    }

    /// What editors changed about editions that were skipped or cancelled since the last that was made, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edits_given_up(&self, before: Slot) -> Result<Vec<Edits>, StoreError> {
        let rows: Vec<String> = sqlx::query_scalar(
            "select l.edits from edition_layer l join edition e on e.id = l.edition
             where e.slot < $1 and e.state in ($2, $3) and e.slot > coalesce((
                select max(m.slot) from edition m where m.slot < $1 and m.state in ($4, $5, $6)
             ), '') order by e.slot",
        )
        .bind(before.0)
        .bind(EditionState::Skipped.word())
        .bind(EditionState::Cancelled.word())
        .bind(EditionState::Approved.word())
        .bind(EditionState::Sending.word())
        .bind(EditionState::Sent.word())
        .fetch_all(&self.reader)
        .await?;
        let edits = rows.iter().map(|edits| serde_json::from_str(edits));
        edits.collect::<Result<_, _>>().map_err(StoreError::damaged)
    }

    /// Keeps what was seen of the live pages.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_seen(&self, id: EditionId, seen: &[SeenAgain]) -> Result<(), StoreError> {
        sqlx::query(
            "insert into edition_layer (edition, edits, seen) values ($1, '{}', $2)
             on conflict (edition) do update set seen = excluded.seen",
        )
        .bind(id.0)
        .bind(self.json(&seen)?)
        .execute(self.writer()?)
        .await?;
        Ok(())
    }

    /// Keeps an edition that editors changed, as it was looked at: its changes and what it is with them, together or not
    /// at all. False when it is neither a draft nor held any more, or has changed since.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_edit(
        &self,
        edition: &Edition,
        before: &Edits,
        edits: &Edits,
        composition: &Composition,
        now: Time,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let saved = sqlx::query(
            "update edition set composition = $1, changed = $2
             where id = $3 and state = $4 and state in ($5, $6) and changed = $7
             and coalesce((select l.edits from edition_layer l where l.edition = edition.id), '{}') = $8",
        )
        .bind(self.json(composition)?)
        .bind(now)
        .bind(edition.id.0)
        .bind(edition.state.word())
        .bind(EditionState::Draft.word())
        .bind(EditionState::Held.word())
        .bind(edition.changed)
        .bind(self.json(before)?)
        .execute(&mut *transaction)
        .await?;
        if saved.rows_affected() == 0 {
            return Ok(false);
        }
        self.edits_put(&mut transaction, edition.id, edits).await?;
        self.pieces_of_edition(&mut transaction, edition.id.0, composition)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    pub(super) async fn edits_put(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        id: EditionId,
        edits: &Edits,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into edition_layer (edition, edits, seen) values ($1, $2, '[]')
             on conflict (edition) do update set edits = excluded.edits",
        )
        .bind(id.0)
        .bind(self.json(edits)?)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }
}
