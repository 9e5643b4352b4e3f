//! Webhooks: what programs elsewhere are told, where each message stands, and the keys that sign it.
//!
//! Data only. The tables of `store` queue the messages, `pipeline` sends them.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Serialize, Serializer};
use sha2::Sha256;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WebhookEvent {
    /// Somebody came on the list, or came back.
    Subscribed,
    /// Somebody left, complained, or was erased.
    Unsubscribed,
    /// An address does not exist.
    Bounced,
    /// Everybody has an outcome.
    EditionSent,
}

impl WebhookEvent {
    /// Every event.
    pub const ALL: [Self; 4] = [
        Self::Subscribed,
        Self::Unsubscribed,
        Self::Bounced,
        Self::EditionSent,
    ];

    /// The word that the configuration, the store and the messages use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Subscribed => "subscriber.subscribed",
            Self::Unsubscribed => "subscriber.unsubscribed",
            Self::Bounced => "subscriber.bounced",
            Self::EditionSent => "edition.sent",
        }
    }
}

impl fmt::Display for WebhookEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for WebhookEvent {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|event| event.word() == word);
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("`{word}` is no event of a webhook; there are {words}")
        })
    }
}

impl Serialize for WebhookEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// To be sent, or sent again.
    Waiting,
    /// The program took it.
    Taken,
    /// It was given up.
    Dead,
}

impl MessageState {
    /// Every state, for `check` constraints and tests.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Taken, Self::Dead];

    /// The word that the store uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Dead => "dead",
        }
    }
}

/// The row id of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WebhookMessageId(pub i64);

/// A message that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookMessage {
    /// Its row.
    pub id: WebhookMessageId,
    /// What it keeps at every try, for the program to know it by.
    pub message_id: String,
    /// What happened.
    pub event: WebhookEvent,
    /// To which subscriber, or which edition: its row.
    pub subject: i64,
    /// Its state before; empty for who is new.
    pub was: String,
    /// Its state from then on.
    pub became: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How often it was tried, this time included.
    pub attempts: u32,
}

/// How the messages to one program stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WebhookTally {
    /// To be sent.
    pub waiting: u64,
    /// Of them, those that were tried before.
    pub retried: u64,
    /// Given up lately.
    pub dead: u64,
    /// What came of the last try that was none, where something waits or is given up.
    pub last: Option<String>,
}

/// A message that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadMessage {
    /// To whom.
    pub webhook: String,
    /// What the program would have known it by.
    pub message_id: String,
    /// What happened.
    pub event: WebhookEvent,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// What came of the last try.
    pub reply: Option<String>,
}

/// A key that messages are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookKey(Vec<u8>);

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookKey(..)")
    }
}

impl FromStr for WebhookKey {
    type Err = String;

    /// As the Standard Webhooks specification writes it. What is wrong is told without the text.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text
            .strip_prefix("whsec_")
            .and_then(|text| STANDARD.decode(text).ok())
            .filter(|bytes| (24..=64).contains(&bytes.len()));
        bytes.map(Self).ok_or_else(|| {
            "a secret is whsec_ and 24 to 64 bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)"
                .to_owned()
        })
    }
}

impl WebhookKey {
    /// The signature of a message (Standard Webhooks 1.0): `v1,` and HMAC-SHA256 over `id.timestamp.body` in base64.
    pub fn sign(&self, message_id: &str, timestamp: i64, body: &str) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key length");
        mac.update(format!("{message_id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let key: WebhookKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signature = key.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        for text in ["", "whsec_", "whsec_c2hvcnQ=", "hunter2", "whsec_!!!"] {
            let why = text.parse::<WebhookKey>().unwrap_err();
            assert!(!why.contains("hunter2") && why.contains("openssl"), "{why}");
        }
    }
}
