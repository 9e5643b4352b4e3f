//! What programs with a key change about subscribers; the trail says which key it was.

use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError, Time};
use crate::{
    api_key::ApiKey,
    consent::{Given, Vouched},
    subscriber::{Actor, Amendment, Subscriber, SubscriberId, SubscriberState},
};

impl Store {
    /// Puts somebody on the list who agreed elsewhere, with that consent. Nobody who left, bounced, complained or was
    /// forgotten (`hash` is what would remain of them) is brought back.
    ///
    /// # Errors
    /// When the store fails: nothing of it is in then.
    pub async fn subscriber_vouch(
        &self,
        given: &Given,
        hash: &str,
        key: &ApiKey,
        now: Time,
    ) -> Result<Vouched, StoreError> {
        let mut transaction = self.begin().await?;
        let known: Option<(i64, String)> =
            sqlx::query_as("select id, state from subscriber where address = $1")
                .bind(given.address.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
        let id = match known {
            Some((id, state)) => {
                let id = SubscriberId(id);
                match state.parse().map_err(StoreError::damaged)? {
                    SubscriberState::Active | SubscriberState::Paused => {
                        return Ok(Vouched::Before(id));
                    }
                    SubscriberState::Pending => {
                        confirmed(&mut transaction, id, given, key, now).await?;
                        id
                    }
                    state => return Ok(Vouched::Barred(state)),
                }
            }
            None => {
                let forgotten: Option<i64> =
                    sqlx::query_scalar("select id from subscriber where hash = $1")
                        .bind(hash)
                        .fetch_optional(&mut *transaction)
                        .await?;
                if forgotten.is_some() {
                    return Ok(Vouched::Barred(SubscriberState::Forgotten));
                }
                added(&mut transaction, given, key, now).await?
            }
        };
        sqlx::query(
            "insert into consent (subscriber, wording, page, asked, confirmed) values ($1, $2, $3, $4, $4)",
        )
        .bind(id.0)
        .bind(&given.wording)
        .bind(key.title())
        .bind(given.at)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Vouched::Now(id))
    }

    /// Changes a name or a state. False when the subscriber is no longer as they were `seen`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_amend(
        &self,
        seen: &Subscriber,
        new: &Amendment,
        key: &ApiKey,
        now: Time,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        // `changed` is about the state: a consent that was asked for before is stale only if they left since.
        let amended = sqlx::query(
            "update subscriber set name = $1, state = $2, named = $3, named_by = $4,
                changed = case when state = $2 then changed else $3 end,
                changed_by = case when state = $2 then changed_by else $4 end
             where id = $5 and state = $6 and changed = $7 and name is $8",
        )
        .bind(&new.name)
        .bind(new.state.word())
        .bind(now)
        .bind(Actor::Operator.word())
        .bind(seen.id.0)
        .bind(seen.state.word())
        .bind(seen.changed)
        .bind(&seen.name)
        .execute(&mut *transaction)
        .await?;
        if amended.rows_affected() == 0 {
            return Ok(false);
        }
        if new.state != seen.state {
            sign(&mut transaction, seen.id, key).await?;
        }
        sign_name(&mut transaction, seen.id, key, now).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Says in the trail whose change the last one of a subscriber was. The trail itself is written by the table.
pub(super) async fn sign(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    key: &ApiKey,
) -> Result<(), StoreError> {
    sqlx::query(
        "update subscriber_change set api_key = $1
         where id = (select max(id) from subscriber_change where subscriber = $2)",
    )
    .bind(key.id.0)
    .bind(id.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// The same for a change of a name that was made now, if one was: the last one may be somebody else's.
async fn sign_name(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    key: &ApiKey,
    now: Time,
) -> Result<(), StoreError> {
    sqlx::query(
        "update preference_change set api_key = $1
         where id = (select max(id) from preference_change where subscriber = $2) and what = 'name' and changed = $3
            and api_key is null",
    )
    .bind(key.id.0)
    .bind(id.0)
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn added(
    transaction: &mut Transaction<'static, Sqlite>,
    given: &Given,
    key: &ApiKey,
    now: Time,
) -> Result<SubscriberId, StoreError> {
    let id = sqlx::query_scalar(
        "insert into subscriber (address, name, state, joined, consent, changed, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7) returning id",
    )
    .bind(given.address.as_str())
    .bind(&given.name)
    .bind(SubscriberState::Active.word())
    .bind(given.at)
    .bind(key.title())
    .bind(now)
    .bind(Actor::Operator.word())
    .fetch_one(&mut **transaction)
    .await?;
    super::webhooks::queue_new(transaction, id, now).await?;
    Ok(SubscriberId(id))
}

/// Somebody who was asked to confirm, and is vouched for meanwhile.
async fn confirmed(
    transaction: &mut Transaction<'static, Sqlite>,
    id: SubscriberId,
    given: &Given,
    key: &ApiKey,
    now: Time,
) -> Result<(), StoreError> {
    sqlx::query(
        "update subscriber set state = $1, name = coalesce($2, name), joined = $3, consent = $4, changed = $5,
            changed_by = $6, named = $5, named_by = $6 where id = $7",
    )
    .bind(SubscriberState::Active.word())
    .bind(&given.name)
    .bind(given.at)
    .bind(key.title())
    .bind(now)
    .bind(Actor::Operator.word())
    .bind(id.0)
    .execute(&mut **transaction)
    .await?;
    sign_name(transaction, id, key, now).await?;
    sign(transaction, id, key).await
}
