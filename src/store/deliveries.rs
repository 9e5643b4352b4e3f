//! The ledger: a row for each delivery of each edition. Claiming them is here; `records` writes down what came of them.

use std::collections::HashMap;

use sqlx::prelude::FromRow;

use super::{SenderId, Store, StoreError, Time};
use crate::{
    delivery::{Claim, DeliveryId, DeliveryState, MessageId},
    edition::EditionId,
    subscriber::{EmailAddress, SubscriberId, SubscriberState},
};

/// Which deliveries are claimed: a question for each, so that each is answered from the index, in its order.
#[derive(Debug, Clone, Copy)]
enum Due {
    /// Those not tried yet.
    Queued,
    /// Those whose time to be tried again has come.
    Again,
}

#[derive(FromRow)]
struct ClaimRow {
    id: i64,
    subscriber: i64,
    state: String,
    message_id: String,
    attempts: i64,
    first_attempt: Option<Time>,
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
            // Twice: after the claims, and after the marks.
            fail::fail_point!("store::takeover");
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
        for due in [Due::Queued, Due::Again] {
            loop {
                let rows = self.claim_rows(edition, sender, due, limit, now).await?;
                if rows.is_empty() {
                    break;
                }
                let claims = self.claims_of(rows).await?;
                // A whole batch may have left: then look further.
                if !claims.is_empty() {
                    return Ok(claims);
                }
            }
        }
        Ok(Vec::new())
    }

    async fn claim_rows(
        &self,
        edition: EditionId,
        sender: SenderId,
        due: Due,
        limit: usize,
        now: Time,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        let (state, not_after) = match due {
            Due::Queued => (DeliveryState::Queued, None),
            Due::Again => (DeliveryState::Deferred, Some(now)),
        };
        sqlx::query_as(
            "update delivery set sender = $1, changed = $2,
                state = case when (select s.state from subscriber s where s.id = delivery.subscriber) = $3
                    then $4 else $5 end
             where id in (
                select id from delivery where edition = $6 and state = $7
                and ($8 is null or retry_at <= $8) order by id limit $9)
             returning id, subscriber, state, message_id, attempts, first_attempt",
        )
        .bind(sender.0)
        .bind(now)
        .bind(SubscriberState::Active.word())
        .bind(DeliveryState::Claimed.word())
        .bind(DeliveryState::Excluded.word())
        .bind(edition.0)
        .bind(state.word())
        .bind(not_after)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.writer)
        .await
        .map_err(StoreError::from)
    }

    /// The claims among these rows, with the addresses of their subscribers: those need no write lock.
    async fn claims_of(&self, rows: Vec<ClaimRow>) -> Result<Vec<Claim>, StoreError> {
        let rows = rows
            .into_iter()
            .filter(|row| row.state == DeliveryState::Claimed.word());
        let rows: Vec<ClaimRow> = rows.collect();
        let ids: Vec<i64> = rows.iter().map(|row| row.subscriber).collect();
        let people: Vec<(i64, Option<String>, Option<String>)> = sqlx::query_as(
            "select id, address, name from subscriber where id in (select value from json_each($1))",
        )
        .bind(serde_json::to_string(&ids).map_err(StoreError::damaged)?)
        .fetch_all(&self.reader)
        .await?;
        let mut people: HashMap<i64, (Option<String>, Option<String>)> = people
            .into_iter()
            .map(|(id, address, name)| (id, (address, name)))
            .collect();
        rows.into_iter()
            .map(|row| {
                let (address, name) = people.remove(&row.subscriber).unwrap_or_default();
                claim_of(row, &address.unwrap_or_default(), name)
            })
            .collect()
    }
}

fn claim_of(row: ClaimRow, address: &str, name: Option<String>) -> Result<Claim, StoreError> {
    let address = EmailAddress::parse(address).map_err(StoreError::damaged)?;
    Ok(Claim {
        id: DeliveryId(row.id),
        subscriber: SubscriberId(row.subscriber),
        provider: address.domain().to_owned(),
        address,
        name,
        message_id: MessageId(row.message_id),
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        first_attempt: row.first_attempt,
    })
}
