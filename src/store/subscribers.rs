//! Subscribers and their states.

use rusqlite::types::Value;
use sqlx::{AssertSqlSafe, prelude::FromRow};

use super::{
    Store, StoreError, Time, consents, preferences, segments::Condition, variants, webhooks,
};
use crate::{
    segment::Segment,
    subscriber::{Actor, EmailAddress, NewSubscriber, Subscriber, SubscriberId, SubscriberState},
};

#[derive(FromRow)]
struct Row {
    id: i64,
    address: String,
    name: Option<String>,
    state: String,
    joined: Time,
    consent: String,
    changed: Time,
    paused_until: Option<Time>,
    sections: Option<String>,
    frequency: String,
    language: Option<String>,
    format: String,
    tags: Option<String>,
}

/// The columns of a subscriber, shared by every question.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, address, name, state, joined, consent, changed, paused_until, sections, frequency, language, format,
                (select group_concat(tag) from subscriber_tag t where t.subscriber = s.id) as tags
             from subscriber s ",
            $rest
        )
    };
}

impl Store {
    /// Brings somebody (back) on the list at their own wish. False when they are on it already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_join(
        &self,
        row: &NewSubscriber,
        by: Actor,
        now: Time,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let known: Option<i64> = sqlx::query_scalar("select id from subscriber where address = $1")
            .bind(row.address.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        if let Some(known) = known {
            consents::keep_evidence(&mut transaction, known).await?;
        }
        // Who was forgotten and joins again gets a new row; the old one goes on counting in past ledgers.
        let joined: Option<i64> = sqlx::query_scalar(
            "insert into subscriber (address, name, state, joined, consent, changed, changed_by)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (address) do update set state = excluded.state, joined = excluded.joined,
                name = coalesce(excluded.name, name), named_by = excluded.changed_by, named = excluded.changed,
                consent = excluded.consent, changed = excluded.changed, changed_by = excluded.changed_by,
                paused_until = null
             where subscriber.state <> excluded.state returning id",
        )
        .bind(row.address.as_str())
        .bind(&row.name)
        .bind(SubscriberState::Active.word())
        .bind(row.joined)
        .bind(&row.consent)
        .bind(now)
        .bind(by.word())
        .fetch_optional(&mut *transaction)
        .await?;
        if let (None, Some(new)) = (known, joined) {
            webhooks::queue_new(&mut transaction, new, now).await?;
        }
        transaction.commit().await?;
        Ok(joined.is_some())
    }

    /// One subscriber by their address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_find(
        &self,
        address: &EmailAddress,
    ) -> Result<Option<Subscriber>, StoreError> {
        let row: Option<Row> = sqlx::query_as(select!("where address = $1"))
            .bind(address.as_str())
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| self.subscriber_of(row)).transpose()
    }

    /// One subscriber by their id; none when they were forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_get(&self, id: SubscriberId) -> Result<Option<Subscriber>, StoreError> {
        let row: Option<Row> = sqlx::query_as(select!("where id = $1 and address is not null"))
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| self.subscriber_of(row)).transpose()
    }

    /// Up to `limit` subscribers of a segment after this id, in one state or in all; for reading the list page by page.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_page(
        &self,
        after: SubscriberId,
        state: Option<SubscriberState>,
        segment: &Segment,
        limit: usize,
    ) -> Result<Vec<Subscriber>, StoreError> {
        let condition = Condition::of(segment);
        let question = select!(
            "where id > ?1 and address is not null and (?2 is null or state = ?2) {} order by id limit ?3"
        );
        let question = question.replace("{}", &condition.sql(4));
        let mut question = sqlx::query_as(AssertSqlSafe(question))
            .bind(after.0)
            .bind(state.map(SubscriberState::word))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        for value in condition.into_values() {
            question = match value {
                Value::Integer(number) => question.bind(number),
                Value::Text(text) => question.bind(text),
                Value::Null | Value::Real(_) | Value::Blob(_) => question.bind(None::<i64>),
            };
        }
        let rows: Vec<Row> = question.fetch_all(&self.reader).await?;
        rows.into_iter()
            .map(|row| self.subscriber_of(row))
            .collect()
    }

    /// How many subscribers of a segment there are, in one state or in all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_count_of(
        &self,
        state: Option<SubscriberState>,
        segment: &Segment,
    ) -> Result<u64, StoreError> {
        let condition = Condition::of(segment);
        let question = format!(
            "select count(*) from subscriber s where address is not null and (?1 is null or state = ?1) {}",
            condition.sql(2)
        );
        let mut question =
            sqlx::query_scalar(AssertSqlSafe(question)).bind(state.map(SubscriberState::word));
        for value in condition.into_values() {
            question = match value {
                Value::Integer(number) => question.bind(number),
                Value::Text(text) => question.bind(text),
                Value::Null | Value::Real(_) | Value::Blob(_) => question.bind(None::<i64>),
            };
        }
        let count: i64 = question.fetch_one(&self.reader).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// How many subscribers are in a state.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_count(&self, state: SubscriberState) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar("select count(*) from subscriber where state = $1")
            .bind(state.word())
            .fetch_one(&self.reader)
            .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Moves a subscriber from one state to another. False when they were in none of `from`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_move(
        &self,
        id: SubscriberId,
        from: &[SubscriberState],
        to: SubscriberState,
        by: Actor,
        now: Time,
    ) -> Result<bool, StoreError> {
        for state in from {
            let moved = sqlx::query(
                "update subscriber set state = $1, changed = $2, changed_by = $5, paused_until = null where id = $3 and state = $4",
            )
            .bind(to.word())
            .bind(now)
            .bind(id.0)
            .bind(state.word())
            .bind(by.word())
            .execute(self.writer()?)
            .await?;
            if moved.rows_affected() == 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn subscriber_of(&self, row: Row) -> Result<Subscriber, StoreError> {
        let damaged = |why: String| StoreError::damaged(why);
        Ok(Subscriber {
            id: SubscriberId(row.id),
            address: EmailAddress::parse(&row.address).map_err(damaged)?,
            name: row.name,
            state: row.state.parse().map_err(damaged)?,
            joined: row.joined,
            consent: row.consent,
            changed: row.changed,
            paused_until: row.paused_until,
            preferences: variants::preferences_of(
                row.sections.as_deref(),
                &row.frequency,
                row.language.as_deref(),
                &row.format,
            )?,
            tags: preferences::tags_of(row.tags.as_deref())?,
        })
    }
}
