//! The keys that sign links: a new one for the old.

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Pipeline;
use crate::link_key::{KeyNumber, KeyStanding};

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyReport {
    /// Its number.
    pub number: KeyNumber,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// What it is good for.
    pub standing: KeyStanding,
    /// Whether links are signed with it now.
    pub signs: bool,
}

impl Pipeline {
    /// All keys that ever signed links, the first first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn link_keys(&self) -> Result<Vec<KeyReport>> {
        self.reread_link_keys().await?;
        let signs = self.signer.signs();
        let keys = self.store.link_keys_kept().await?.into_iter();
        let report = |key: crate::link_key::LinkKey| KeyReport {
            number: key.number,
            made: key.made,
            standing: key.standing,
            signs: key.number == signs,
        };
        Ok(keys.map(report).collect())
    }

    /// Makes a new key, which signs from the next minute on; what becomes of the old ones is `old`.
    ///
    /// # Errors
    /// When the store fails, or has as many keys as there are numbers.
    pub async fn new_link_key(&self, old: KeyStanding) -> Result<KeyNumber> {
        let number = self.store.link_key_add(old, self.clock.now()).await?;
        self.reread_link_keys().await?;
        Ok(number)
    }

    /// Takes over what another process changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reread_link_keys(&self) -> Result<()> {
        let keys = self.store.link_keys_kept().await?;
        Ok(self.signer.take_over(&keys, self.clock.now())?)
    }
}
