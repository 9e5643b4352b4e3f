//! Proofs: the very bytes of an edition to named people, subject marked.

use anyhow::Result;
use serde::Serialize;

use super::{Fault, Pipeline};
use crate::{
    deliver::send_one, edition::Edition, preference::Preferences, subscriber::EmailAddress,
    words::Phrasebook,
};

/// What came of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofReport {
    /// Whom the relay took it for.
    pub accepted: Vec<EmailAddress>,
    /// Whom it didn't, with its words.
    pub failed: Vec<(EmailAddress, String)>,
}

impl Pipeline {
    /// Sends an edition, as readers get it who chose this, to named people, whether they are on the list or not.
    ///
    /// # Errors
    /// When it can't be rendered or the relay takes none of them.
    pub async fn proof(
        &self,
        edition: &Edition,
        reader: &Preferences,
        to: &[EmailAddress],
    ) -> Result<ProofReport> {
        let message = self.message_for(edition, reader).await?;
        let (smtp, _catcher) = self.relay().await?;
        let mark = Phrasebook::of(self.language_of(reader.language)).proof_mark();
        let mut report = ProofReport {
            accepted: Vec::new(),
            failed: Vec::new(),
        };
        for address in to {
            let bytes = self.signed(self.filled(&message, edition, address, Some(&mark)))?;
            match send_one(&smtp, address, &bytes).await {
                Ok(_) => report.accepted.push(address.clone()),
                Err(why) => report.failed.push((address.clone(), why.to_string())),
            }
        }
        match (report.accepted.as_slice(), report.failed.as_slice()) {
            ([], [(address, why), ..]) => Err(Fault::Unavailable(format!(
                "the proof to {address} was not sent: {why}"
            ))
            .into()),
            _ => Ok(report),
        }
    }
}
