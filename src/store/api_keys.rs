//! The keys of the API.

use chrono::TimeDelta;
use sqlx::prelude::FromRow;

use super::{Store, StoreError, Time};
use crate::api_key::{ApiKey, KeyHash, KeyId, Scope};

/// How exactly it is known when a key was last used: a write for each call would be too much.
const COARSE: TimeDelta = TimeDelta::hours(1);

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    hash: String,
    scopes: String,
    made: Time,
    expires: Option<Time>,
    used: Option<Time>,
    revoked: Option<Time>,
}

impl Store {
    /// Keeps a new key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_key_add(
        &self,
        name: &str,
        scopes: &[Scope],
        hash: KeyHash,
        expires: Option<Time>,
        now: Time,
    ) -> Result<KeyId, StoreError> {
        let scopes: Vec<_> = scopes.iter().map(|scope| scope.word()).collect();
        let id = sqlx::query_scalar(
            "insert into api_key (name, hash, scopes, made, expires) values ($1, $2, $3, $4, $5) returning id",
        )
        .bind(name)
        .bind(hash.hex())
        .bind(scopes.join(" "))
        .bind(now)
        .bind(expires)
        .fetch_one(self.writer()?)
        .await?;
        Ok(KeyId(id))
    }

    /// All keys, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_key_list(&self) -> Result<Vec<ApiKey>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "select id, name, hash, scopes, made, expires, used, revoked from api_key order by id",
        )
        .fetch_all(&self.reader)
        .await?;
        let keys = rows.into_iter().map(|row| key_of(row).map(|(key, _)| key));
        keys.collect()
    }

    /// A key and the hash of its secret.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_key_get(&self, id: KeyId) -> Result<Option<(ApiKey, KeyHash)>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "select id, name, hash, scopes, made, expires, used, revoked from api_key where id = $1",
        )
        .bind(id.0)
        .fetch_optional(&self.reader)
        .await?;
        row.map(key_of).transpose()
    }

    /// Notes that a key was used, if that is worth a write.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_key_used(&self, key: &ApiKey, now: Time) -> Result<(), StoreError> {
        if key.used.is_some_and(|used| now - used < COARSE) {
            return Ok(());
        }
        sqlx::query("update api_key set used = $1 where id = $2")
            .bind(now)
            .bind(key.id.0)
            .execute(self.writer()?)
            .await?;
        Ok(())
    }

    /// Ends a key at once. False when it was revoked before, or never there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_key_revoke(&self, id: KeyId, now: Time) -> Result<bool, StoreError> {
        let revoked =
            sqlx::query("update api_key set revoked = $1 where id = $2 and revoked is null")
                .bind(now)
                .bind(id.0)
                .execute(self.writer()?)
                .await?;
        Ok(revoked.rows_affected() == 1)
    }
}

fn key_of(row: Row) -> Result<(ApiKey, KeyHash), StoreError> {
    let scopes = row.scopes.split_whitespace().map(str::parse);
    let hash = KeyHash::from_hex(&row.hash);
    let hash = hash.ok_or_else(|| StoreError::damaged("the hash of a key is none"))?;
    let key = ApiKey {
        id: KeyId(row.id),
        name: row.name,
        scopes: scopes
            .collect::<Result<_, String>>()
            .map_err(StoreError::damaged)?,
        made: row.made,
        expires: row.expires,
        used: row.used,
        revoked: row.revoked,
    };
    Ok((key, hash))
}
