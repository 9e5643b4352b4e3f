//! Writing the ledger: marks and outcomes, a group at a time.
//!
//! This is the hot path of a sending. What it costs is measured by `tests/bench/delivery`.

use rusqlite::{Connection, named_params};

use super::{SenderId, Store, StoreError, Time, scribe};
use crate::{
    delivery::{Cause, Change, DeliveryId, DeliveryState, NotKept, Outcome},
    subscriber::{Actor, SubscriberState},
};

impl Store {
    /// Writes a group of changes down, all or none, and answers for each whether it was made. The mark `sending` is
    /// not, when the delivery is no longer this sender's or its subscriber has left.
    ///
    /// # Errors
    /// When the store fails: none of them is on disk then.
    pub async fn ledger_record(
        &self,
        sender: SenderId,
        changes: &[(DeliveryId, Change)],
        now: Time,
    ) -> Result<Vec<Result<(), NotKept>>, StoreError> {
        fail::fail_point!("store::before_ledger_commit");
        let changes = changes.to_vec();
        let write = move |ledger: &Connection| {
            let book = Book {
                ledger,
                sender,
                now: scribe::time(now),
            };
            let kept = changes.iter().map(|(id, change)| book.write(*id, change));
            let kept = kept.collect::<Result<Vec<_>, StoreError>>()?;
            fail::fail_point!("store::inside_ledger_commit");
            Ok(kept)
        };
        let kept = self.scribe.write(write).await?;
        fail::fail_point!("store::after_ledger_commit");
        Ok(kept)
    }
}

/// The ledger, open for a group of changes. Its questions have `or` where `in` would read better: for a list of what is
/// bound, SQLite builds a table of its own each time.
struct Book<'a> {
    ledger: &'a Connection,
    sender: SenderId,
    now: String,
}

impl Book<'_> {
    fn write(&self, id: DeliveryId, change: &Change) -> Result<Result<(), NotKept>, StoreError> {
        match change {
            Change::Sending => self.mark(id),
            Change::Outcome(Outcome::Returned) => self.give_back(id).map(Ok),
            Change::Outcome(outcome) => self.settle(id, outcome).map(Ok),
        }
    }

    /// Marks a delivery: the last look at the list before its message goes out.
    fn mark(&self, id: DeliveryId) -> Result<Result<(), NotKept>, StoreError> {
        let mut mark = self.ledger.prepare_cached(
            "update delivery set state = :sending, attempts = attempts + (state = :claimed),
                first_attempt = coalesce(first_attempt, :now), retry_at = null, changed = :now
             where id = :id and sender = :sender and (state = :claimed or state = :sending)
                and (select s.state from subscriber s where s.id = delivery.subscriber) = :active",
        )?;
        let made = mark.execute(named_params! {
            ":id": id.0,
            ":sender": self.sender.0,
            ":now": self.now,
            ":claimed": DeliveryState::Claimed.word(),
            ":sending": DeliveryState::Sending.word(),
            ":active": SubscriberState::Active.word(),
        })?;
        if made == 1 {
            return Ok(Ok(()));
        }
        self.exclude(id)?;
        fail::fail_point!("store::inside_withdrawal");
        Ok(Err(NotKept::Withdrawn))
    }

    /// Takes out who has left, if that was why a mark was not made, and not that another sender has taken over.
    fn exclude(&self, id: DeliveryId) -> Result<(), StoreError> {
        let mut exclude = self.ledger.prepare_cached(
            "update delivery set state = :excluded, changed = :now
             where id = :id and sender = :sender and (state = :claimed or state = :sending)
                and (select s.state from subscriber s where s.id = delivery.subscriber) <> :active",
        )?;
        exclude.execute(named_params! {
            ":id": id.0,
            ":sender": self.sender.0,
            ":now": self.now,
            ":excluded": DeliveryState::Excluded.word(),
            ":claimed": DeliveryState::Claimed.word(),
            ":sending": DeliveryState::Sending.word(),
            ":active": SubscriberState::Active.word(),
        })?;
        Ok(())
    }

    /// Puts a delivery back into the queue, as if it had not been marked. It may have failed before: that is taken back.
    fn give_back(&self, id: DeliveryId) -> Result<(), StoreError> {
        let mut give_back = self.ledger.prepare_cached(
            "update delivery set state = :queued, attempts = attempts - (state = :sending),
                first_attempt = case when state = :sending and attempts = 1 then null else first_attempt end,
                retry_at = null, changed = :now
             where id = :id and sender = :sender and (state = :claimed or state = :sending or state = :failed or state = :uncertain)",
        )?;
        give_back.execute(named_params! {
            ":id": id.0,
            ":sender": self.sender.0,
            ":now": self.now,
            ":queued": DeliveryState::Queued.word(),
            ":claimed": DeliveryState::Claimed.word(),
            ":sending": DeliveryState::Sending.word(),
            ":failed": DeliveryState::Failed.word(),
            ":uncertain": DeliveryState::Uncertain.word(),
        })?;
        Ok(())
    }

    /// Writes an outcome down. It may follow a claim (nothing was sent), a mark, a failure that is taken back, and the
    /// doubt that a takeover left.
    fn settle(&self, id: DeliveryId, outcome: &Outcome) -> Result<(), StoreError> {
        let (to, reply, retry_at) = entry(outcome);
        let mut settle = self.ledger.prepare_cached(
            "update delivery set state = :to, attempts = attempts + (state = :claimed and :to = :failed),
                first_attempt = case when :to = :deferred then coalesce(first_attempt, :now) else first_attempt end,
                reply = :reply, retry_at = :retry_at, changed = :now
             where id = :id and sender = :sender and (state = :claimed or state = :sending or state = :failed or state = :uncertain)",
        )?;
        settle.execute(named_params! {
            ":id": id.0,
            ":sender": self.sender.0,
            ":now": self.now,
            ":to": to.word(),
            ":reply": reply,
            ":retry_at": retry_at.map(scribe::time),
            ":claimed": DeliveryState::Claimed.word(),
            ":sending": DeliveryState::Sending.word(),
            ":deferred": DeliveryState::Deferred.word(),
            ":failed": DeliveryState::Failed.word(),
            ":uncertain": DeliveryState::Uncertain.word(),
        })?;
        if is_gone(outcome) {
            self.suppress(id)?;
        }
        Ok(())
    }

    /// Whoever has no such address gets nothing more.
    fn suppress(&self, id: DeliveryId) -> Result<(), StoreError> {
        let mut suppress = self.ledger.prepare_cached(
            "update subscriber set state = :bounced, changed = :now, changed_by = :relay where state = :active
                and id = (select subscriber from delivery where id = :id and state = :failed)",
        )?;
        suppress.execute(named_params! {
            ":id": id.0,
            ":now": self.now,
            ":bounced": SubscriberState::Bounced.word(),
            ":relay": Actor::Relay.word(),
            ":active": SubscriberState::Active.word(),
            ":failed": DeliveryState::Failed.word(),
        })?;
        Ok(())
    }
}

/// Whether an outcome says that there is no such address.
fn is_gone(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Failed {
            cause: Cause::Address,
            ..
        }
    )
}

/// The state that an outcome leads to, the words, and the moment before which it is not tried again.
fn entry(outcome: &Outcome) -> (DeliveryState, Option<&str>, Option<Time>) {
    match outcome {
        Outcome::Accepted { reply } => (DeliveryState::Accepted, Some(reply), None),
        Outcome::Deferred { reply, retry_at } | Outcome::Postponed { reply, retry_at } => {
            (DeliveryState::Deferred, Some(reply), Some(*retry_at))
        }
        Outcome::Failed { reply, .. } => (DeliveryState::Failed, Some(reply), None),
        Outcome::Uncertain { reply } => (DeliveryState::Uncertain, Some(reply), None),
        Outcome::Returned => (DeliveryState::Queued, None, None),
    }
}
