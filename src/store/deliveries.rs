//! The ledger: a row for each delivery of each edition.

use sqlx::{Sqlite, Transaction, prelude::FromRow};

use super::{Store, StoreError, Time};
use crate::{
    delivery::{Change, Claim, DeliveryId, DeliveryState, MessageId, NotKept, Outcome},
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
    /// Puts right what a sender that died left behind: claimed goes back to the queue; what was being sent is
    /// uncertain. The caller holds the run lock, so nobody is sending.
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
                "update delivery set state = $1, worker = null, reply = coalesce($2, reply), changed = $3
                 where edition = $4 and state = $5",
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
        worker: &str,
        limit: usize,
        now: Time,
    ) -> Result<Vec<Claim>, StoreError> {
        loop {
            let rows = self.claim_rows(edition, worker, limit, now).await?;
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
        worker: &str,
        limit: usize,
        now: Time,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        sqlx::query_as(
            "update delivery set worker = $1, changed = $2,
                state = case when (select s.state from subscriber s where s.id = delivery.subscriber) = $3
                    then $4 else $5 end
             where id in (
                select id from delivery where edition = $6
                and (state = $7 or (state = $8 and retry_at <= $2)) order by id limit $9)
             returning id, subscriber, state, message_id, attempts, first_attempt,
                (select s.address from subscriber s where s.id = delivery.subscriber) as address,
                (select s.name from subscriber s where s.id = delivery.subscriber) as name",
        )
        .bind(worker)
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
        Ok(Claim {
            id: DeliveryId(row.id),
            subscriber: SubscriberId(row.subscriber),
            address: EmailAddress::parse(&address).map_err(StoreError::damaged)?,
            name: row.name,
            message_id: MessageId(row.message_id),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            first_attempt: row.first_attempt,
        })
    }

    /// Writes a group of changes down, all or none, and answers for each whether it was made: the mark
    /// `sending` is not, when the delivery is no longer claimed or its subscriber has left.
    ///
    /// # Errors
    /// When the store fails: none of them is on disk then.
    pub async fn ledger_record(
        &self,
        changes: &[(DeliveryId, Change)],
        now: Time,
    ) -> Result<Vec<Result<(), NotKept>>, StoreError> {
        let mut transaction = self.begin().await?;
        let mut kept = Vec::with_capacity(changes.len());
        for (id, change) in changes {
            kept.push(match change {
                Change::Sending { at } => self.mark_sending(&mut transaction, *id, *at).await?,
                Change::Outcome(outcome) => {
                    self.settle(&mut transaction, *id, outcome, now).await?;
                    Ok(())
                }
            });
        }
        fail::fail_point!("store::before_ledger_commit");
        transaction.commit().await?;
        Ok(kept)
    }

    /// The last look at the list before the message goes out: who left meanwhile is excluded.
    async fn mark_sending(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        id: DeliveryId,
        at: Time,
    ) -> Result<Result<(), NotKept>, StoreError> {
        let state: Option<String> = sqlx::query_scalar(
            "update delivery set
                state = case when s.state = $1 then $2 else $3 end,
                attempts = attempts + case when s.state = $1 and delivery.state = $6 then 1 else 0 end,
                first_attempt = case when s.state = $1 then coalesce(first_attempt, $4) else first_attempt end,
                changed = $4
             from subscriber s
             where s.id = delivery.subscriber and delivery.id = $5 and delivery.state in ($6, $2)
             returning delivery.state",
        )
        .bind(SubscriberState::Active.word())
        .bind(DeliveryState::Sending.word())
        .bind(DeliveryState::Excluded.word())
        .bind(at)
        .bind(id.0)
        .bind(DeliveryState::Claimed.word())
        .fetch_optional(&mut **transaction)
        .await?;
        let marked = state.as_deref() == Some(DeliveryState::Sending.word());
        Ok(if marked {
            Ok(())
        } else {
            Err(NotKept::Withdrawn)
        })
    }

    async fn settle(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        id: DeliveryId,
        outcome: &Outcome,
        now: Time,
    ) -> Result<(), StoreError> {
        let (state, reply, retry_at) = match outcome {
            Outcome::Accepted { reply } => (DeliveryState::Accepted, Some(reply), None),
            Outcome::Deferred { reply, retry_at } => {
                (DeliveryState::Deferred, Some(reply), Some(*retry_at))
            }
            Outcome::Failed { reply } => (DeliveryState::Failed, Some(reply), None),
            Outcome::Uncertain { reply } => (DeliveryState::Uncertain, Some(reply), None),
            Outcome::Returned => (DeliveryState::Queued, None, None),
        };
        // A try that sent nothing does not count.
        sqlx::query(
            "update delivery set state = $1, reply = coalesce($2, reply), retry_at = $3, changed = $4, worker = null,
                attempts = attempts - case when $1 = $5 and state = $6 then 1 else 0 end,
                first_attempt = case when $1 = $5 and state = $6 and attempts = 1 then null else first_attempt end
             where id = $7",
        )
        .bind(state.word())
        .bind(reply)
        .bind(retry_at)
        .bind(now)
        .bind(DeliveryState::Queued.word())
        .bind(DeliveryState::Sending.word())
        .bind(id.0)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }
}
