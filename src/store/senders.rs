//! Senders and their leases: who may be at work on a claim, and until when.

use chrono::TimeDelta;

use super::{Store, StoreError, Time};

/// How long a lease holds without being renewed.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// The row id of a sender: a process that claims deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SenderId(pub(super) i64);

impl Store {
    /// Enters a sender and gives it a lease. `name` is for people: a host and a process.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sender_enter(&self, name: &str, now: Time) -> Result<SenderId, StoreError> {
        sqlx::query_scalar(
            "insert into sender (name, started, expires) values ($1, $2, $3) returning id",
        )
        .bind(name)
        .bind(now)
        .bind(now + LEASE)
        .fetch_one(self.writer()?)
        .await
        .map(SenderId)
        .map_err(StoreError::from)
    }

    /// Renews a lease.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sender_renew(&self, sender: SenderId, now: Time) -> Result<(), StoreError> {
        self.sender_expires(sender, now + LEASE).await
    }

    /// Ends a lease: its sender is done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sender_leave(&self, sender: SenderId, now: Time) -> Result<(), StoreError> {
        self.sender_expires(sender, now).await
    }

    /// Ends the leases of all others. Whoever holds the run lock may: no other sender of this store lives.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sender_outlive(&self, sender: SenderId, now: Time) -> Result<(), StoreError> {
        sqlx::query("update sender set expires = $1 where id <> $2 and expires > $1")
            .bind(now)
            .bind(sender.0)
            .execute(self.writer()?)
            .await?;
        Ok(())
    }

    async fn sender_expires(&self, sender: SenderId, at: Time) -> Result<(), StoreError> {
        sqlx::query("update sender set expires = $1 where id = $2")
            .bind(at)
            .bind(sender.0)
            .execute(self.writer()?)
            .await?;
        Ok(())
    }
}
