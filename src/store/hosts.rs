//! What servers asked of us, for the next run: to be left alone, or to be found elsewhere.

use chrono::TimeDelta;
use url::Url;

use super::{Store, StoreError, Time};

/// A host that asked to be left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRest {
    /// Its name, and its port where that is not the usual one.
    pub host: String,
    /// The status it asked with.
    pub status: u16,
    /// Until when.
    pub until: Time,
}

/// Longer than any host may rest.
const LONGEST: TimeDelta = TimeDelta::days(2);

impl Store {
    /// The hosts that want to be left alone yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hosts_resting(&self, now: Time) -> Result<Vec<HostRest>, StoreError> {
        // What lies days ahead was noted under another clock.
        let rows: Vec<(String, i64, Time)> = sqlx::query_as(
            "select host, status, until from host_rest where until > $1 and until < $2",
        )
        .bind(now)
        .bind(now + LONGEST)
        .fetch_all(&self.reader)
        .await?;
        let rests = rows.into_iter().map(|(host, status, until)| HostRest {
            host,
            status: u16::try_from(status).unwrap_or_default(),
            until,
        });
        Ok(rests.collect())
    }

    /// Keeps which hosts want to be left alone, and forgets those whose time is over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hosts_rest(&self, rests: &[HostRest], now: Time) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("delete from host_rest where until <= $1")
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        for rest in rests {
            sqlx::query(
                "insert into host_rest (host, status, until) values ($1, $2, $3)
                 on conflict (host) do update set status = excluded.status, until = excluded.until",
            )
            .bind(&rest.host)
            .bind(i64::from(rest.status))
            .bind(rest.until)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Where addresses of sources moved for good: old and new.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn source_moves(&self) -> Result<Vec<(Url, Url)>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as("select old, new from source_move")
            .fetch_all(&self.reader)
            .await?;
        let moves = rows
            .into_iter()
            .filter_map(|(old, new)| Some((old.parse().ok()?, new.parse().ok()?)));
        Ok(moves.collect())
    }

    /// Keeps where an address moved to; nowhere, when it did not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn source_moved(
        &self,
        old: &Url,
        new: Option<&Url>,
        now: Time,
    ) -> Result<(), StoreError> {
        let query = match new {
            None => sqlx::query("delete from source_move where old = $1").bind(old.as_str()),
            Some(new) => sqlx::query(
                "insert into source_move (old, new, since) values ($1, $2, $3)
                 on conflict (old) do update set new = excluded.new, since = excluded.since",
            )
            .bind(old.as_str())
            .bind(new.as_str())
            .bind(now),
        };
        query.execute(self.writer()?).await?;
        Ok(())
    }
}
