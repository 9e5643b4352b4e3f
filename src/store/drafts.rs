//! Drafts: made, refreshed, moved to another slot, or given up because there is too little to say.

use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError, Time};
use crate::{
    edition::{Composition, EditionId, EditionNumber, EditionState, Slot, Window},
    edits::Edits,
    subscriber::Actor,
};

impl Store {
    /// Makes or refreshes the draft of a slot. `None` when the slot's edition is past being a draft, or `edits` are not
    /// those it has by now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn draft_save(
        &self,
        slot: Slot,
        window: Window,
        number: EditionNumber,
        composition: &Composition,
        edits: &Edits,
        now: Time,
    ) -> Result<Option<EditionId>, StoreError> {
        let mut transaction = self.begin().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "insert into edition (number, state, slot, window_from, window_to, composition, changed)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (slot) do update set window_from = excluded.window_from, window_to = excluded.window_to,
             composition = excluded.composition, changed = excluded.changed where edition.state = excluded.state
             and coalesce((select l.edits from edition_layer l where l.edition = edition.id), '{}') = $8
             returning id",
        )
        .bind(i64::from(number.0))
        .bind(EditionState::Draft.word())
        .bind(slot.0)
        .bind(window.from)
        .bind(window.to)
        .bind(self.json(composition)?)
        .bind(now)
        .bind(self.json(edits)?)
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(id) = id {
            if *edits != Edits::default() {
                self.edits_put(&mut transaction, EditionId(id), edits)
                    .await?;
            }
            self.pieces_of_edition(&mut transaction, id, composition)
                .await?;
        }
        transaction.commit().await?;
        Ok(id.map(EditionId))
    }

    /// Moves an edition that has not been sent to another slot.
    ///
    /// # Errors
    /// When the store fails, or the slot is taken.
    pub async fn edition_reslot(
        &self,
        id: EditionId,
        slot: Slot,
        now: Time,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update edition set slot = $1, window_to = min(window_to, $1), changed = $5
             where id = $2 and state in ($3, $4)",
        )
        .bind(slot.0)
        .bind(id.0)
        .bind(EditionState::Draft.word())
        .bind(EditionState::Approved.word())
        .bind(now)
        .execute(self.writer()?)
        .await?;
        Ok(())
    }

    pub(super) async fn pieces_of_edition(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        id: i64,
        composition: &Composition,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from edition_piece where edition = $1")
            .bind(id)
            .execute(&mut **transaction)
            .await?;
        for piece in composition.pieces() {
            sqlx::query(
                "insert into edition_piece (edition, piece) select $1, id from piece where url = $2
                 on conflict do nothing",
            )
            .bind(id)
            .bind(piece.url.as_str())
            .execute(&mut **transaction)
            .await?;
        }
        Ok(())
    }

    /// Notes that a slot has too little to say: its edition is skipped and gives its number back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn slot_skip(
        &self,
        slot: Slot,
        window: Window,
        composition: &Composition,
        why: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into edition (state, slot, window_from, window_to, composition, why, changed)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (slot) do update set state = excluded.state, number = null, why = excluded.why,
             window_from = excluded.window_from, window_to = excluded.window_to,
             composition = excluded.composition, changed = excluded.changed, changed_by = $9, person = null
             where edition.state = $8",
        )
        .bind(EditionState::Skipped.word())
        .bind(slot.0)
        .bind(window.from)
        .bind(window.to)
        .bind(self.json(composition)?)
        .bind(why)
        .bind(now)
        .bind(EditionState::Draft.word())
        .bind(Actor::Roundup.word())
        .execute(self.writer()?)
        .await?;
        Ok(())
    }
}
