//! Keys for the API: what they may do, and what they look like.
//!
//! Data only. `store` keeps them, `pipeline` makes and checks them, `web/api` asks for them.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
// Small letters and digits: a key is one word to a mouse, a shell and a URL.
use data_encoding::BASE32_DNSSEC as BASE32;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// What every key begins with, so that people and programs that look for leaked secrets know it.
const PREFIX: &str = "rk_";

/// The row id of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub i64);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for KeyId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.parse().map(Self);
        id.map_err(|_| format!("`{text}` is no key's id; see `roundup key list`"))
    }
}

/// One thing that a key may let its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// See who is on the list.
    SubscribersRead,
    /// Ask people to confirm that they want to join; nothing of the list is told.
    SubscribersJoin,
    /// Put people on the list who agreed elsewhere.
    SubscribersVouch,
    /// Change names, pause, take off the list, erase.
    SubscribersWrite,
    /// See editions, drafts among them.
    EditionsRead,
    /// See who was sent what.
    DeliveriesRead,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 6] = [
        Self::SubscribersRead,
        Self::SubscribersJoin,
        Self::SubscribersVouch,
        Self::SubscribersWrite,
        Self::EditionsRead,
        Self::DeliveriesRead,
    ];

    /// The word that the store, the JSON and people use.
    pub fn word(self) -> &'static str {
        match self {
            Self::SubscribersRead => "subscribers:read",
            Self::SubscribersJoin => "subscribers:join",
            Self::SubscribersVouch => "subscribers:vouch",
            Self::SubscribersWrite => "subscribers:write",
            Self::EditionsRead => "editions:read",
            Self::DeliveriesRead => "deliveries:read",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|scope| scope.word() == word);
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("unknown scope `{word}`; known are {words}")
        })
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// What is known of a key, but for its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiKey {
    /// Its row.
    pub id: KeyId,
    /// What people call it: the program that holds it.
    pub name: String,
    /// What it lets its holder do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// When it ends by itself, if it does.
    pub expires: Option<DateTime<Utc>>,
    /// When it was last used, to the hour or so.
    pub used: Option<DateTime<Utc>>,
    /// When it was revoked, if it was.
    pub revoked: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// Whether it opens anything now.
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.revoked.is_none() && self.expires.is_none_or(|end| now < end)
    }

    /// What a consent and the trail call it.
    pub fn title(&self) -> String {
        format!("API key {} ({})", self.id, self.name)
    }
}

/// The secret half of a key: 256 bits.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// A secret of these bits.
    pub fn new(bits: [u8; 32]) -> Self {
        Self(bits)
    }

    /// The whole key, as its holder sends it.
    pub fn key(&self, id: KeyId) -> String {
        format!("{PREFIX}{id}_{}", BASE32.encode(&self.0))
    }

    /// The two halves of a key, if it has the form of one.
    pub fn parse(key: &str) -> Option<(KeyId, Self)> {
        let (id, secret) = key.strip_prefix(PREFIX)?.split_once('_')?;
        let id: u32 = id.parse().ok()?;
        let bits = BASE32.decode(secret.as_bytes()).ok()?.try_into().ok()?;
        Some((KeyId(i64::from(id)), Self(bits)))
    }

    /// What the store keeps of it. No salt and no slow hash: 256 random bits can't be guessed.
    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(self.0).into())
    }
}

/// The hash of a secret.
#[derive(Debug, Clone, Copy)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// As the store has it.
    pub fn hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }

    /// The other way.
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// Whether both are the same, told in the same time wherever they differ.
    pub fn is(&self, other: &Self) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_apart_and_any_changed_character_makes_another() {
        let secret = Secret::new([7; 32]);
        let key = secret.key(KeyId(12));
        let (id, found) = Secret::parse(&key).unwrap();
        assert!(id == KeyId(12) && found.hash().is(&secret.hash()), "{key}");
        for at in 6..key.len() {
            let mut other = key.clone();
            let replaced = if &key[at..=at] == "0" { "1" } else { "0" };
            other.replace_range(at..=at, replaced);
            let same = Secret::parse(&other).is_some_and(|(_, it)| it.hash().is(&secret.hash()));
            assert!(!same, "{other}");
        }
        for wrong in ["", "rk_", "rk_12", "rk_12_", "rk_-1_x", "rk__x", "RK_12_0"] {
            assert!(Secret::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Secret::parse(&format!("{key}0")).is_none());
    }
}
