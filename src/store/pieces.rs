//! Pieces and the sources they came from.

use std::collections::HashMap;

use sqlx::{Sqlite, Transaction, prelude::FromRow};
use url::Url;

use super::{Store, StoreError, Time, piece_put::Put};
use crate::{
    edition::{EditionId, EditionState},
    piece::{Fingerprint, Gathered, Piece, PieceId, PieceKey, SourceName, StoredPiece, Validators},
};

/// What the store knows of a source before it is read again.
#[derive(Debug, Clone, Default)]
pub struct SourceState {
    /// What to ask the server with.
    pub validators: Validators,
    /// The entries that were read completely, by their link.
    pub known: HashMap<Url, Fingerprint>,
}

/// What a harvest changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HarvestCount {
    /// Pieces not seen before.
    pub new: u64,
    /// Pieces that say something else now.
    pub updated: u64,
    /// Pieces as they were.
    pub unchanged: u64,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    data: String,
    first_seen: Time,
    gone: Option<i64>,
    used_in: Option<i64>,
}

/// Pieces with the edition they went out in; drafts, skipped and cancelled editions don't count.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select p.id, p.data, p.first_seen, p.gone, (
                select max(e.id) from edition_piece ep join edition e on e.id = ep.edition
                where ep.piece = p.id and e.state in ($1, $2, $3, $4)
            ) as used_in
            from piece p ",
            $rest
        )
    };
}

const SELECT: &str = select!(
    "where (p.moment >= $5 or p.first_seen >= $5) and p.moment < $6 order by p.moment desc, p.url"
);
// Of twins the one with the very address.
const FIND: &str = select!("where p.url = $5 or p.key = $6 order by p.url = $5 desc, p.id limit 1");

impl Store {
    /// What is known of a source; `reading` says how it is read now. Where it was read in another way, its server is not
    /// asked whether anything changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn source_state(
        &self,
        source: &SourceName,
        reading: &Fingerprint,
    ) -> Result<SourceState, StoreError> {
        let validators: Option<(Option<String>, Option<String>)> = sqlx::query_as(
            "select etag, last_modified from source where name = $1 and reading = $2",
        )
        .bind(&source.0)
        .bind(&reading.0)
        .fetch_optional(&self.reader)
        .await?;
        let known: Vec<(String, String)> = sqlx::query_as(
            "select link, fingerprint from piece where source = $1 and fingerprint is not null
             union all select link, fingerprint from entry_seen where source = $1",
        )
        .bind(&source.0)
        .fetch_all(&self.reader)
        .await?;
        let (etag, last_modified) = validators.unwrap_or_default();
        let known = known
            .into_iter()
            .filter_map(|(link, print)| Some((link.parse().ok()?, Fingerprint(print))))
            .collect();
        Ok(SourceState {
            validators: Validators {
                etag,
                last_modified,
            },
            known,
        })
    }

    /// Notes how a source was read.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn source_reading(
        &self,
        source: &SourceName,
        reading: &Fingerprint,
    ) -> Result<(), StoreError> {
        sqlx::query("update source set reading = $1 where name = $2")
            .bind(&reading.0)
            .bind(&source.0)
            .execute(self.writer()?)
            .await?;
        Ok(())
    }

    /// When each source was read last, or tried to be.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sources_gathered(&self) -> Result<HashMap<SourceName, Time>, StoreError> {
        let rows: Vec<(String, Time)> = sqlx::query_as("select name, gathered from source")
            .fetch_all(&self.reader)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(name, at)| (SourceName(name), at))
            .collect())
    }

    /// Keeps a harvest: its pieces and what to ask the server with next time, together or not at all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn harvest_save(
        &self,
        source: &SourceName,
        pieces: &[Gathered],
        validators: &Validators,
        now: Time,
    ) -> Result<HarvestCount, StoreError> {
        let mut transaction = self.begin().await?;
        let mut count = HarvestCount::default();
        self.piece_keys(&mut transaction).await?;
        for gathered in pieces {
            match self.piece_put(&mut transaction, gathered, now).await? {
                Put::New => count.new += 1,
                Put::Updated => count.updated += 1,
                Put::Unchanged => count.unchanged += 1,
            }
        }
        self.source_read(&mut transaction, source, validators, now)
            .await?;
        transaction.commit().await?;
        Ok(count)
    }

    /// Notes that a source could not be read; what it gave before stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn harvest_failed(
        &self,
        source: &SourceName,
        failure: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into source (name, gathered, failure) values ($1, $2, $3)
             on conflict (name) do update set gathered = excluded.gathered, failure = excluded.failure",
        )
        .bind(&source.0)
        .bind(now)
        .bind(failure)
        .execute(self.writer()?)
        .await?;
        Ok(())
    }

    /// Notes that a source was read, and what to ask it with next time.
    pub(super) async fn source_read(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        source: &SourceName,
        validators: &Validators,
        now: Time,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into source (name, etag, last_modified, gathered, failure) values ($1, $2, $3, $4, null)
             on conflict (name) do update set etag = excluded.etag, last_modified = excluded.last_modified,
             gathered = excluded.gathered, failure = null",
        )
        .bind(&source.0)
        .bind(&validators.etag)
        .bind(&validators.last_modified)
        .bind(now)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }

    /// The pieces of a stretch of time, newest first, and those first seen since its start.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn piece_list(
        &self,
        since: Time,
        until: Time,
    ) -> Result<Vec<StoredPiece>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(SELECT)
            .bind(EditionState::Approved.word())
            .bind(EditionState::Sending.word())
            .bind(EditionState::Sent.word())
            .bind(EditionState::Held.word())
            .bind(since)
            .bind(until)
            .fetch_all(&self.reader)
            .await?;
        rows.into_iter().map(|row| self.piece_of(row)).collect()
    }

    /// The piece at an address or a twin of it, whenever it came out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn piece_find(&self, url: &Url) -> Result<Option<StoredPiece>, StoreError> {
        let row: Option<Row> = sqlx::query_as(FIND)
            .bind(EditionState::Approved.word())
            .bind(EditionState::Sending.word())
            .bind(EditionState::Sent.word())
            .bind(EditionState::Held.word())
            .bind(url.as_str())
            .bind(PieceKey::of(url).as_str())
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| self.piece_of(row)).transpose()
    }

    fn piece_of(&self, row: Row) -> Result<StoredPiece, StoreError> {
        let piece: Piece = serde_json::from_str(&row.data).map_err(StoreError::damaged)?;
        Ok(StoredPiece {
            id: PieceId(row.id),
            first_seen: row.first_seen,
            used_in: row.used_in.map(EditionId),
            gone: row.gone.and_then(|status| u16::try_from(status).ok()),
            piece,
        })
    }
}
