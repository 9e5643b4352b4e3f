//! What mail is signed with (DKIM, RFC 6376): domain, selector, key, and the DNS record that publishes the key.
//!
//! Data only: keys are made and read here, named by `config`, used by `deliver`, compared with the DNS by
//! `pipeline`. Neither files nor the DNS are touched.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

mod key;
mod record;

pub use self::{
    key::{Algorithm, KeyError, NewKey, SigningKey},
    record::{Published, Record},
};

/// The longest name of a domain (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 253;
/// The longest label of one.
const LONGEST_LABEL: usize = 63;

/// The domain that a signature speaks for: the `d=` of RFC 6376 section 3.5, as lower-case A-labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Domain(String);

impl Domain {
    /// The domain of an address, which was checked when the address was.
    pub fn of(address: &crate::subscriber::EmailAddress) -> Self {
        Self(address.domain().to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether one is the other or lies below it, so that a signature of one is aligned with a `From` of the other
    /// (RFC 7489 section 3.1.1, relaxed). Two domains side by side may be, too, which takes a list of registries to
    /// tell.
    pub fn is_in_line_with(&self, other: &Self) -> bool {
        is_below(&self.0, &other.0) || is_below(&other.0, &self.0)
    }
}

/// Whether a domain is the other one, or one below it.
fn is_below(domain: &str, other: &str) -> bool {
    domain
        .strip_suffix(other)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

impl FromStr for Domain {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        idna::domain_to_ascii_strict(text.trim())
            .ok()
            .filter(|name| name.contains('.') && name.len() <= LONGEST_NAME && is_name(name))
            .map(Self)
            .ok_or_else(|| format!("`{text}` is not a domain; write one like \"weir.example\""))
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// Which of a domain's keys it is: the `s=` of RFC 6376 section 3.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Selector(String);

impl Selector {
    /// What a key of this kind is called when nobody gave it a name.
    pub fn usual(algorithm: Algorithm) -> Self {
        Self(
            match algorithm {
                Algorithm::Rsa => "roundup",
                Algorithm::Ed25519 => "roundup-ed25519",
            }
            .to_owned(),
        )
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Selector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.len() <= LONGEST_LABEL && is_name(text) {
            true => Ok(Self(text.to_ascii_lowercase())),
            false => Err(format!(
                "`{text}` is not a selector; write letters, digits and hyphens: \"roundup\""
            )),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Many selectors are a year or a date, and then the environment gives a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Typed {
    Text(String),
    Number(u64),
}

impl<'de> Deserialize<'de> for Selector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Typed::deserialize(deserializer)
            .map_err(|_| D::Error::custom("a selector is a text"))?
        {
            Typed::Text(text) => text,
            Typed::Number(number) => number.to_string(),
        };
        text.parse().map_err(D::Error::custom)
    }
}

/// Labels of letters, digits and inner hyphens, with dots between (RFC 5321 section 2.3.5, as RFC 6376 asks).
fn is_name(text: &str) -> bool {
    text.split('.').all(|label| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names() {
        assert_eq!("2026".parse::<Selector>().unwrap().as_str(), "2026");
        assert_eq!("A.b-1".parse::<Selector>().unwrap().as_str(), "a.b-1");
        for wrong in ["", "a b", "a;b", "-a", "a..b", "ü", "a\r\nb=", "a_b"] {
            assert!(wrong.parse::<Selector>().is_err(), "{wrong}");
        }
        assert_eq!(
            "Bücher.example".parse::<Domain>().unwrap().as_str(),
            "xn--bcher-kva.example"
        );
        for wrong in ["", "example", "a b.example", "a;b.example", ".example"] {
            assert!(wrong.parse::<Domain>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn above_and_below_are_in_line() {
        let is_in_line = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|name| name.parse::<Domain>().unwrap());
            one.is_in_line_with(&other)
        };
        assert!(is_in_line("weir.example", "weir.example"));
        assert!(is_in_line("mail.weir.example", "weir.example"));
        assert!(is_in_line("weir.example", "mail.weir.example"));
        assert!(!is_in_line("eir.example", "weir.example"));
        assert!(!is_in_line("a.weir.example", "b.weir.example"));
    }
}
