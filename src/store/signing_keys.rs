//! The keys that sign our links, as they are kept.
//!
//! They stand beside the addresses they protect, so whoever reads the one has the other.

use data_encoding::HEXLOWER;
use sqlx::prelude::FromRow;

use super::{Store, StoreError, Time};
use crate::link_key::{KeyBytes, KeyNumber, KeyStanding, LinkKey};

#[derive(FromRow)]
struct Row {
    number: u8,
    secret: String,
    made: Time,
    withdrawn: Option<Time>,
}

impl Store {
    /// All keys for links and suppression hashes, the first first; one is made where there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn link_keys(&self, now: Time) -> Result<Vec<LinkKey>, StoreError> {
        sqlx::query(
            "insert into signing_key (number, secret, made) values (1, $1, $2) on conflict (number) do nothing",
        )
        .bind(HEXLOWER.encode(&rand::random::<[u8; 32]>()))
        .bind(now)
        .execute(self.writer()?)
        .await?;
        self.link_keys_kept().await
    }

    /// All keys, as another process may have changed them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn link_keys_kept(&self) -> Result<Vec<LinkKey>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "select number, secret, made, withdrawn from signing_key order by number",
        )
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(key_of).collect()
    }

    /// Makes a new key. With [`KeyStanding::Withdrawn`] for the old ones, they open nothing any more but the way out.
    ///
    /// # Errors
    /// When the store fails, or has 255 keys already.
    pub async fn link_key_add(&self, old: KeyStanding, now: Time) -> Result<KeyNumber, StoreError> {
        let mut transaction = self.begin().await?;
        if old == KeyStanding::Withdrawn {
            sqlx::query("update signing_key set withdrawn = $1 where withdrawn is null")
                .bind(now)
                .execute(&mut *transaction)
                .await?;
        }
        let number: u8 = sqlx::query_scalar(
            "insert into signing_key (number, secret, made)
             select max(number) + 1, $1, $2 from signing_key returning number",
        )
        .bind(HEXLOWER.encode(&rand::random::<[u8; 32]>()))
        .bind(now)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(KeyNumber(number))
    }
}

fn key_of(row: Row) -> Result<LinkKey, StoreError> {
    let secret = HEXLOWER.decode(row.secret.as_bytes()).ok();
    let secret = secret
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| StoreError::damaged("a signing key of it is not 32 bytes"))?;
    Ok(LinkKey {
        number: KeyNumber(row.number),
        secret: KeyBytes(secret),
        made: row.made,
        standing: match row.withdrawn {
            None => KeyStanding::Good,
            Some(_) => KeyStanding::Withdrawn,
        },
    })
}
