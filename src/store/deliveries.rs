//! The ledger: a row for each delivery of each edition. Claiming them is here; `records` writes down what came of them.

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
                let ids = self.due_ids(edition, due, limit, now).await?;
                if ids == "[]" {
                    break;
                }
                self.take(sender, due, &ids, now).await?;
                let claims = self.claims(sender, &ids, now).await?;
                // A whole batch may have left: then look further.
                if !claims.is_empty() {
                    return Ok(claims);
                }
            }
        }
        Ok(Vec::new())
    }

    /// The next deliveries whose time has come, as a list in JSON. Reading holds up no writer.
    async fn due_ids(
        &self,
        edition: EditionId,
        due: Due,
        limit: usize,
        now: Time,
    ) -> Result<String, StoreError> {
        let not_after = match due {
            Due::Queued => None,
            Due::Again => Some(now),
        };
        let ids: Vec<i64> = sqlx::query_scalar(
            "select id from delivery where edition = $1 and state = $2 and ($3 is null or retry_at <= $3)
             order by id limit $4",
        )
        .bind(edition.0)
        .bind(due.state().word())
        .bind(not_after)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.reader)
        .await?;
        serde_json::to_string(&ids).map_err(StoreError::damaged)
    }

    /// Claims those of them that nobody else has claimed meanwhile, and excludes whose subscriber has left.
    async fn take(
        &self,
        sender: SenderId,
        due: Due,
        ids: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update delivery set sender = $1, changed = $2,
                state = case when (select s.state from subscriber s where s.id = delivery.subscriber) = $3
                    then $4 else $5 end
             where id in (select value from json_each($6)) and state = $7",
        )
        .bind(sender.0)
        .bind(now)
        .bind(SubscriberState::Active.word())
        .bind(DeliveryState::Claimed.word())
        .bind(DeliveryState::Excluded.word())
        .bind(ids)
        .bind(due.state().word())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Those of them that are this sender's now, with all that sending them takes. One whose address is none fails by
    /// itself.
    async fn claims(
        &self,
        sender: SenderId,
        ids: &str,
        now: Time,
    ) -> Result<Vec<Claim>, StoreError> {
        let rows: Vec<ClaimRow> = sqlx::query_as(
            "select d.id, d.subscriber, d.message_id, d.attempts, d.first_attempt, s.address, s.name
             from delivery d join subscriber s on s.id = d.subscriber
             where d.id in (select value from json_each($1)) and d.state = $2 and d.sender = $3
             order by d.id",
        )
        .bind(ids)
        .bind(DeliveryState::Claimed.word())
        .bind(sender.0)
        .fetch_all(&self.reader)
        .await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            match EmailAddress::parse(row.address.as_deref().unwrap_or_default()) {
                Ok(address) => claims.push(claim_of(row, address)),
                Err(why) => self.unfit(row.id, &why, now).await?,
            }
        }
        Ok(claims)
    }

    /// An address that an older version let in, or another hand: nothing can be sent to it.
    async fn unfit(&self, id: i64, why: &str, now: Time) -> Result<(), StoreError> {
        sqlx::query("update delivery set state = $1, reply = $2, changed = $3 where id = $4")
            .bind(DeliveryState::Failed.word())
            .bind(why)
            .bind(now)
            .bind(id)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

impl Due {
    fn state(self) -> DeliveryState {
        match self {
            Self::Queued => DeliveryState::Queued,
            Self::Again => DeliveryState::Deferred,
        }
    }
}

fn claim_of(row: ClaimRow, address: EmailAddress) -> Claim {
    Claim {
        id: DeliveryId(row.id),
        subscriber: SubscriberId(row.subscriber),
        provider: address.domain().to_owned(),
        address,
        name: row.name,
        message_id: MessageId(row.message_id),
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        first_attempt: row.first_attempt,
    }
}
