//! Coming back: a new consent, beside what somebody had agreed to before.

use sqlx::{Sqlite, Transaction};

use super::super::{Store, StoreError, Time};
use crate::{consent::Agreed, subscriber::Actor};

impl Store {
    /// Whoever left by themselves comes back by themselves, and what they agreed to is noted beside what they had agreed to
    /// before; false where they had not left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_return(&self, agreed: &Agreed, now: Time) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        keep_evidence(&mut transaction, agreed.subscriber.0).await?;
        let back = sqlx::query(
            "update subscriber set state = 'active', joined = $1, consent = $2, changed = $1, changed_by = $3,
                paused_until = null
             where id = $4 and state = 'unsubscribed'",
        )
        .bind(now)
        .bind(&agreed.page)
        .bind(Actor::Reader.word())
        .bind(agreed.subscriber.0)
        .execute(&mut *transaction)
        .await?;
        if back.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query(
            "insert into consent (subscriber, wording, page, caller, asked, confirmed, confirmer)
             values ($1, $2, $3, $4, $5, $5, $4)",
        )
        .bind(agreed.subscriber.0)
        .bind(&agreed.wording)
        .bind(&agreed.page)
        .bind(&agreed.caller)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Whoever comes back agrees anew, and what they agreed to before stays: that of a list that was taken in, or of an
/// operator, gets a row of its own before its words are written over.
pub(in crate::store) async fn keep_evidence(
    transaction: &mut Transaction<'_, Sqlite>,
    subscriber: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into consent (subscriber, wording, page, asked, confirmed)
         select id, consent, '', joined, joined from subscriber s
         where id = $1 and state not in ('active', 'pending')
            and not exists (select 1 from consent c where c.subscriber = s.id and c.confirmed is not null)",
    )
    .bind(subscriber)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
