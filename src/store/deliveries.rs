//! The ledger: a row for each delivery of each edition. Claiming them is here; `records` writes down what came of them.

use chrono::DateTime;
use rusqlite::{Connection, Row, named_params};

use super::{SenderId, Store, StoreError, Time, scribe};
use crate::{
    delivery::{Claim, DeliveryId, DeliveryState, MessageId},
    edition::EditionId,
    subscriber::{EmailAddress, SubscriberId, SubscriberState},
    variant::VariantNumber,
};

/// Which deliveries are claimed: a question for each, so that each is answered from the index, in its order.
#[derive(Debug, Clone, Copy)]
enum Due {
    /// Those not tried yet.
    Queued,
    /// Those whose time to be tried again has come.
    Again,
}

/// A delivery whose time has come.
struct Candidate {
    id: i64,
    /// What sending it takes, or why nothing can be sent; none when its subscriber has left.
    claim: Option<Result<Claim, String>>,
}

impl Store {
    /// Takes over from senders whose lease is over: what they had claimed goes back to the queue; what they were
    /// sending is uncertain.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_recover(&self, edition: EditionId, now: Time) -> Result<(), StoreError> {
        let words = "the sender stopped between sending the message and writing down the answer";
        for (from, to, reply) in [
            (DeliveryState::Claimed, DeliveryState::Queued, None),
            (
                DeliveryState::Sending,
                DeliveryState::Uncertain,
                Some(words),
            ),
        ] {
            self.scribe
                .write(move |ledger| {
                    // The state is in the text where an index of some states only is to answer.
                    let mut recover = ledger.prepare_cached(&format!(
                        "update delivery set state = :to, reply = coalesce(:reply, reply), changed = :now
                         where edition = :edition and state = '{from}'
                         and (sender is null or sender in (select id from sender where expires <= :now))"
                    ))?;
                    recover.execute(named_params! {
                        ":to": to.word(),
                        ":reply": reply,
                        ":now": scribe::time(now),
                        ":edition": edition.0,
                    })?;
                    Ok(())
                })
                .await?;
            // Twice: after the claims, and after the marks.
            fail::fail_point!("store::takeover");
        }
        Ok(())
    }

    /// Claims up to `limit` deliveries whose time has come. Who left since the freezing is excluded on the way.
    /// An empty answer means that nothing is due now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger_claim(
        &self,
        edition: EditionId,
        sender: SenderId,
        limit: usize,
        now: Time,
    ) -> Result<Vec<Claim>, StoreError> {
        for due in [Due::Queued, Due::Again] {
            loop {
                let take = move |ledger: &Connection| {
                    let candidates = due.candidates(ledger, edition, limit, now)?;
                    take(ledger, sender, &candidates, now)?;
                    Ok(candidates)
                };
                let candidates = self.scribe.write(take).await?;
                if candidates.is_empty() {
                    break;
                }
                let claims = candidates.into_iter().filter_map(|of| of.claim?.ok());
                let claims: Vec<Claim> = claims.collect();
                // A whole batch may have left: then look further.
                if !claims.is_empty() {
                    return Ok(claims);
                }
            }
        }
        Ok(Vec::new())
    }
}

impl Due {
    fn state(self) -> DeliveryState {
        match self {
            Self::Queued => DeliveryState::Queued,
            Self::Again => DeliveryState::Deferred,
        }
    }

    /// The next deliveries whose time has come, in their order.
    fn candidates(
        self,
        ledger: &Connection,
        edition: EditionId,
        limit: usize,
        now: Time,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut due = ledger.prepare_cached(&format!(
            "select d.id, d.subscriber, d.message_id, d.attempts, d.first_attempt, s.address, s.name, s.state, d.variant
             from delivery d join subscriber s on s.id = d.subscriber
             where d.edition = :edition and d.state = '{}' and (d.retry_at is null or d.retry_at <= :now)
             order by d.id limit :limit",
            self.state()
        ))?;
        let mut rows = due.query(named_params! {
            ":edition": edition.0,
            ":now": scribe::time(now),
            ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
        })?;
        let mut candidates = Vec::new();
        while let Some(row) = rows.next()? {
            candidates.push(candidate(row)?);
        }
        Ok(candidates)
    }
}

/// Claims them; excludes whose subscriber has left, and fails who has an address that is none: an older version let it
/// in, or another hand.
fn take(
    ledger: &Connection,
    sender: SenderId,
    candidates: &[Candidate],
    now: Time,
) -> Result<(), StoreError> {
    let mut take = ledger.prepare_cached(
        "update delivery set sender = ?1, changed = ?2, state = ?3, reply = coalesce(?4, reply) where id = ?5",
    )?;
    let now = scribe::time(now);
    for Candidate { id, claim } in candidates {
        let (state, reply) = match claim {
            Some(Ok(_)) => (DeliveryState::Claimed, None),
            Some(Err(why)) => (DeliveryState::Failed, Some(why)),
            None => (DeliveryState::Excluded, None),
        };
        take.execute((sender.0, &now, state.word(), reply, id))?;
    }
    Ok(())
}

fn candidate(row: &Row<'_>) -> Result<Candidate, StoreError> {
    let text = |column| {
        row.get_ref(column)?
            .as_str_or_null()
            .map_err(StoreError::damaged)
    };
    let id = row.get(0)?;
    if text(7)? != Some(SubscriberState::Active.word()) {
        return Ok(Candidate { id, claim: None });
    }
    let address = match EmailAddress::parse(text(5)?.unwrap_or_default()) {
        Ok(address) => address,
        Err(why) => {
            let claim = Some(Err(why));
            return Ok(Candidate { id, claim });
        }
    };
    let first_attempt = match text(4)? {
        Some(time) => Some(
            DateTime::parse_from_rfc3339(time)
                .map_err(StoreError::damaged)?
                .to_utc(),
        ),
        None => None,
    };
    let claim = Claim {
        id: DeliveryId(id),
        subscriber: SubscriberId(row.get(1)?),
        provider: address.domain().to_owned(),
        address,
        name: text(6)?.map(str::to_owned),
        message_id: MessageId(row.get(2)?),
        variant: row.get::<_, Option<u32>>(8)?.map(VariantNumber),
        attempts: row.get(3)?,
        first_attempt,
    };
    Ok(Candidate {
        id,
        claim: Some(Ok(claim)),
    })
}
