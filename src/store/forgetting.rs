//! Forgetting people: nothing is left of them but a keyed hash, and the rows that ledgers count.

use sqlx::{AssertSqlSafe, Sqlite, Transaction};

use super::{Store, StoreError, Time, person, vouched};
use crate::{
    api_key::ApiKey,
    subscriber::{Actor, SubscriberId, SubscriberState},
};

impl Store {
    /// Whether somebody with this keyed hash asked to be forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_was_forgotten(&self, hash: &str) -> Result<bool, StoreError> {
        let found: Option<i64> = sqlx::query_scalar("select id from subscriber where hash = $1")
            .bind(hash)
            .fetch_optional(&self.reader)
            .await?;
        Ok(found.is_some())
    }

    /// Erases a subscriber: what remains is the keyed hash, so that no import brings them back, and the row
    /// that the ledgers of past editions count.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_forget(
        &self,
        id: SubscriberId,
        hash: &str,
        by: Option<&ApiKey>,
        now: Time,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        erase(&mut transaction, id, hash, Actor::Operator, now).await?;
        if let Some(key) = by {
            vouched::sign(&mut transaction, id, key).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Leaves nothing of somebody but their hash and the row that ledgers count.
pub(super) async fn erase(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    hash: &str,
    by: Actor,
    now: Time,
) -> Result<(), StoreError> {
    // An earlier erasure of the same address may have left its hash: one row keeps it.
    sqlx::query("update subscriber set hash = hash || '.' || id where hash = $1")
        .bind(hash)
        .execute(&mut **transaction)
        .await?;
    sqlx::query(
        "update subscriber set address = null, name = null, hash = $1, state = $2, consent = '', changed = $3,
            changed_by = $5, paused_until = null, sections = null, frequency = 'every', language = null, format = 'html',
            preferences_by = $5, preferences_changed = $3, named_by = null, named = null where id = $4",
    )
    .bind(hash)
    .bind(SubscriberState::Forgotten.word())
    .bind(now)
    .bind(id.0)
    .bind(by.word())
    .execute(&mut **transaction)
    .await?;
    for erased in ["notice", "consent"] {
        let erase = AssertSqlSafe(format!("delete from {erased} where subscriber = $1"));
        sqlx::query(erase)
            .bind(id.0)
            .execute(&mut **transaction)
            .await?;
    }
    erase_trail(transaction, id).await?;
    // A relay's words may repeat the address.
    sqlx::query(person::HUSH)
        .bind(id.0)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Leaves nothing of what was said about somebody who is erased: their tags, and the names and choices that they had.
pub(super) async fn erase_trail(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
) -> Result<(), StoreError> {
    for erased in ["subscriber_tag", "preference_change"] {
        let erase = AssertSqlSafe(format!("delete from {erased} where subscriber = $1"));
        sqlx::query(erase)
            .bind(id.0)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
