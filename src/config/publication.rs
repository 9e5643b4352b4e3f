//! `[publication]`: who publishes, and under which names mail goes out.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de::Error as _};
use url::Url;

use super::values::Zone;
use crate::subscriber::{EmailAddress, Mailbox};

/// Who publishes.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The name in the masthead.
    pub name: String,
    /// The site.
    pub url: Url,
    /// The `From` of every mail.
    pub from: Mailbox,
    /// Where answers go, when not to `from`.
    pub reply_to: Option<Mailbox>,
    /// Where mails go that ask to leave, beside the page for it.
    pub leave_to: Option<EmailAddress>,
    /// The `List-Id` of the list (RFC 2919).
    pub list_id: ListId,
    /// The postal address in the footer (CAN-SPAM, CASL).
    pub postal_address: String,
    /// The zone in which slots and dates are read.
    pub timezone: chrono_tz::Tz,
    /// BCP 47 tag of the language of the mail.
    pub language: String,
    /// A picture for the masthead instead of the name in letters.
    pub logo: Option<Url>,
}

/// The identifier of a mailing list: `weekly.weir.example` (RFC 2919 section 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListId(String);

impl ListId {
    /// The identifier without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ListId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let label = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        if text.len() <= 200 && text.contains('.') && text.split('.').all(label) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "`{text}` is not a list id; write a label and your domain: \"weekly.weir.example\""
            ))
        }
    }
}

impl<'de> Deserialize<'de> for ListId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    name: super::load::Line,
    url: super::load::HttpUrl,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    leave_to: Option<EmailAddress>,
    list_id: ListId,
    postal_address: super::load::Line,
    timezone: Zone,
    #[serde(default)]
    language: Language,
    logo: Option<super::load::HttpUrl>,
}

/// A language tag: `en`, `de-CH` (BCP 47; well-formed, not looked up).
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Language(String);

impl Default for Language {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let subtag = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let first = text.split('-').next().unwrap_or_default();
        let fits = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
        if fits && text.split('-').all(subtag) {
            Ok(Self(text))
        } else {
            Err(format!(
                "`{text}` is not a language tag; write one like \"en\" or \"de-CH\""
            ))
        }
    }
}

impl Raw {
    pub(super) fn check(self) -> Publication {
        Publication {
            name: self.name.0,
            url: self.url.0,
            from: self.from,
            reply_to: self.reply_to,
            leave_to: self.leave_to,
            list_id: self.list_id,
            postal_address: self.postal_address.0,
            timezone: self.timezone.0,
            language: self.language.0,
            logo: self.logo.map(|logo| logo.0),
        }
    }
}
