//! A subscriber: an address on the list, and what they agreed to.
//!
//! Data only: addresses are parsed here, kept by `store`, changed by `subscribers`.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use crate::preference::{Choice, Preferences, Tag};

/// The longest address that a mail command can carry: a path has 256 octets, two of them brackets (RFC 5321
/// section 4.5.3.1.3).
const LONGEST: usize = 254;

/// The row id of a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubscriberId(pub i64);

/// An e-mail address, normalised: the domain as lower-case A-labels (RFC 5891), the local part as given.
///
/// Two addresses that differ only in the case or the spelling of the domain are equal.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses and normalises an address.
    ///
    /// # Errors
    /// A sentence saying what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err("the address holds a control character".to_owned());
        }
        let (local, domain) = text
            .rsplit_once('@')
            .ok_or_else(|| format!("`{text}` has no @"))?;
        let domain = idna::domain_to_ascii_strict(domain)
            .map_err(|_| format!("`{domain}` is not a domain name"))?;
        if !domain.contains('.') && domain != "localhost" {
            return Err(format!("`{domain}` is not a full domain name"));
        }
        if local.len() > 64 || local.len() + 1 + domain.len() > LONGEST {
            return Err(format!("`{text}` is too long for an address"));
        }
        let address = format!("{local}@{domain}");
        lettre::Address::from_str(&address)
            .map_err(|why| format!("`{text}` is not an address: {why}"))?;
        Ok(Self(address))
    }

    /// The whole address, the domain as A-labels.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the last `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The domain, as lower-case A-labels.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether sending to it needs SMTPUTF8 (RFC 6531): a local part beyond ASCII.
    pub fn needs_smtputf8(&self) -> bool {
        !self.0.is_ascii()
    }
}

impl FromStr for EmailAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for EmailAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A name with an address, as in `From`: `The Weir Review <editors@weir.example>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name.
    pub name: Option<String>,
    /// The address.
    pub address: EmailAddress,
}

impl FromStr for Mailbox {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('<') else {
            return Ok(Self {
                name: None,
                address: EmailAddress::parse(text)?,
            });
        };
        let address = rest
            .strip_suffix('>')
            .ok_or_else(|| format!("`{text}` has no closing >"))?;
        let name = name.trim().trim_matches('"').trim();
        if name.chars().any(char::is_control) {
            return Err("the name holds a control character".to_owned());
        }
        Ok(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address: EmailAddress::parse(address)?,
        })
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => self.address.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for Mailbox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether a subscriber gets mail: only `active` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubscriberState {
    /// Asked to join, not yet confirmed.
    Pending,
    /// On the list.
    Active,
    /// Left.
    Unsubscribed,
    /// The address does not exist.
    Bounced,
    /// Called our mail spam.
    Complained,
    /// Asked for a break.
    Paused,
    /// Asked to be erased: only a keyed hash of the address remains.
    Forgotten,
}

impl SubscriberState {
    /// Every state, for `check` constraints and tests.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Active,
        Self::Unsubscribed,
        Self::Bounced,
        Self::Complained,
        Self::Paused,
        Self::Forgotten,
    ];

    /// The word that the store, the JSON and people use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Paused => "paused",
            Self::Forgotten => "forgotten",
        }
    }

    /// Whether an import may never bring this subscriber back.
    pub fn suppresses(self) -> bool {
        matches!(
            self,
            Self::Unsubscribed | Self::Bounced | Self::Complained | Self::Forgotten
        )
    }
}

impl fmt::Display for SubscriberState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for SubscriberState {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| {
                let known: Vec<_> = Self::ALL.iter().map(|state| state.word()).collect();
                format!(
                    "unknown subscriber state `{word}`; known are {}",
                    known.join(", ")
                )
            })
    }
}

/// Who changes where a subscriber stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The person, by a link of a mail.
    Reader,
    /// Somebody at the command line.
    Operator,
    /// A list that was taken in.
    Import,
    /// The relay's answer.
    Relay,
    /// This program by a rule of its own.
    Roundup,
}

impl Actor {
    /// Every actor, for `check` constraints and tests.
    pub const ALL: [Self; 5] = [
        Self::Reader,
        Self::Operator,
        Self::Import,
        Self::Relay,
        Self::Roundup,
    ];

    /// The word that the store, the JSON and people use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Operator => "operator",
            Self::Import => "import",
            Self::Relay => "relay",
            Self::Roundup => "roundup",
        }
    }
}

/// A change of where a subscriber stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateChange {
    /// Where they stood.
    pub was: String,
    /// Where they stand since.
    pub state: String,
    /// Who changed it.
    pub by: String,
    /// The key of the API that did, where it was one.
    pub key: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A subscriber as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subscriber {
    /// Their row.
    pub id: SubscriberId,
    /// Where mail goes.
    pub address: EmailAddress,
    /// What they are called, if they said.
    pub name: Option<String>,
    /// Whether they get mail.
    pub state: SubscriberState,
    /// When they joined.
    pub joined: DateTime<Utc>,
    /// Where the consent came from: an import's file name, the sign-up page, the command line.
    pub consent: String,
    /// When the state last changed.
    pub changed: DateTime<Utc>,
    /// When who is paused comes back by themselves, if they do.
    pub paused_until: Option<DateTime<Utc>>,
    /// What they chose.
    #[serde(flatten)]
    pub preferences: Preferences,
    /// The publication's words for them.
    pub tags: Vec<Tag>,
}

/// What a subscriber is to be from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// What they are called.
    pub name: Option<String>,
    /// Whether they get mail.
    pub state: SubscriberState,
}

/// Somebody who may come on the list: a row of an import, or a person who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubscriber {
    /// Where mail goes.
    pub address: EmailAddress,
    /// The keyed hash of the address, to know those who asked to be forgotten.
    pub hash: String,
    /// What they are called.
    pub name: Option<String>,
    /// What the file says of them: `active` when it says nothing.
    pub state: SubscriberState,
    /// When they joined.
    pub joined: DateTime<Utc>,
    /// Where the consent came from.
    pub consent: String,
    /// When who is paused comes back.
    pub paused_until: Option<DateTime<Utc>>,
    /// What they chose, as far as the file says.
    pub choice: Choice,
    /// The publication's words for them.
    pub tags: Vec<Tag>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_into_a_mail_command() {
        let label = "a".repeat(63);
        let domain = format!("{label}.{label}.{}.example", "a".repeat(53));
        let local = "b".repeat(64);
        let longest = EmailAddress::parse(&format!("{local}@{domain}")).unwrap();
        assert_eq!(longest.as_str().len(), LONGEST);
        assert!(EmailAddress::parse(&format!("{local}@a{domain}")).is_err());
        assert!(EmailAddress::parse(&format!("{local}b@b.example")).is_err());
    }

    #[test]
    fn invisible_characters_make_no_address() {
        for hidden in [
            '\u{e000}', '\u{202e}', '\u{200f}', '\u{feff}', '\u{2028}', '\0', '\u{85}',
        ] {
            let text = format!("a{hidden}b@mill.example");
            assert!(EmailAddress::parse(&text).is_err(), "{text:?}");
        }
    }
}
