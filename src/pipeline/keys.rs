//! Keys for the API: making one, knowing it again, and what its holder changes about people.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::Pipeline;
use crate::{
    api_key::{ApiKey, KeyId, Scope, Secret},
    consent::{Given, Vouched},
    subscriber::{Amendment, Subscriber},
};

impl Pipeline {
    /// Makes a key. What is given back beside it is all that will ever be seen of its secret.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn key_new(
        &self,
        name: &str,
        scopes: &[Scope],
        expires: Option<DateTime<Utc>>,
    ) -> Result<(ApiKey, String)> {
        let secret = Secret::new(rand::random());
        let now = self.clock.now();
        let id = self
            .store
            .api_key_add(name, scopes, secret.hash(), expires, now)
            .await?;
        let key = ApiKey {
            id,
            name: name.to_owned(),
            scopes: scopes.to_owned(),
            made: now,
            expires,
            used: None,
            revoked: None,
        };
        Ok((key, secret.key(id)))
    }

    /// The key that somebody shows, if it is one of ours and still good.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn key_check(&self, shown: &str) -> Result<Option<ApiKey>> {
        let Some((id, secret)) = Secret::parse(shown) else {
            return Ok(None);
        };
        let Some((key, hash)) = self.store.api_key_get(id).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if !hash.is(&secret.hash()) || !key.is_good(now) {
            return Ok(None);
        }
        self.store.api_key_used(&key, now).await?;
        Ok(Some(key))
    }

    /// Ends a key at once. False when it was revoked before, or never there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn key_revoke(&self, id: KeyId) -> Result<bool> {
        Ok(self.store.api_key_revoke(id, self.clock.now()).await?)
    }

    /// Puts somebody on the list who agreed elsewhere, on the word of whoever holds the key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn vouch(&self, given: &Given, key: &ApiKey) -> Result<Vouched> {
        let hash = self.signer.hash(&given.address);
        let now = self.clock.now();
        Ok(self.store.subscriber_vouch(given, &hash, key, now).await?)
    }

    /// Changes a name or a state for whoever holds the key. False when the subscriber is no longer as they were `seen`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn amend(&self, seen: &Subscriber, new: &Amendment, key: &ApiKey) -> Result<bool> {
        let now = self.clock.now();
        Ok(self.store.subscriber_amend(seen, new, key, now).await?)
    }
}
