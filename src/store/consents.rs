//! Consent: who asked to join, with which words, and who confirmed it.

mod asking;
mod returning;

use sqlx::prelude::FromRow;

pub(super) use self::returning::keep_evidence;
use super::{Store, StoreError, Time};
use crate::{
    consent::{Confirmed, Consent, ConsentId},
    subscriber::{Actor, SubscriberId, SubscriberState},
};

#[derive(FromRow)]
struct Row {
    id: i64,
    subscriber: i64,
    wording: String,
    page: String,
    caller: Option<String>,
    language: Option<String>,
    asked: Time,
    confirmed: Option<Time>,
    confirmer: Option<String>,
}

impl Store {
    /// Whoever asked is on the list from now on, if they asked at `since` or later and have not left meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn join_confirm(
        &self,
        id: ConsentId,
        confirmer: Option<&str>,
        since: Time,
        now: Time,
    ) -> Result<Confirmed, StoreError> {
        let mut transaction = self.begin().await?;
        let found: Option<(i64, String, Time, Time, Option<Time>)> = sqlx::query_as(
            "select s.id, s.state, s.changed, c.asked, c.confirmed
             from consent c join subscriber s on s.id = c.subscriber where c.id = $1",
        )
        .bind(id.0)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((subscriber, state, changed, asked, confirmed)) = found else {
            return Ok(Confirmed::Stale);
        };
        let state: SubscriberState = state.parse().map_err(StoreError::damaged)?;
        if is_stale(state, changed, asked, confirmed, since) {
            return Ok(Confirmed::Stale);
        }
        if confirmed.is_some() {
            return Ok(Confirmed::Before(SubscriberId(subscriber)));
        }
        if !is_on_the_list(state) {
            keep_evidence(&mut transaction, subscriber).await?;
            sqlx::query(
                "update subscriber set state = $1, joined = $2, changed = $2, changed_by = $5, paused_until = null,
                    consent = (select page from consent where id = $3) where id = $4",
            )
            .bind(SubscriberState::Active.word())
            .bind(now)
            .bind(id.0)
            .bind(subscriber)
            .bind(Actor::Reader.word())
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query("update consent set confirmed = $1, confirmer = $2 where id = $3")
            .bind(now)
            .bind(confirmer)
            .bind(id.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(if is_on_the_list(state) {
            Confirmed::Before(SubscriberId(subscriber))
        } else {
            Confirmed::Now(SubscriberId(subscriber))
        })
    }

    /// A consent that may be confirmed, or was and holds still: by the rule of [`join_confirm`](Self::join_confirm).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn consent_open(
        &self,
        id: ConsentId,
        since: Time,
    ) -> Result<Option<Consent>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "select id, subscriber, wording, page, caller, language, asked, confirmed, confirmer from consent where id = $1",
        )
        .bind(id.0)
        .fetch_optional(&self.reader)
        .await?;
        let Some(consent) = row.map(consent_of) else {
            return Ok(None);
        };
        let (state, changed): (String, Time) =
            sqlx::query_as("select state, changed from subscriber where id = $1")
                .bind(consent.subscriber.0)
                .fetch_one(&self.reader)
                .await?;
        let state = state.parse().map_err(StoreError::damaged)?;
        let stale = is_stale(state, changed, consent.asked, consent.confirmed, since);
        Ok((!stale).then_some(consent))
    }

    /// All consents of a person, the first first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn consent_list(&self, id: SubscriberId) -> Result<Vec<Consent>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "select id, subscriber, wording, page, caller, language, asked, confirmed, confirmer from consent
             where subscriber = $1 order by asked, id",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?;
        Ok(rows.into_iter().map(consent_of).collect())
    }

    /// Erases what nobody confirmed: askings from before `until`, and those who are known for nothing else.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn join_give_up(&self, until: Time, now: Time) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "delete from notice where consent in (select id from consent where confirmed is null and asked < $1)",
        )
        .bind(until)
        .execute(&mut *transaction)
        .await?;
        // An empty row stays of them, for its number is never to be another's; its hash is nobody's.
        let erased: Vec<i64> = sqlx::query_scalar(
            "update subscriber set address = null, name = null, hash = 'unconfirmed ' || id, state = $2, consent = '',
                changed = $3, changed_by = $5, sections = null, frequency = 'every', language = null, format = 'html'
             where id in (select subscriber from consent where confirmed is null and asked < $1) and state = $4
                and not exists (select 1 from consent c
                    where c.subscriber = subscriber.id and (c.confirmed is not null or c.asked >= $1))
             returning id",
        )
        .bind(until)
        .bind(SubscriberState::Forgotten.word())
        .bind(now)
        .bind(SubscriberState::Pending.word())
        .bind(Actor::Roundup.word())
        .fetch_all(&mut *transaction)
        .await?;
        for id in &erased {
            super::forgetting::erase_trail(&mut transaction, SubscriberId(*id)).await?;
        }
        sqlx::query("delete from consent where confirmed is null and asked < $1")
            .bind(until)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(u64::try_from(erased.len()).unwrap_or(u64::MAX))
    }
}

fn is_on_the_list(state: SubscriberState) -> bool {
    matches!(state, SubscriberState::Active | SubscriberState::Paused)
}

/// Whether the link of a consent leads nowhere any more: who confirmed left since, or nobody confirmed in time, or who
/// asked left or is barred meanwhile.
fn is_stale(
    state: SubscriberState,
    changed: Time,
    asked: Time,
    confirmed: Option<Time>,
    since: Time,
) -> bool {
    let left = state == SubscriberState::Unsubscribed && changed > asked;
    let barred = matches!(
        state,
        SubscriberState::Complained | SubscriberState::Forgotten
    );
    match confirmed {
        Some(_) => !is_on_the_list(state),
        None => asked < since || left || barred,
    }
}

fn consent_of(row: Row) -> Consent {
    Consent {
        id: ConsentId(row.id),
        subscriber: SubscriberId(row.subscriber),
        wording: row.wording,
        page: row.page,
        caller: row.caller,
        // A language that has no words any more is none to be spoken to in.
        language: row.language.and_then(|tag| tag.parse().ok()),
        asked: row.asked,
        confirmed: row.confirmed,
        confirmer: row.confirmer,
    }
}
