//! Who calls the API: a key, what it may do, and how often.

use std::{num::NonZeroU32, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock as _, DefaultClock},
};

use super::Problem;
use crate::{
    api_key::{ApiKey, KeyId, Scope},
    pipeline::Pipeline,
};

/// Somebody with a good key.
pub(super) struct Holder(pub(super) ApiKey);

impl Holder {
    /// Refuses those whose key is not for this.
    pub(super) fn needs(&self, scope: Scope) -> Result<(), Problem> {
        match self.0.scopes.contains(&scope) {
            true => Ok(()),
            false => Err(Problem::lacks(scope)),
        }
    }
}

impl FromRequestParts<Pipeline> for Holder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, pipeline: &Pipeline) -> Result<Self, Problem> {
        let shown = bearer(&parts.headers).ok_or_else(Problem::no_key)?;
        let key = pipeline.key_check(shown).await?;
        let key = key.ok_or_else(Problem::bad_key)?;
        if let Some(turnstile) = parts.extensions.get::<Arc<Turnstile>>() {
            turnstile.pass(key.id)?;
        }
        Ok(Self(key))
    }
}

/// The key of a request; the name of the scheme may be written in any case (RFC 9110 section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(key.trim_start())
}

/// How often one key may be used.
pub(super) struct Turnstile {
    limiter: DefaultKeyedRateLimiter<KeyId>,
    clock: DefaultClock,
}

impl Turnstile {
    /// So many times a minute, at once or spread.
    pub(super) fn per_minute(times: NonZeroU32) -> Self {
        Self {
            limiter: DefaultKeyedRateLimiter::keyed(Quota::per_minute(times)),
            clock: DefaultClock::default(),
        }
    }

    fn pass(&self, key: KeyId) -> Result<(), Problem> {
        self.limiter.check_key(&key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Problem::too_many(wait.as_secs() + 1)
        })
    }
}
