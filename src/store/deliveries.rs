//! The ledger: a row for each delivery of each edition.

use std::collections::HashMap;

use chrono::SecondsFormat;
use sqlx::{Sqlite, Transaction, prelude::FromRow};

use super::{SenderId, Store, StoreError, Time};
use crate::{
    delivery::{Cause, Change, Claim, DeliveryId, DeliveryState, MessageId, NotKept, Outcome},
    edition::EditionId,
    subscriber::{EmailAddress, SubscriberId, SubscriberState},
};

#[derive(FromRow)]
struct ClaimRow {
    id: i64,
    subscriber: i64,
    state: String,
    message_id: String,
    attempts: i64,
    first_attempt: Option<Time>,
    address: Option<String>,
    name: Option<String>,
}

impl Store {
    /// Takes over from senders whose lease is over: what they had claimed goes back to the queue; what they were
    /// sending is uncertain.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_recover(&self, edition: EditionId, now: Time) -> Result<(), StoreError> {
        let words = "the sender stopped between sending the message and writing down the answer";
        for (from, to, reply) in [
            (DeliveryState::Claimed, DeliveryState::Queued, None),
            (
                DeliveryState::Sending,
                DeliveryState::Uncertain,
                Some(words),
            ),
        ] {
            sqlx::query(
                "update delivery set state = $1, reply = coalesce($2, reply), changed = $3
                 where edition = $4 and state = $5
                 and (sender is null or sender in (select id from sender where expires <= $3))",
            )
            .bind(to.word())
            .bind(reply)
            .bind(now)
            .bind(edition.0)
            .bind(from.word())
            .execute(&self.writer)
            .await?;
        }
        Ok(())
    }

    /// Claims up to `limit` deliveries whose time has come. Who left since the freezing is excluded on the way.
    /// An empty answer means that nothing is due now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_claim(
        &self,
        edition: EditionId,
        sender: SenderId,
        limit: usize,
        now: Time,
    ) -> Result<Vec<Claim>, StoreError> {
        loop {
            let rows = self.claim_rows(edition, sender, limit, now).await?;
            if rows.is_empty() {
                return Ok(Vec::new());
            }
            let claims: Vec<Claim> = rows
                .into_iter()
                .filter(|row| row.state == DeliveryState::Claimed.word())
                .map(|row| self.claim_of(row))
                .collect::<Result<_, _>>()?;
            // A whole batch may have left: then look further.
            if !claims.is_empty() {
                return Ok(claims);
            }
        }
    }

    async fn claim_rows(
        &self,
        edition: EditionId,
        sender: SenderId,
        limit: usize,
        now: Time,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        sqlx::query_as(
            "update delivery set sender = $1, changed = $2,
                state = case when (select s.state from subscriber s where s.id = delivery.subscriber) = $3
                    then $4 else $5 end
             where id in (
                select id from delivery where edition = $6
                and (state = $7 or (state = $8 and retry_at <= $2)) order by id limit $9)
             returning id, subscriber, state, message_id, attempts, first_attempt,
                (select s.address from subscriber s where s.id = delivery.subscriber) as address,
                (select s.name from subscriber s where s.id = delivery.subscriber) as name",
        )
        .bind(sender.0)
        .bind(now)
        .bind(SubscriberState::Active.word())
        .bind(DeliveryState::Claimed.word())
        .bind(DeliveryState::Excluded.word())
        .bind(edition.0)
        .bind(DeliveryState::Queued.word())
        .bind(DeliveryState::Deferred.word())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.writer)
        .await
        .map_err(StoreError::from)
    }

    fn claim_of(&self, row: ClaimRow) -> Result<Claim, StoreError> {
        let address = row.address.unwrap_or_default();
        let address = EmailAddress::parse(&address).map_err(StoreError::damaged)?;
        Ok(Claim {
            id: DeliveryId(row.id),
            subscriber: SubscriberId(row.subscriber),
            provider: address.domain().to_owned(),
            address,
            name: row.name,
            message_id: MessageId(row.message_id),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            first_attempt: row.first_attempt,
        })
    }

    /// Writes a group of changes down, all or none, and answers for each whether it was made. The mark `sending` is
    /// not, when the delivery is no longer this sender's or its subscriber has left. Each delivery occurs once at most.
    ///
    /// # Errors
    /// When the store fails: none of them is on disk then.
    pub async fn ledger_record(
        &self,
        sender: SenderId,
        changes: &[(DeliveryId, Change)],
        now: Time,
    ) -> Result<Vec<Result<(), NotKept>>, StoreError> {
        let mut transaction = self.begin().await?;
        let states = self
            .write_changes(&mut transaction, sender, changes, now)
            .await?;
        self.suppress(&mut transaction, changes, now).await?;
        fail::fail_point!("store::before_ledger_commit");
        transaction.commit().await?;
        let kept = |(id, change): &(DeliveryId, Change)| match change {
            Change::Sending
                if states
                    .get(&id.0)
                    .is_none_or(|word| word != DeliveryState::Sending.word()) =>
            {
                Err(NotKept::Withdrawn)
            }
            _ => Ok(()),
        };
        Ok(changes.iter().map(kept).collect())
    }

    /// One statement for the whole group: a statement has a price of its own, and a commit is waited for. The last
    /// look at the list before a message goes out is in it: who left meanwhile is excluded.
    ///
    /// An outcome may follow a claim (nothing was sent), a mark, a failure that is taken back, and the doubt that a
    /// takeover left.
    async fn write_changes(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        sender: SenderId,
        changes: &[(DeliveryId, Change)],
        now: Time,
    ) -> Result<HashMap<i64, String>, StoreError> {
        let lines: Vec<Line<'_>> = changes.iter().map(line).collect();
        let lines = serde_json::to_string(&lines).map_err(StoreError::damaged)?;
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "update delivery set
                state = case when e.state <> $2 or s.state = $3 then e.state else $4 end,
                attempts = delivery.attempts + case
                    when delivery.state = $5 and (e.state = $7 or (e.state = $2 and s.state = $3)) then 1
                    when delivery.state = $2 and e.state = $6 then -1
                    else 0 end,
                first_attempt = case
                    when e.state = $2 and s.state = $3 then coalesce(delivery.first_attempt, $8)
                    when delivery.state = $2 and e.state = $6 and delivery.attempts = 1 then null
                    else delivery.first_attempt end,
                reply = coalesce(e.reply, delivery.reply),
                retry_at = e.retry_at,
                changed = $8
             from (select value ->> 0 as id, value ->> 1 as state, value ->> 2 as reply, value ->> 3 as retry_at
                   from json_each($1)) e, subscriber s
             where delivery.id = e.id and s.id = delivery.subscriber and delivery.sender = $9
                and (delivery.state in ($5, $2) or (e.state <> $2 and delivery.state in ($7, $10)))
             returning delivery.id, delivery.state",
        )
        .bind(lines)
        .bind(DeliveryState::Sending.word())
        .bind(SubscriberState::Active.word())
        .bind(DeliveryState::Excluded.word())
        .bind(DeliveryState::Claimed.word())
        .bind(DeliveryState::Queued.word())
        .bind(DeliveryState::Failed.word())
        .bind(now)
        .bind(sender.0)
        .bind(DeliveryState::Uncertain.word())
        .fetch_all(&mut **transaction)
        .await?;
        Ok(rows.into_iter().collect())
    }

    /// Whoever has no such address gets nothing more.
    async fn suppress(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        changes: &[(DeliveryId, Change)],
        now: Time,
    ) -> Result<(), StoreError> {
        let is_gone = |change: &Change| {
            let Change::Outcome(Outcome::Failed { cause, .. }) = change else {
                return false;
            };
            *cause == Cause::Address
        };
        let gone: Vec<i64> = changes
            .iter()
            .filter(|(_, change)| is_gone(change))
            .map(|(id, _)| id.0)
            .collect();
        if gone.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "update subscriber set state = $1, changed = $2 where state = $3 and id in
                (select subscriber from delivery where state = $4 and id in (select value from json_each($5)))",
        )
        .bind(SubscriberState::Bounced.word())
        .bind(now)
        .bind(SubscriberState::Active.word())
        .bind(DeliveryState::Failed.word())
        .bind(serde_json::to_string(&gone).map_err(StoreError::damaged)?)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }
}

/// A change as the statement reads it: delivery, new state, reply, not before.
type Line<'a> = (i64, &'static str, Option<&'a str>, Option<String>);

fn line((id, change): &(DeliveryId, Change)) -> Line<'_> {
    let (state, reply, retry_at) = match change {
        Change::Sending => (DeliveryState::Sending, None, None),
        Change::Outcome(outcome) => match outcome {
            Outcome::Accepted { reply } => (DeliveryState::Accepted, Some(reply), None),
            Outcome::Deferred { reply, retry_at } | Outcome::Postponed { reply, retry_at } => {
                (DeliveryState::Deferred, Some(reply), Some(retry_at))
            }
            Outcome::Failed { reply, .. } => (DeliveryState::Failed, Some(reply), None),
            Outcome::Uncertain { reply } => (DeliveryState::Uncertain, Some(reply), None),
            Outcome::Returned => (DeliveryState::Queued, None, None),
        },
    };
    // As the driver writes times: they are compared as text.
    let retry_at = retry_at.map(|at: &Time| at.to_rfc3339_opts(SecondsFormat::AutoSi, false));
    (id.0, state.word(), reply.map(String::as_str), retry_at)
}
