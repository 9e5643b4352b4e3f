//! Asking to join: who asks, what they agree to, and the mail that has them confirm it.

use chrono::TimeDelta;
use sqlx::{Sqlite, Transaction};

use super::super::{Store, StoreError, Time};
use crate::{
    consent::{Asked, Asking, ConsentId, NoticeKind, NoticeState},
    delivery::MessageId,
    preference::Language,
    subscriber::{SubscriberId, SubscriberState},
};

/// Nobody gets a second mail about joining before this is over: the first is on its way.
const PAUSE: TimeDelta = TimeDelta::minutes(10);
/// Nobody gets more of them than `MOST` in this time, whoever types their address.
const LATELY: TimeDelta = TimeDelta::days(1);
const MOST: i64 = 3;

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
            feign(&mut transaction, id, message_id, now).await?;
            transaction.commit().await?;
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

/// Writes as much as for anybody else, and leaves none of it: how long an answer takes must not tell who somebody is.
async fn feign(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    message_id: &MessageId,
    now: Time,
) -> Result<(), StoreError> {
    queue(transaction, id, NoticeKind::Known, message_id, now).await?;
    sqlx::query("delete from notice where message_id = $1")
        .bind(&message_id.0)
        .execute(&mut **transaction)
        .await?;
    Ok(())
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
