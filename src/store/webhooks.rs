//! What programs elsewhere are to be told. Triggers queue the messages (migration 16), in the transaction of each change; but
//! for who is new, and on the list at once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sqlx::{Sqlite, Transaction, prelude::FromRow};

use super::{Store, StoreError, Time, queue::Queue};
use crate::{
    subscriber::{SubscriberId, SubscriberState},
    webhook::{
        DeadMessage, MessageState, WebhookEvent, WebhookMessage, WebhookMessageId, WebhookTally,
    },
};

/// How long a try may take before another process makes the next one.
const LEASE: TimeDelta = TimeDelta::minutes(2);

#[derive(FromRow)]
struct Row {
    id: i64,
    message_id: String,
    event: String,
    subject: i64,
    was: String,
    became: String,
    at: Time,
    attempts: i64,
}

#[derive(FromRow)]
struct DeadRow {
    webhook: String,
    message_id: String,
    event: String,
    at: Time,
    attempts: i64,
    reply: Option<String>,
}

/// What a program was told of one person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, FromRow)]
pub struct Told {
    /// The program, by its name in the configuration.
    pub webhook: String,
    /// What happened.
    pub event: String,
    /// When.
    pub at: Time,
    /// Whether it was told.
    pub state: String,
}

impl Store {
    /// From now on these programs are told of these events, and no others. What waits for any other program is given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_wishes_set(
        &self,
        wanted: &BTreeSet<(String, WebhookEvent)>,
        now: Time,
    ) -> Result<(), StoreError> {
        let kept: Vec<(String, String)> =
            sqlx::query_as("select webhook, event from webhook_wish order by webhook, event")
                .fetch_all(&self.reader)
                .await?;
        let kept: BTreeSet<_> = kept
            .iter()
            .map(|(name, event)| (&**name, &**event))
            .collect();
        let wanted: BTreeSet<_> = wanted
            .iter()
            .map(|(name, event)| (&**name, event.word()))
            .collect();
        // It is the same at nearly every start, which need not wait for a writer.
        if kept == wanted {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        sqlx::query("delete from webhook_wish")
            .execute(&mut *transaction)
            .await?;
        for (name, event) in wanted {
            sqlx::query("insert into webhook_wish (webhook, event) values ($1, $2)")
                .bind(name)
                .bind(event)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query(
            "update webhook_message set state = $1, reply = 'the configuration has no webhook of this name', changed = $2
             where state = 'waiting' and webhook not in (select webhook from webhook_wish)",
        )
        .bind(MessageState::Dead.word())
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The next message to a program that is due, its try counted: no other process takes it meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_claim(
        &self,
        webhook: &str,
        now: Time,
    ) -> Result<Option<WebhookMessage>, StoreError> {
        // Looked for first: asking for the write lock every second would be in the way of a sending.
        let due: Option<i64> = sqlx::query_scalar(
            "select id from webhook_message where state = 'waiting' and webhook = $1 and due <= $2 order by due, id limit 1",
        )
        .bind(webhook)
        .bind(now)
        .fetch_optional(&self.reader)
        .await?;
        let Some(due) = due else { return Ok(None) };
        let row: Option<Row> = sqlx::query_as(
            "update webhook_message set attempts = attempts + 1, due = $1, changed = $2
             where id = $3 and state = 'waiting' and due <= $2
             returning id, message_id, event, subject, was, became, at, attempts",
        )
        .bind(now + LEASE)
        .bind(now)
        .bind(due)
        .fetch_optional(self.writer()?)
        .await?;
        row.map(message_of).transpose()
    }

    /// The message was taken, or is given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_done(
        &self,
        id: WebhookMessageId,
        state: MessageState,
        reply: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        self.queue_done(Queue::Webhooks, id.0, state.word(), reply, now)
            .await
    }

    /// The message is tried again then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_put_off(
        &self,
        id: WebhookMessageId,
        until: Time,
        reply: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        self.queue_put_off(Queue::Webhooks, id.0, until, reply, now)
            .await
    }

    /// How the messages stand, to each program that has any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_tallies(&self) -> Result<BTreeMap<String, WebhookTally>, StoreError> {
        let rows: Vec<(String, i64, i64, i64, Option<String>)> = sqlx::query_as(
            "select m.webhook, count(*) filter (where state = 'waiting'),
                count(*) filter (where state = 'waiting' and reply is not null), count(*) filter (where state = 'dead'),
                (select reply from webhook_message l where l.webhook = m.webhook and l.state <> 'taken' and reply is not null
                    order by changed desc, id desc limit 1)
             from webhook_message m group by m.webhook",
        )
        .fetch_all(&self.reader)
        .await?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let rows = rows.into_iter();
        Ok(rows
            .map(|(webhook, waiting, retried, dead, last)| {
                let tally = WebhookTally {
                    waiting: count(waiting),
                    retried: count(retried),
                    dead: count(dead),
                    last,
                };
                (webhook, tally)
            })
            .collect())
    }

    /// Messages that were given up, the newest first, and no more than `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_dead(&self, limit: usize) -> Result<Vec<DeadMessage>, StoreError> {
        let rows: Vec<DeadRow> = sqlx::query_as(
            "select webhook, message_id, event, at, attempts, reply from webhook_message
             where state = 'dead' order by id desc limit $1",
        )
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(DeadMessage {
                    webhook: row.webhook,
                    message_id: row.message_id,
                    event: row.event.parse().map_err(StoreError::damaged)?,
                    at: row.at,
                    attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
                    reply: row.reply,
                })
            })
            .collect()
    }

    /// Queues what a program did not take anew, as if it had not been tried; also what waits for another try. How many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_requeue(&self, webhook: &str, now: Time) -> Result<u64, StoreError> {
        let queued = sqlx::query(
            "update webhook_message set state = $1, attempts = 0, due = $2, reply = null, changed = $2
             where webhook = $3 and (state = 'dead' or (state = 'waiting' and reply is not null))",
        )
        .bind(MessageState::Waiting.word())
        .bind(now)
        .bind(webhook)
        .execute(self.writer()?)
        .await?;
        Ok(queued.rows_affected())
    }

    /// Forgets messages that were done with before this.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhook_clear(&self, before: Time) -> Result<(), StoreError> {
        self.queue_clear(Queue::Webhooks, before).await
    }

    /// What programs elsewhere were, or are to be, told of a person, as far as it is remembered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_told(&self, id: SubscriberId) -> Result<Vec<Told>, StoreError> {
        Ok(sqlx::query_as(
            "select webhook, event, at, state from webhook_message
             where subject = $1 and event like 'subscriber.%' order by id",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?)
    }
}

/// Queues that somebody is new, and on the list at once. Changes of who is known queue themselves.
pub(super) async fn queue_new(
    transaction: &mut Transaction<'static, Sqlite>,
    id: i64,
    now: Time,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into webhook_message (webhook, event, subject, was, became, at, due, changed)
         select webhook, event, $1, '', $2, $3, $3, $3 from webhook_wish where event = $4",
    )
    .bind(id)
    .bind(SubscriberState::Active.word())
    .bind(now)
    .bind(WebhookEvent::Subscribed.word())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn message_of(row: Row) -> Result<WebhookMessage, StoreError> {
    Ok(WebhookMessage {
        id: WebhookMessageId(row.id),
        message_id: row.message_id,
        event: row.event.parse().map_err(StoreError::damaged)?,
        subject: row.subject,
        was: row.was,
        became: row.became,
        at: row.at,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
    })
}
