//! A letter: one claim made ready for the wire.

use tokio::sync::oneshot;

use super::Job;
use crate::{
    deliver::{
        dkim::SignError,
        personalise::Recipient,
        session::{Envelope, Errand},
        sheet::Written,
    },
    delivery::{Claim, DeliveryId, NotKept},
    subscriber::EmailAddress,
};

/// The answer to an entry of the ledger, when it comes.
pub(super) type Answer = oneshot::Receiver<Result<(), NotKept>>;

/// Why a letter can't be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unwritten {
    /// It can't be signed.
    #[error(transparent)]
    Unsigned(#[from] SignError),
    /// The ledger names a variant that was not sealed with the edition.
    #[error("its variant is not among those that were sealed")]
    NoSheet,
}

/// One claim made ready for the wire.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) claim: Claim,
    /// As it goes over the wire, its final dot included.
    pub(super) text: Vec<u8>,
    return_path: EmailAddress,
    written: Written,
    /// Its envelope went out behind the last letter.
    pub(super) riding: Option<Envelope>,
    /// Its mark `sending` is being written.
    pub(super) mark: Option<Answer>,
}

impl Letter {
    /// Writes the letter for a claim into `paper`, signed where we sign.
    ///
    /// # Errors
    /// When it can't be signed, or there is nothing to write.
    pub(super) fn write(
        job: &Job,
        claim: Claim,
        mut paper: Vec<u8>,
    ) -> Result<Self, (DeliveryId, Unwritten)> {
        let personal = (job.personal)(&claim);
        let recipient = Recipient {
            address: &claim.address,
            name: claim.name.as_deref(),
            message_id: &claim.message_id,
            date: job.date,
            unsubscribe_url: &personal.unsubscribe,
            preferences_url: &personal.preferences,
            subject_mark: None,
        };
        let written = match job.sheets.of(claim.variant) {
            Some(sheet) => sheet
                .write(&recipient, job.clock.now(), &mut paper)
                .map_err(Unwritten::from),
            None => Err(Unwritten::NoSheet),
        };
        let written = match written {
            Ok(written) => written,
            Err(why) => return Err((claim.id, why)),
        };
        Ok(Self {
            claim,
            text: paper,
            return_path: personal.return_path,
            written,
            riding: None,
            mark: None,
        })
    }

    /// What its envelope has to say.
    pub(super) fn errand(&self) -> Errand<'_> {
        Errand {
            from: &self.return_path,
            to: &self.claim.address,
            report_id: Some(&self.claim.message_id.0),
            size: self.written.size,
            octets: self.written.octets,
        }
    }
}
