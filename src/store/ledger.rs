//! Looking at the ledger of an edition, and deciding about what is uncertain in it.

use sqlx::{AssertSqlSafe, Row};

use super::{Store, StoreError, Time};
use crate::{
    delivery::{DeliveryState, MessageId, Tally},
    edition::{Decider, EditionId, EditionState},
};

/// What the operator decides about a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It arrived.
    Accepted,
    /// It did not, and is given up.
    Failed,
    /// It did not: send it again.
    Resend,
}

/// Which deliveries are decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// The uncertain one with this Message-ID.
    One(MessageId),
    /// All uncertain ones of the edition.
    AllUncertain,
    /// All that failed, after what made them fail was mended.
    AllFailed,
}

impl Store {
    /// The ledger of an edition in figures.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_tally(&self, edition: EditionId) -> Result<Tally, StoreError> {
        // One pass: grouping would sort.
        let counts = DeliveryState::ALL
            .map(|state| format!("count(*) filter (where state = '{state}')"))
            .join(", ");
        let counts = AssertSqlSafe(format!("select {counts} from delivery where edition = $1"));
        let row = sqlx::query(counts)
            .bind(edition.0)
            .fetch_one(&self.reader)
            .await?;
        let mut tally = Tally::default();
        for (column, state) in DeliveryState::ALL.into_iter().enumerate() {
            let count = u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0);
            tally.audience += count;
            *match state {
                DeliveryState::Queued | DeliveryState::Claimed | DeliveryState::Sending => {
                    &mut tally.queued
                }
                DeliveryState::Accepted => &mut tally.accepted,
                DeliveryState::Deferred => &mut tally.deferred,
                DeliveryState::Failed => &mut tally.failed,
                DeliveryState::Uncertain => &mut tally.uncertain,
                DeliveryState::Excluded => &mut tally.excluded,
            } += count;
        }
        Ok(tally)
    }

    /// Deliveries of an edition that some sender has claimed or is sending.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_in_hand(&self, edition: EditionId) -> Result<u64, StoreError> {
        // The states are in the text, so that the index of just these answers.
        let count = AssertSqlSafe(format!(
            "select count(*) from delivery where edition = $1 and (state = '{}' or state = '{}')",
            DeliveryState::Claimed,
            DeliveryState::Sending
        ));
        let count: i64 = sqlx::query_scalar(count)
            .bind(edition.0)
            .fetch_one(&self.reader)
            .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Messages of all editions that were accepted since a moment, and those on their way.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_gone_since(&self, since: Time) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(
            "select count(*) from delivery where (state = $1 and changed >= $2) or state in ($3, $4)",
        )
        .bind(DeliveryState::Accepted.word())
        .bind(since)
        .bind(DeliveryState::Claimed.word())
        .bind(DeliveryState::Sending.word())
        .fetch_one(&self.reader)
        .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// When the next deferred delivery of an edition is due.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_next_retry(&self, edition: EditionId) -> Result<Option<Time>, StoreError> {
        let next = AssertSqlSafe(format!(
            "select min(retry_at) from delivery where edition = $1 and state = '{}'",
            DeliveryState::Deferred
        ));
        sqlx::query_scalar(next)
            .bind(edition.0)
            .fetch_one(&self.reader)
            .await
            .map_err(StoreError::from)
    }

    /// Decides about deliveries, and opens a sent edition anew when some are to be sent again: both or neither.
    /// Returns how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_resolve(
        &self,
        edition: EditionId,
        which: &Unresolved,
        resolution: Resolution,
        by: &Decider,
        now: Time,
    ) -> Result<u64, StoreError> {
        let to = match resolution {
            Resolution::Accepted => DeliveryState::Accepted,
            Resolution::Failed => DeliveryState::Failed,
            Resolution::Resend => DeliveryState::Queued,
        };
        let (from, message_id) = match which {
            Unresolved::One(id) => (DeliveryState::Uncertain, Some(id.0.as_str())),
            Unresolved::AllUncertain => (DeliveryState::Uncertain, None),
            Unresolved::AllFailed => (DeliveryState::Failed, None),
        };
        let mut transaction = self.begin().await?;
        let resolved = sqlx::query(
            "update delivery set state = $1, changed = $2, retry_at = null,
                first_attempt = case when $1 = $6 then null else first_attempt end
             where edition = $3 and state = $4 and ($5 is null or message_id = $5)",
        )
        .bind(to.word())
        .bind(now)
        .bind(edition.0)
        .bind(from.word())
        .bind(message_id)
        .bind(DeliveryState::Queued.word())
        .execute(&mut *transaction)
        .await?;
        if resolution == Resolution::Resend && resolved.rows_affected() > 0 {
            sqlx::query(
                "update edition set state = $1, changed = $2, changed_by = $5, person = $6 where id = $3 and state = $4",
            )
            .bind(EditionState::Sending.word())
            .bind(now)
            .bind(edition.0)
            .bind(EditionState::Sent.word())
            .bind(by.actor().word())
            .bind(by.person())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(resolved.rows_affected())
    }

    /// Queues uncertain deliveries again, for those who would rather send twice than never; each at most twice.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_resend_uncertain(
        &self,
        edition: EditionId,
        now: Time,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update delivery set state = $1, changed = $2, first_attempt = null
             where edition = $3 and state = $4 and attempts < 3",
        )
        .bind(DeliveryState::Queued.word())
        .bind(now)
        .bind(edition.0)
        .bind(DeliveryState::Uncertain.word())
        .execute(self.writer()?)
        .await?;
        Ok(())
    }
}
