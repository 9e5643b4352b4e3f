//! Reading the ledger line by line: a stream, so that a million lines take no more memory than one.

use futures::{StreamExt, stream::BoxStream};
use serde::Serialize;
use sqlx::prelude::FromRow;

use super::{Store, StoreError, Time};
use crate::{
    delivery::{DeliveryState, MessageId},
    edition::EditionId,
    subscriber::SubscriberId,
};

/// A line of the ledger, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerRow {
    /// Where it went; none when the person has been forgotten since.
    pub address: Option<String>,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// The relay's last words, or ours.
    pub reply: Option<String>,
    /// Its Message-ID.
    pub message_id: MessageId,
    /// When it was first tried.
    pub first_attempt: Option<Time>,
    /// When it last changed.
    pub changed: Time,
    /// Not tried again before this.
    pub retry_at: Option<Time>,
}

/// A line, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Whom it is for.
    pub subscriber: SubscriberId,
    /// What came of it.
    pub row: LedgerRow,
}

#[derive(FromRow)]
struct HandedRow {
    subscriber: i64,
    #[sqlx(flatten)]
    line: Row,
}

/// The lines, as they are read.
pub type LedgerRows<'store> = BoxStream<'store, Result<LedgerRow, StoreError>>;

#[derive(FromRow)]
struct Row {
    address: Option<String>,
    state: String,
    attempts: i64,
    reply: Option<String>,
    message_id: String,
    first_attempt: Option<Time>,
    changed: Time,
    retry_at: Option<Time>,
}

/// The columns of a line, shared by every question.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select s.address, d.state, d.attempts, d.reply, d.message_id, d.first_attempt, d.changed, d.retry_at
             from delivery d join subscriber s on s.id = d.subscriber ",
            $rest
        )
    };
}

impl Store {
    /// The lines of an edition's ledger in one state, in the order of the audience.
    pub fn ledger_rows(&self, edition: EditionId, state: DeliveryState) -> LedgerRows<'_> {
        sqlx::query_as::<_, Row>(select!(
            "where d.edition = $1 and d.state = $2 order by d.id"
        ))
        .bind(edition.0)
        .bind(state.word())
        .fetch(&self.reader)
        .map(line_of)
        .boxed()
    }

    /// The whole ledger of an edition, a line a person, in the order of the audience and as of one moment.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_all(&self, edition: EditionId) -> Result<LedgerRows<'_>, StoreError> {
        let (first, last): (Option<i64>, Option<i64>) =
            sqlx::query_as("select min(id), max(id) from delivery where edition = $1")
                .bind(edition.0)
                .fetch_one(&self.reader)
                .await?;
        // By the row ids, which the freezing gave out in a row: an index by edition would have all of it sorted first.
        let rows = sqlx::query_as::<_, Row>(select!(
            "where d.id between $2 and $3 and +d.edition = $1 order by d.id"
        ))
        .bind(edition.0)
        .bind(first)
        .bind(last)
        .fetch(&self.reader);
        Ok(rows.map(line_of).boxed())
    }
}

/// How many rows are looked at for those in one state: states have no index once they are final.
const LOOK: i64 = 20_000;

impl Store {
    /// Up to `limit` lines of an edition's ledger behind a subscriber's, in one state or in all, in the order of the
    /// audience; and whose line to go on behind, where there may be more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_page(
        &self,
        edition: EditionId,
        after: SubscriberId,
        state: Option<DeliveryState>,
        limit: usize,
    ) -> Result<(Vec<Handed>, Option<SubscriberId>), StoreError> {
        let (last, seen): (Option<i64>, i64) = sqlx::query_as(
            "select max(subscriber), count(*) from
                (select subscriber from delivery where edition = $1 and subscriber > $2 order by subscriber limit $3)",
        )
        .bind(edition.0)
        .bind(after.0)
        .bind(LOOK)
        .fetch_one(&self.reader)
        .await?;
        let rows: Vec<HandedRow> = sqlx::query_as(
            "select d.subscriber, s.address, d.state, d.attempts, d.reply, d.message_id, d.first_attempt, d.changed, d.retry_at
             from delivery d join subscriber s on s.id = d.subscriber
             where d.edition = $1 and d.subscriber > $2 and d.subscriber <= $3 and ($4 is null or d.state = $4)
             order by d.subscriber limit $5",
        )
        .bind(edition.0)
        .bind(after.0)
        .bind(last)
        .bind(state.map(DeliveryState::word))
        .bind(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .fetch_all(&self.reader)
        .await?;
        let more = rows.len() > limit;
        let rows = rows
            .into_iter()
            .take(limit)
            .map(|HandedRow { subscriber, line }| {
                let (subscriber, row) = (SubscriberId(subscriber), line_of(Ok(line))?);
                Ok(Handed { subscriber, row })
            });
        let rows: Vec<Handed> = rows.collect::<Result<_, StoreError>>()?;
        let next = match rows.last() {
            Some(row) if more => Some(row.subscriber),
            _ => last.filter(|_| seen == LOOK).map(SubscriberId),
        };
        Ok((rows, next))
    }
}

fn line_of(row: Result<Row, sqlx::Error>) -> Result<LedgerRow, StoreError> {
    let row = row?;
    Ok(LedgerRow {
        address: row.address,
        state: row.state.parse().map_err(StoreError::damaged)?,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        reply: row.reply,
        message_id: MessageId(row.message_id),
        first_attempt: row.first_attempt,
        changed: row.changed,
        retry_at: row.retry_at,
    })
}
