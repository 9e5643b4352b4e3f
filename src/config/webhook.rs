//! `[webhook.NAME]`: programs elsewhere that are told what happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::{
    load::{HttpUrl, secret},
    values::{Network, Span, from_text},
};
use crate::webhook::{WebhookEvent, WebhookKey};

/// The longest that a try may take. Another process makes the next one only when this is well over.
const LONGEST: Span = Span::seconds(60);

/// The longest name.
const LONGEST_NAME: usize = 40;

/// A program that is told what happens.
#[derive(Clone)]
pub struct Webhook {
    /// What it is called: the store knows it by that.
    pub name: String,
    /// Where it listens.
    pub url: Url,
    /// What it is told.
    pub events: BTreeSet<WebhookEvent>,
    /// What its messages are signed with, each on its own: two while a secret is changed.
    pub keys: Vec<WebhookKey>,
    /// The longest that it may take for an answer.
    pub timeout: Span,
    /// Private ranges that it may be in.
    pub allow_private: Vec<Network>,
}

/// Its address may have a secret anywhere in it.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Webhook");
        shown.field("name", &self.name).finish_non_exhaustive()
    }
}

impl Webhook {
    /// Where it listens, as far as it may be shown.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}

from_text!(WebhookEvent);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    url: HttpUrl,
    events: BTreeSet<WebhookEvent>,
    secret: Option<SecretString>,
    secret_file: Option<PathBuf>,
    #[serde(default = "ten_seconds")]
    timeout: Span,
    #[serde(default)]
    allow_private: Vec<Network>,
}

fn ten_seconds() -> Span {
    Span::seconds(10)
}

/// The webhooks in the order of their names.
pub(super) fn check(raw: BTreeMap<String, Raw>, dir: &Path) -> Result<Vec<Webhook>, String> {
    let webhooks = raw.into_iter().map(|(name, raw)| {
        let checked = raw.check(&name, dir);
        checked.map_err(|why| format!("the webhook {name}: {why}"))
    });
    webhooks.collect()
}

impl Raw {
    fn check(self, name: &str, dir: &Path) -> Result<Webhook, String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(plain) {
            return Err(format!(
                "a name has small letters, digits, - and _, at most {LONGEST_NAME} of them"
            ));
        }
        let url = self.url.0;
        if url.scheme() != "https" && self.allow_private.is_empty() {
            return Err(
                "its url is not https, and messages are about people; in your own network http will do: \
                 name its range in allow_private"
                    .to_owned(),
            );
        }
        if self.events.is_empty() {
            return Err("events is empty, so it would be told nothing".to_owned());
        }
        if self.timeout > LONGEST {
            return Err("timeout is more than 60s".to_owned());
        }
        let text = match (self.secret, self.secret_file) {
            (Some(text), None) => text,
            (None, Some(file)) => secret(&dir.join(file))?.into(),
            _ => return Err("give its `secret`, or a `secret_file` that holds it".to_owned()),
        };
        let keys = text.expose_secret().split_whitespace();
        let keys: Vec<WebhookKey> = keys.map(str::parse).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err("its secret is empty".to_owned());
        }
        Ok(Webhook {
            name: name.to_owned(),
            url,
            events: self.events,
            keys,
            timeout: self.timeout,
            allow_private: self.allow_private,
        })
    }
}
