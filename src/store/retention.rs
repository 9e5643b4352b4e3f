//! Erasing what is old, a little at a time: no transaction holds others up for long.

use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::{Store, StoreError, Time, forgetting::erase};
use crate::{
    edition::{EditionId, EditionState},
    subscriber::{Actor, EmailAddress, SubscriberId},
};

/// How many rows one transaction erases.
const ROWS: u32 = 500;

/// How many people one transaction erases: each is looked for in every edition.
const PEOPLE: u32 = 50;

/// Who left: the words of the index that finds them.
macro_rules! left {
    ($rest:literal) => {
        concat!(
            "from subscriber where (state = 'unsubscribed' or state = 'bounced') and changed < $1
                and not exists (select 1 from consent c where c.subscriber = subscriber.id and c.asked >= $1) ",
            $rest
        )
    };
}

/// Somebody who left: where a list of them is read on from, who they are, and their address where it is one.
pub type Leaver = ((Time, SubscriberId), Option<EmailAddress>);

/// A trail that is written by a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trail {
    /// Where somebody stands.
    States,
    /// What they chose, and their names and tags.
    Preferences,
    /// Who decided about editions.
    Editions,
}

impl Store {
    /// How many left the list before this, and have not asked to come back since.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn left_count(&self, until: Time) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(concat!("select count(*) ", left!("")))
            .bind(until)
            .fetch_one(&self.reader)
            .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Some of those who left the list before `until`, the longest gone first, from behind `after` on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn left_before(
        &self,
        until: Time,
        after: Option<(Time, SubscriberId)>,
    ) -> Result<Vec<Leaver>, StoreError> {
        let question = concat!(
            "select changed, id, address ",
            left!("and ($2 is null or (changed, id) > ($2, $3)) order by changed, id limit $4")
        );
        let rows: Vec<(Time, i64, String)> = sqlx::query_as(question)
            .bind(until)
            .bind(after.map(|(changed, _)| changed))
            .bind(after.map(|(_, id)| id.0))
            .bind(PEOPLE)
            .fetch_all(&self.reader)
            .await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(changed, id, address)| {
                let address = EmailAddress::parse(&address).ok();
                ((changed, SubscriberId(id)), address)
            })
            .collect())
    }

    /// Erases these people, each to their hash, if they still are gone as long.
    ///
    /// # Errors
    /// When the store fails: nobody is erased then.
    pub async fn left_erase(
        &self,
        people: &[(SubscriberId, String)],
        until: Time,
        now: Time,
    ) -> Result<u64, StoreError> {
        let mut erased = 0;
        let mut transaction = self.begin().await?;
        for (id, hash) in people {
            let gone: Option<i64> = sqlx::query_scalar(concat!("select id ", left!("and id = $2")))
                .bind(until)
                .bind(id.0)
                .fetch_optional(&mut *transaction)
                .await?;
            if gone.is_some() {
                erase(&mut transaction, *id, hash, Actor::Roundup, now).await?;
                erased += 1;
            }
        }
        transaction.commit().await?;
        Ok(erased)
    }

    /// Erases some of the network addresses of consents from before this; none are left when it gives 0.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn callers_erase(&self, until: Time) -> Result<u64, StoreError> {
        let erase = "update consent set caller = null, confirmer = null where id in (
            select id from consent where (caller is not null or confirmer is not null) and asked < $1 limit $2)";
        self.some(erase, until).await
    }

    /// Erases some of a trail from before this; nothing is left when it gives 0.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn trail_erase(&self, trail: Trail, until: Time) -> Result<u64, StoreError> {
        let erase = match trail {
            Trail::States => {
                "delete from subscriber_change where id in (
                    select id from subscriber_change where changed < $1 limit $2)"
            }
            Trail::Editions => {
                "delete from edition_change where id in (
                    select id from edition_change where changed < $1 limit $2)"
            }
            Trail::Preferences => {
                "delete from preference_change where id in (
                    select id from preference_change where changed < $1 limit $2)"
            }
        };
        self.some(erase, until).await
    }

    async fn some(&self, erase: &'static str, until: Time) -> Result<u64, StoreError> {
        let erased = sqlx::query(AssertSqlSafe(erase).into_sql_str())
            .bind(until)
            .bind(ROWS)
            .execute(self.writer()?)
            .await?;
        Ok(erased.rows_affected())
    }

    /// The editions whose sending ended before this, and whose ledgers have the relays' answers still.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn editions_to_hush(&self, until: Time) -> Result<Vec<EditionId>, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar(
            "select id from edition where state = $1 and finished < $2 and (hushed is null or hushed < finished) order by id",
        )
        .bind(EditionState::Sent.word())
        .bind(until)
        .fetch_all(&self.reader)
        .await?;
        Ok(ids.into_iter().map(EditionId).collect())
    }

    /// Erases the answers about some deliveries of an edition, from behind `after` on. Gives the last of them, and how many
    /// there were; none where that was all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_hush(
        &self,
        edition: EditionId,
        after: SubscriberId,
        now: Time,
    ) -> Result<Option<(SubscriberId, u64)>, StoreError> {
        let mut transaction = self.begin().await?;
        let last: Option<i64> = sqlx::query_scalar(
            "select max(subscriber) from (
                select subscriber from delivery where edition = $1 and subscriber > $2 order by subscriber limit $3)",
        )
        .bind(edition.0)
        .bind(after.0)
        .bind(ROWS)
        .fetch_one(&mut *transaction)
        .await?;
        let hushed = match last {
            Some(last) => {
                let hush = sqlx::query(
                    "update delivery set reply = null
                     where edition = $1 and subscriber > $2 and subscriber <= $3 and reply is not null",
                )
                .bind(edition.0)
                .bind(after.0)
                .bind(last);
                let hushed = hush.execute(&mut *transaction).await?;
                Some((SubscriberId(last), hushed.rows_affected()))
            }
            None => {
                sqlx::query("update edition set hushed = $1 where id = $2")
                    .bind(now)
                    .bind(edition.0)
                    .execute(&mut *transaction)
                    .await?;
                None
            }
        };
        transaction.commit().await?;
        Ok(hushed)
    }
}
