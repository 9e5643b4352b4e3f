//! The events of calendars, as their sources have them now.

use std::collections::HashMap;

use super::{HarvestCount, Store, StoreError, Time};
use crate::{
    event::{Event, StoredEvent},
    piece::{SourceName, Validators},
};

impl Store {
    /// Keeps what a calendar has now; what it no longer has goes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn events_save(
        &self,
        source: &SourceName,
        events: &[Event],
        validators: &Validators,
        now: Time,
    ) -> Result<HarvestCount, StoreError> {
        let mut transaction = self.begin().await?;
        let rows: Vec<(String, String)> =
            sqlx::query_as("select uid, data from event where source = $1")
                .bind(&source.0)
                .fetch_all(&mut *transaction)
                .await?;
        let mut known: HashMap<String, String> = rows.into_iter().collect();
        let mut count = HarvestCount::default();
        for event in events {
            let data = serde_json::to_string(event).map_err(StoreError::damaged)?;
            match known.remove(&event.uid) {
                Some(old) if old == data => {
                    count.unchanged += 1;
                    continue;
                }
                Some(_) => count.updated += 1,
                None => count.new += 1,
            }
            sqlx::query(
                "insert into event (source, uid, data, first_seen, changed) values ($1, $2, $3, $4, $4)
                 on conflict (source, uid) do update set data = excluded.data, changed = excluded.changed",
            )
            .bind(&source.0)
            .bind(&event.uid)
            .bind(data)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        }
        for uid in known.keys() {
            sqlx::query("delete from event where source = $1 and uid = $2")
                .bind(&source.0)
                .bind(uid)
                .execute(&mut *transaction)
                .await?;
        }
        self.source_read(&mut transaction, source, validators, now)
            .await?;
        transaction.commit().await?;
        Ok(count)
    }

    /// All events of all sources, those of sources that are no longer read among them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn event_list(&self) -> Result<Vec<StoredEvent>, StoreError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("select source, data from event order by source, uid")
                .fetch_all(&self.reader)
                .await?;
        rows.into_iter()
            .map(|(source, data)| {
                Ok(StoredEvent {
                    source: SourceName(source),
                    event: serde_json::from_str(&data).map_err(StoreError::damaged)?,
                })
            })
            .collect()
    }
}
