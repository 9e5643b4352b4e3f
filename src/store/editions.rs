//! Editions: drafts, their seal, and the freezing of the audience.

use sqlx::prelude::FromRow;

use super::{Store, StoreError, Time};
use crate::{
    edition::{Decider, Edition, EditionId, EditionNumber, EditionRef, EditionState, Slot, Window},
    message::{Digest, Message},
    variant::Beside,
};

#[derive(FromRow)]
struct Row {
    id: i64,
    number: Option<i64>,
    state: String,
    slot: Time,
    window_from: Time,
    window_to: Time,
    composition: String,
    started: Option<Time>,
    finished: Option<Time>,
    paused: Option<Time>,
    why: Option<String>,
    changed: Time,
}

/// The columns of an edition, shared by every question.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, number, state, slot, window_from, window_to, composition, started, finished, paused, why, changed from edition ",
            $rest
        )
    };
}

mod archive;
mod trail;

pub use self::trail::EditionChange;

impl Store {
    /// The edition that a person named, or else the newest that is not skipped or cancelled.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_find(
        &self,
        named: Option<EditionRef>,
    ) -> Result<Option<Edition>, StoreError> {
        let question = match named {
            Some(EditionRef::Number(number)) => {
                sqlx::query_as(select!("where number = $1")).bind(i64::from(number.0))
            }
            Some(EditionRef::Id(id)) => sqlx::query_as(select!("where id = $1")).bind(id.0),
            None => sqlx::query_as(select!(
                "where state not in ($1, $2) order by slot desc limit 1"
            ))
            .bind(EditionState::Skipped.word())
            .bind(EditionState::Cancelled.word()),
        };
        let row: Option<Row> = question.fetch_optional(&self.reader).await?;
        row.map(|row| self.edition_of(row)).transpose()
    }

    /// The edition of a slot.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_of_slot(&self, slot: Slot) -> Result<Option<Edition>, StoreError> {
        let row: Option<Row> = sqlx::query_as(select!("where slot = $1"))
            .bind(slot.0)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| self.edition_of(row)).transpose()
    }

    /// All editions in one of these states, oldest slot first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_list(&self, states: &[EditionState]) -> Result<Vec<Edition>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(select!("order by slot"))
            .fetch_all(&self.reader)
            .await?;
        let mut editions = Vec::new();
        for row in rows {
            let edition = self.edition_of(row)?;
            if states.contains(&edition.state) {
                editions.push(edition);
            }
        }
        Ok(editions)
    }

    /// Up to `limit` editions with a lower id, in one state or in all, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_page(
        &self,
        before: EditionId,
        state: Option<EditionState>,
        limit: usize,
    ) -> Result<Vec<Edition>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(select!(
            "where id < $1 and ($2 is null or state = $2) order by id desc limit $3"
        ))
        .bind(before.0)
        .bind(state.map(EditionState::word))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(|row| self.edition_of(row)).collect()
    }

    /// The editions that were sent before `slot`, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn editions_sent_before(
        &self,
        slot: Slot,
        most: u32,
    ) -> Result<Vec<Edition>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(select!(
            "where slot < $1 and state in ($2, $3) order by slot desc limit $4"
        ))
        .bind(slot.0)
        .bind(EditionState::Sending.word())
        .bind(EditionState::Sent.word())
        .bind(most)
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(|row| self.edition_of(row)).collect()
    }

    /// The last slot that was dealt with, one way or another; drafts wait, so they don't count.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn slot_last(&self) -> Result<Option<Slot>, StoreError> {
        let slot: Option<Time> =
            sqlx::query_scalar("select max(slot) from edition where state <> $1")
                .bind(EditionState::Draft.word())
                .fetch_one(&self.reader)
                .await?;
        Ok(slot.map(Slot))
    }

    /// The last edition before `slot` that keeps its pieces: the next window starts where its own ends.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_before(&self, slot: Slot) -> Result<Option<Edition>, StoreError> {
        let row: Option<Row> = sqlx::query_as(select!(
            "where slot < $1 and state in ($2, $3, $4, $5) order by window_to desc limit 1"
        ))
        .bind(slot.0)
        .bind(EditionState::Approved.word())
        .bind(EditionState::Sending.word())
        .bind(EditionState::Sent.word())
        .bind(EditionState::Held.word())
        .fetch_optional(&self.reader)
        .await?;
        row.map(|row| self.edition_of(row)).transpose()
    }

    /// Where the window of the edition of `slot` starts: where the last edition's ended, or, while every
    /// edition so far gave its pieces on, where the first of those began. `None` for the very first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn window_start(&self, slot: Slot) -> Result<Option<Time>, StoreError> {
        if let Some(edition) = self.edition_before(slot).await? {
            return Ok(Some(edition.window.to));
        }
        let first = sqlx::query_scalar(
            "select min(window_from) from edition where slot < $1 and state in ($2, $3)",
        )
        .bind(slot.0)
        .bind(EditionState::Skipped.word())
        .bind(EditionState::Cancelled.word())
        .fetch_one(&self.reader)
        .await?;
        Ok(first)
    }

    /// Editions that were cancelled, from this slot on. Later editions may have been made while one of them was
    /// held, so no window comes back to their pieces.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn editions_cancelled(&self, since: Slot) -> Result<Vec<Edition>, StoreError> {
        let mut cancelled = self.edition_list(&[EditionState::Cancelled]).await?;
        cancelled.retain(|edition| edition.slot >= since);
        Ok(cancelled)
    }

    /// The number the next edition gets.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn number_next(&self) -> Result<EditionNumber, StoreError> {
        let last: Option<i64> = sqlx::query_scalar("select max(number) from edition")
            .fetch_one(&self.reader)
            .await?;
        Ok(EditionNumber(
            u32::try_from(last.unwrap_or(0) + 1).unwrap_or(u32::MAX),
        ))
    }

    /// Seals an edition as it was looked at, with all its variants: these bytes and no others will be sent. False when it
    /// has changed since,
    /// or a piece of it is in another edition that is sealed or sent.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_seal(
        &self,
        edition: &Edition,
        message: &Message,
        beside: &Beside,
        by: &Decider,
        now: Time,
    ) -> Result<bool, StoreError> {
        let segment = beside.segment.as_ref();
        let segment = segment.map(|segment| self.json(segment)).transpose()?;
        let mut transaction = self.begin().await?;
        let sealed = sqlx::query(
            "update edition set state = $1, message = $2, digest = $3, composition = $10, why = null, changed = $4,
                month = $11, segment = $12, changed_by = $13, person = $14
             where id = $5 and state = $6 and changed = $7 and not exists (
                select 1 from edition_piece ours join edition_piece theirs on theirs.piece = ours.piece
                join edition e on e.id = theirs.edition
                where ours.edition = $5 and theirs.edition <> $5 and e.state in ($1, $8, $9))",
        )
        .bind(EditionState::Approved.word())
        .bind(self.json(message)?)
        .bind(message.digest().as_str())
        .bind(now)
        .bind(edition.id.0)
        .bind(edition.state.word())
        .bind(edition.changed)
        .bind(EditionState::Sending.word())
        .bind(EditionState::Sent.word())
        .bind(self.json(&edition.composition)?)
        .bind(beside.month.map(|month| month.to_string()))
        .bind(segment)
        .bind(by.actor().word())
        .bind(by.person())
        .execute(&mut *transaction)
        .await?;
        if sealed.rows_affected() == 0 {
            return Ok(false);
        }
        self.variants_put(&mut transaction, edition.id, &beside.variants)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The sealed message of an edition, held against its seal.
    ///
    /// # Errors
    /// When the store fails, or the message is not the one that was approved.
    pub async fn edition_message(&self, id: EditionId) -> Result<Option<Message>, StoreError> {
        let row: Option<(Option<String>, Option<String>)> =
            sqlx::query_as("select message, digest from edition where id = $1")
                .bind(id.0)
                .fetch_optional(&self.reader)
                .await?;
        let Some((Some(message), Some(digest))) = row else {
            return Ok(None);
        };
        let message: Message = serde_json::from_str(&message).map_err(StoreError::damaged)?;
        if message.digest() != Digest::from_hex(digest) {
            return Err(StoreError::damaged(format_args!(
                "the message of edition {id} is not the one that was approved"
            )));
        }
        Ok(Some(message))
    }

    /// Moves an edition on. False when it was in none of the `from` states any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_move(
        &self,
        id: EditionId,
        from: &[EditionState],
        to: EditionState,
        why: Option<&str>,
        by: &Decider,
        now: Time,
    ) -> Result<bool, StoreError> {
        let drops_number = matches!(to, EditionState::Skipped | EditionState::Cancelled);
        for state in from {
            let moved = sqlx::query(
                "update edition set state = $1, why = $2, changed = $3, changed_by = $8, person = $9,
                 number = case when $4 then null else number end,
                 finished = case when $1 = $7 then $3 else finished end,
                 paused = case when $1 = $7 then null else paused end
                 where id = $5 and state = $6",
            )
            .bind(to.word())
            .bind(why)
            .bind(now)
            .bind(drops_number)
            .bind(id.0)
            .bind(state.word())
            .bind(EditionState::Sent.word())
            .bind(by.actor().word())
            .bind(by.person())
            .execute(self.writer()?)
            .await?;
            if moved.rows_affected() == 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn json(&self, value: &impl serde::Serialize) -> Result<String, StoreError> {
        serde_json::to_string(value).map_err(StoreError::damaged)
    }

    fn edition_of(&self, row: Row) -> Result<Edition, StoreError> {
        let damaged = |why: String| StoreError::damaged(why);
        Ok(Edition {
            id: EditionId(row.id),
            number: row
                .number
                .map(|number| u32::try_from(number).map(EditionNumber))
                .transpose()
                .map_err(|why| damaged(why.to_string()))?,
            state: row.state.parse().map_err(damaged)?,
            slot: Slot(row.slot),
            window: Window {
                from: row.window_from,
                to: row.window_to,
            },
            composition: serde_json::from_str(&row.composition)
                .map_err(|why| damaged(why.to_string()))?,
            started: row.started,
            finished: row.finished,
            paused: row.paused,
            why: row.why,
            changed: row.changed,
        })
    }
}
