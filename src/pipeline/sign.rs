//! Signing what leaves, where `[dkim]` says with what.

use std::sync::Arc;

use anyhow::{Context, Result};

use super::Pipeline;
use crate::deliver::dkim::Signer;

impl Pipeline {
    /// What signs our mail, when we sign it.
    pub(super) fn mail_signer(&self) -> Option<Arc<Signer>> {
        let dkim = self.config.dkim.as_ref()?;
        Some(Arc::new(Signer::new(dkim)))
    }

    /// A whole message, signed when we sign.
    ///
    /// # Errors
    /// When it can't be signed.
    pub(super) fn signed(&self, message: Vec<u8>) -> Result<Vec<u8>> {
        match self.mail_signer() {
            Some(signer) => signer
                .signed(message, self.clock.now())
                .context("a message can't be signed"),
            None => Ok(message),
        }
    }
}
