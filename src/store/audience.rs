//! The audience: frozen once, when the sending of an edition begins.

use rusqlite::Connection;

use super::{Store, StoreError, Time, scribe};
use crate::{
    delivery::DeliveryState,
    edition::{EditionId, EditionState},
    subscriber::SubscriberState,
};

/// What came of trying to freeze an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freeze {
    /// So many people are in it.
    Frozen(u64),
    /// The edition was no longer approved: another process or an editor was faster.
    NotApproved,
    /// Nobody is on the list.
    Nobody,
}

impl Store {
    /// Freezes the audience: sets `sending` and makes a delivery for every active subscriber, in one transaction.
    ///
    /// `domain` is the right side of the Message-IDs; their left side can't be guessed and never changes again. It
    /// begins with numbers that grow, so that a list of millions fills its index from one end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audience_freeze(
        &self,
        id: EditionId,
        domain: &str,
        now: Time,
    ) -> Result<Freeze, StoreError> {
        let domain = domain.to_owned();
        let freeze = move |ledger: &Connection| {
            let active = SubscriberState::Active.word();
            let anybody = "select exists(select 1 from subscriber where state = ?1)";
            if !ledger.query_row(anybody, [active], |row| row.get(0))? {
                return Ok(Freeze::Nobody);
            }
            let moved = ledger.execute(
                "update edition set state = ?1, started = ?2, changed = ?2 where id = ?3 and state = ?4",
                (
                    EditionState::Sending.word(),
                    scribe::time(now),
                    id.0,
                    EditionState::Approved.word(),
                ),
            )?;
            if moved == 0 {
                return Ok(Freeze::NotApproved);
            }
            let frozen = ledger.execute(
                "insert into delivery (edition, subscriber, state, message_id, changed)
                 select ?1, id, ?2, printf('e%d.%08x.%s@%s', ?1, id, lower(hex(randomblob(8))), ?3), ?4
                 from subscriber where state = ?5 order by id",
                (
                    id.0,
                    DeliveryState::Queued.word(),
                    domain,
                    scribe::time(now),
                    active,
                ),
            )?;
            fail::fail_point!("store::before_freeze_commit");
            Ok(Freeze::Frozen(u64::try_from(frozen).unwrap_or(u64::MAX)))
        };
        self.scribe.write(freeze).await
    }
}
