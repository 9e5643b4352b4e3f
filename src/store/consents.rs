//! Consent: who asked to join, with which words, and who confirmed it.

mod returning;

use chrono::TimeDelta;
use sqlx::{Sqlite, Transaction, prelude::FromRow};

pub(super) use self::returning::keep_evidence;
use super::{Store, StoreError, Time};
use crate::{
    consent::{Asked, Asking, Confirmed, Consent, ConsentId, NoticeKind, NoticeState},
    delivery::MessageId,
    preference::Language,
    subscriber::{Actor, SubscriberId, SubscriberState},
};

/// Nobody gets a second mail about joining before this is over: the first is on its way.
const PAUSE: TimeDelta = TimeDelta::minutes(10);
/// Nobody gets more of them than `MOST` in this time, whoever types their address.
const LATELY: TimeDelta = TimeDelta::days(1);
const MOST: i64 = 3;

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
    /// Takes a wish to join in: the pending subscriber, the consent and the mail to confirm it in one transaction.
    ///
    /// # Errors
    /// When the store fails: nothing of it is in then.
    pub async fn join_ask(
        &self,
        asking: &Asking,
        message_id: &MessageId,
        now: Time,
    ) -> Result<Asked, StoreError> {
        let mut transaction = self.begin().await?;
        let known: Option<(i64, String)> =
            sqlx::query_as("select id, state from subscriber where address = $1")
                .bind(asking.address.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
        let (id, state) = match known {
            Some((id, state)) => (
                SubscriberId(id),
                state.parse().map_err(StoreError::damaged)?,
            ),
            None => (
                pending(&mut transaction, asking, now).await?,
                SubscriberState::Pending,
            ),
        };
        if state == SubscriberState::Complained || had_enough(&mut transaction, id, now).await? {
            return Ok(Asked::Nothing);
        }
        let (kind, asked) = match state {
            SubscriberState::Active | SubscriberState::Paused => (NoticeKind::Known, Asked::Known),
            _ => {
                let consent = noted(&mut transaction, id, asking, now).await?;
                (NoticeKind::Confirm(consent), Asked::Confirm)
            }
        };
        queue(&mut transaction, id, kind, message_id, now).await?;
        transaction.commit().await?;
        Ok(asked)
    }

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
        let on_the_list = matches!(state, SubscriberState::Active | SubscriberState::Paused);
        let left = state == SubscriberState::Unsubscribed && changed > asked;
        let barred = matches!(
            state,
            SubscriberState::Complained | SubscriberState::Forgotten
        );
        match confirmed {
            Some(_) if on_the_list => return Ok(Confirmed::Before(SubscriberId(subscriber))),
            Some(_) => return Ok(Confirmed::Stale),
            None if asked < since || left || barred => return Ok(Confirmed::Stale),
            None => {}
        }
        if !on_the_list {
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
        Ok(if on_the_list {
            Confirmed::Before(SubscriberId(subscriber))
        } else {
            Confirmed::Now(SubscriberId(subscriber))
        })
    }

    /// A consent, and the state of whoever gave it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn consent_get(&self, id: ConsentId) -> Result<Option<Consent>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "select id, subscriber, wording, page, caller, language, asked, confirmed, confirmer from consent where id = $1",
        )
        .bind(id.0)
        .fetch_optional(&self.reader)
        .await?;
        Ok(row.map(consent_of))
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

/// Somebody new: not on the list before they confirm.
async fn pending(
    transaction: &mut Transaction<'static, Sqlite>,
    asking: &Asking,
    now: Time,
) -> Result<SubscriberId, StoreError> {
    let id = sqlx::query_scalar(
        "insert into subscriber (address, name, state, joined, consent, changed)
         values ($1, $2, $3, $4, $5, $4) returning id",
    )
    .bind(asking.address.as_str())
    .bind(&asking.name)
    .bind(SubscriberState::Pending.word())
    .bind(now)
    .bind(&asking.page)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(SubscriberId(id))
}

async fn had_enough(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    now: Time,
) -> Result<bool, StoreError> {
    let (lately, last): (i64, Option<Time>) = sqlx::query_as(
        "select count(*), max(queued) from notice where subscriber = $1 and queued > $2",
    )
    .bind(id.0)
    .bind(now - LATELY)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(lately >= MOST || last.is_some_and(|last| last > now - PAUSE))
}

async fn noted(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    asking: &Asking,
    now: Time,
) -> Result<ConsentId, StoreError> {
    let id = sqlx::query_scalar(
        "insert into consent (subscriber, wording, page, caller, asked, language)
         values ($1, $2, $3, $4, $5, $6) returning id",
    )
    .bind(id.0)
    .bind(&asking.wording)
    .bind(&asking.page)
    .bind(&asking.caller)
    .bind(now)
    .bind(asking.language.map(Language::tag))
    .fetch_one(&mut **transaction)
    .await?;
    Ok(ConsentId(id))
}

async fn queue(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    kind: NoticeKind,
    message_id: &MessageId,
    now: Time,
) -> Result<(), StoreError> {
    let consent = match kind {
        NoticeKind::Confirm(consent) => Some(consent.0),
        NoticeKind::Known => None,
    };
    sqlx::query(
        "insert into notice (kind, state, subscriber, consent, message_id, queued, due, changed)
         values ($1, $2, $3, $4, $5, $6, $6, $6)",
    )
    .bind(kind.word())
    .bind(NoticeState::Waiting.word())
    .bind(id.0)
    .bind(consent)
    .bind(&message_id.0)
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    Ok(())
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
