//! Mails to one person, waiting to be sent.

use chrono::TimeDelta;
use sqlx::prelude::FromRow;

use super::{Store, StoreError, Time, queue::Queue};
use crate::{
    consent::{ConsentId, Notice, NoticeId, NoticeKind, NoticeState},
    delivery::MessageId,
    subscriber::{EmailAddress, SubscriberId},
};

/// How long a try may take before another sender makes the next one.
const LEASE: TimeDelta = TimeDelta::minutes(15);

#[derive(FromRow)]
struct Row {
    id: i64,
    kind: String,
    subscriber: i64,
    address: String,
    name: Option<String>,
    language: Option<String>,
    consent: Option<i64>,
    message_id: String,
    queued: Time,
    attempts: i64,
}

impl Store {
    /// The next notice that is due, its try counted: no other sender takes it while this one is at it. One that can't be
    /// made sense of (its address is damaged) is given up at once, so that no other waits for it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn notice_claim(&self, now: Time) -> Result<Option<Notice>, StoreError> {
        while let Some(id) = self.notice_lease(now).await? {
            let row: Option<Row> = sqlx::query_as(
                "select n.id, n.kind, n.subscriber, s.address, s.name, n.consent, n.message_id, n.queued, n.attempts,
                    case when c.id is null then s.language else c.language end as language
                 from notice n join subscriber s on s.id = n.subscriber left join consent c on c.id = n.consent
                 where n.id = $1",
            )
            .bind(id.0)
            .fetch_optional(self.writer()?)
            .await?;
            match row.map(notice_of) {
                Some(Ok(notice)) => return Ok(Some(notice)),
                Some(Err(why)) => {
                    tracing::error!("a mail about joining is given up: {why}");
                    self.notice_done(id, NoticeState::Failed, &why.to_string(), now)
                        .await?;
                }
                // It was erased meanwhile.
                None => {}
            }
        }
        Ok(None)
    }

    async fn notice_lease(&self, now: Time) -> Result<Option<NoticeId>, StoreError> {
        let leased: Option<i64> = sqlx::query_scalar(
            "update notice set attempts = attempts + 1, due = $1, changed = $2
             where id = (select id from notice where state = 'waiting' and due <= $2 order by due, id limit 1)
             returning id",
        )
        .bind(now + LEASE)
        .bind(now)
        .fetch_optional(self.writer()?)
        .await?;
        Ok(leased.map(NoticeId))
    }

    /// The notice was sent, or is given up: with the relay's words.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn notice_done(
        &self,
        id: NoticeId,
        state: NoticeState,
        reply: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        self.queue_done(Queue::Notices, id.0, state.word(), reply, now)
            .await
    }

    /// The notice is tried again then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn notice_put_off(
        &self,
        id: NoticeId,
        until: Time,
        reply: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        self.queue_put_off(Queue::Notices, id.0, until, reply, now)
            .await
    }

    /// Forgets notices that were done with before this.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn notice_clear(&self, before: Time) -> Result<(), StoreError> {
        self.queue_clear(Queue::Notices, before).await
    }
}

fn notice_of(row: Row) -> Result<Notice, StoreError> {
    let kind = match (row.kind.as_str(), row.consent) {
        ("confirm", Some(consent)) => NoticeKind::Confirm(ConsentId(consent)),
        ("known", None) => NoticeKind::Known,
        (other, _) => return Err(StoreError::damaged(format!("a notice of kind `{other}`"))),
    };
    Ok(Notice {
        id: NoticeId(row.id),
        kind,
        subscriber: SubscriberId(row.subscriber),
        address: EmailAddress::parse(&row.address).map_err(StoreError::damaged)?,
        name: row.name,
        language: row.language.and_then(|tag| tag.parse().ok()),
        message_id: MessageId(row.message_id),
        queued: row.queued,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
    })
}
