//! Writing the ledger: marks and outcomes, a group at a time.
//!
//! This is the hot path of a sending. What it costs is measured by `tests/bench/delivery`.

use std::collections::HashSet;

use chrono::SecondsFormat;
use sqlx::{Executor, Sqlite, Transaction};

use super::{SenderId, Store, StoreError, Time};
use crate::{
    delivery::{Cause, Change, DeliveryId, DeliveryState, NotKept, Outcome},
    subscriber::SubscriberState,
};

impl Store {
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
        fail::fail_point!("store::before_ledger_commit");
        let made = if changes.iter().any(|(_, change)| is_gone(change)) {
            let mut transaction = self.begin().await?;
            let made = write_changes(&mut *transaction, sender, changes, now).await?;
            self.suppress(&mut transaction, changes, now).await?;
            fail::fail_point!("store::inside_ledger_commit");
            transaction.commit().await?;
            made
        } else {
            // A statement by itself is a transaction, with one trip to the database instead of three.
            write_changes(&self.writer, sender, changes, now).await?
        };
        fail::fail_point!("store::after_ledger_commit");
        if made == changes.len() {
            return Ok(vec![Ok(()); changes.len()]);
        }
        self.withdrawn(sender, changes, now).await
    }

    /// Which marks were not made, because their subscribers have left or because another sender has taken over; the
    /// former are excluded.
    async fn withdrawn(
        &self,
        sender: SenderId,
        changes: &[(DeliveryId, Change)],
        now: Time,
    ) -> Result<Vec<Result<(), NotKept>>, StoreError> {
        let is_mark = |change: &Change| matches!(change, Change::Sending);
        let marks: Vec<i64> = changes
            .iter()
            .filter(|(_, change)| is_mark(change))
            .map(|(id, _)| id.0)
            .collect();
        let marks = serde_json::to_string(&marks).map_err(StoreError::damaged)?;
        sqlx::query(
            "update delivery set state = $1, changed = $2
             where id in (select value from json_each($3)) and sender = $4 and state in ($5, $6)
             and (select s.state from subscriber s where s.id = delivery.subscriber) <> $7",
        )
        .bind(DeliveryState::Excluded.word())
        .bind(now)
        .bind(&marks)
        .bind(sender.0)
        .bind(DeliveryState::Claimed.word())
        .bind(DeliveryState::Sending.word())
        .bind(SubscriberState::Active.word())
        .execute(&self.writer)
        .await?;
        fail::fail_point!("store::after_withdrawal");
        let made: Vec<i64> = sqlx::query_scalar(
            "select id from delivery where id in (select value from json_each($1)) and sender = $2 and state = $3",
        )
        .bind(&marks)
        .bind(sender.0)
        .bind(DeliveryState::Sending.word())
        .fetch_all(&self.writer)
        .await?;
        let made: HashSet<i64> = made.into_iter().collect();
        let kept = |(id, change): &(DeliveryId, Change)| {
            if is_mark(change) && !made.contains(&id.0) {
                Err(NotKept::Withdrawn)
            } else {
                Ok(())
            }
        };
        Ok(changes.iter().map(kept).collect())
    }

    /// Whoever has no such address gets nothing more.
    async fn suppress(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        changes: &[(DeliveryId, Change)],
        now: Time,
    ) -> Result<(), StoreError> {
        let gone: Vec<i64> = changes
            .iter()
            .filter(|(_, change)| is_gone(change))
            .map(|(id, _)| id.0)
            .collect();
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

/// Whether a change says that there is no such address.
fn is_gone(change: &Change) -> bool {
    let Change::Outcome(Outcome::Failed { cause, .. }) = change else {
        return false;
    };
    *cause == Cause::Address
}

/// Makes the changes that may be made, and says how many those were: one statement for the whole group, because a
/// statement has a price of its own. The last look at the list before a message goes out is in it: who left meanwhile is
/// not marked.
///
/// An outcome may follow a claim (nothing was sent), a mark, a failure that is taken back, and the doubt that a takeover
/// left.
async fn write_changes(
    database: impl Executor<'_, Database = Sqlite>,
    sender: SenderId,
    changes: &[(DeliveryId, Change)],
    now: Time,
) -> Result<usize, StoreError> {
    let made = sqlx::query(
        "update delivery set
            state = case e.type when 'null' then $2 when 'false' then $5 else e.value ->> 0 end,
            attempts = attempts + case
                when delivery.state = $4 then (e.type = 'null' or (e.type = 'array' and e.value ->> 0 = $6))
                when e.type = 'false' and delivery.state = $2 then -1
                else 0 end,
            first_attempt = case
                when e.type = 'null' or (e.type = 'array' and e.value ->> 0 = $10) then coalesce(first_attempt, $7)
                when e.type = 'false' and delivery.state = $2 and attempts = 1 then null
                else first_attempt end,
            reply = case e.type when 'array' then e.value ->> 1 else reply end,
            retry_at = case e.type when 'array' then e.value ->> 2 end,
            changed = $7
         from json_each($1) e
         where delivery.id = cast(e.key as integer) and sender = $8
            and case e.type when 'null'
                then delivery.state in ($4, $2)
                    and (select s.state from subscriber s where s.id = delivery.subscriber) = $3
                else delivery.state in ($4, $2, $6, $9) end",
    )
    .bind(lines(changes)?)
    .bind(DeliveryState::Sending.word())
    .bind(SubscriberState::Active.word())
    .bind(DeliveryState::Claimed.word())
    .bind(DeliveryState::Queued.word())
    .bind(DeliveryState::Failed.word())
    .bind(now)
    .bind(sender.0)
    .bind(DeliveryState::Uncertain.word())
    .bind(DeliveryState::Deferred.word())
    .execute(database)
    .await?;
    Ok(usize::try_from(made.rows_affected()).unwrap_or(usize::MAX))
}

/// The changes as the statement reads them: an object in JSON, by delivery.
fn lines(changes: &[(DeliveryId, Change)]) -> Result<String, StoreError> {
    let mut lines = String::with_capacity(96 * changes.len() + 2);
    for (id, change) in changes {
        lines.push(if lines.is_empty() { '{' } else { ',' });
        lines.push_str(&format!("\"{}\":", id.0));
        line(change, &mut lines)?;
    }
    lines.push('}');
    Ok(lines)
}

/// Null for a mark, false for what goes back to the queue, and else the new state, the reply, and the moment before which
/// it is not tried again.
fn line(change: &Change, out: &mut String) -> Result<(), StoreError> {
    let Change::Outcome(outcome) = change else {
        out.push_str("null");
        return Ok(());
    };
    let (state, reply, retry_at) = match outcome {
        Outcome::Accepted { reply } => (DeliveryState::Accepted, reply, None),
        Outcome::Deferred { reply, retry_at } | Outcome::Postponed { reply, retry_at } => {
            (DeliveryState::Deferred, reply, Some(retry_at))
        }
        Outcome::Failed { reply, .. } => (DeliveryState::Failed, reply, None),
        Outcome::Uncertain { reply } => (DeliveryState::Uncertain, reply, None),
        Outcome::Returned => {
            out.push_str("false");
            return Ok(());
        }
    };
    // As the driver writes times: they are compared as text.
    let retry_at = retry_at.map(|at: &Time| at.to_rfc3339_opts(SecondsFormat::AutoSi, false));
    let line = (state.word(), reply, retry_at);
    out.push_str(&serde_json::to_string(&line).map_err(StoreError::damaged)?);
    Ok(())
}
