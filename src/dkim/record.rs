//! The TXT record that publishes a key (RFC 6376 section 3.6).

use std::fmt;

use super::{Domain, Selector, SigningKey};

/// The most octets in one string of a TXT record (RFC 1035 section 3.3.14).
const STRING_LIMIT: usize = 255;

/// A TXT record: its name and its one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// `selector._domainkey.domain`, without a dot at its end.
    pub name: String,
    /// `v=DKIM1; k=rsa; p=...`.
    pub value: String,
}

/// How what the DNS holds under a key's name compares with the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// It is this key.
    Same,
    /// It is another one, a withdrawn one, or nothing that can be read.
    Different,
    /// There is no record.
    Missing,
}

impl Record {
    /// The record of a key.
    pub fn new(domain: &Domain, selector: &Selector, key: &SigningKey) -> Self {
        let key_type = key.algorithm().key_type();
        Self {
            name: format!("{selector}._domainkey.{domain}"),
            value: format!("v=DKIM1; k={key_type}; p={}", key.public()),
        }
    }

    /// The text in strings of at most 255 octets, which is how a zone file holds it.
    pub fn strings(&self) -> Vec<&str> {
        let mut strings = Vec::new();
        let mut rest = self.value.as_str();
        while rest.len() > STRING_LIMIT {
            let (string, tail) = rest.split_at(STRING_LIMIT);
            strings.push(string);
            rest = tail;
        }
        strings.push(rest);
        strings
    }

    /// The record as a zone file has it (RFC 1035 section 5.1).
    pub fn zone(&self) -> String {
        let strings: Vec<_> = self
            .strings()
            .iter()
            .map(|string| format!("\"{string}\""))
            .collect();
        format!("{}. IN TXT ( {} )", self.name, strings.join("\n    "))
    }

    /// Compares with the texts that the DNS holds under this name. One record only may be there: with more of them
    /// it is anyone's guess which is taken (RFC 6376 section 3.6.2.2).
    pub fn compare(&self, found: &[String]) -> Published {
        match found {
            [] => Published::Missing,
            [one] if self.tags() == Tags::of(one) => Published::Same,
            _ => Published::Different,
        }
    }

    fn tags(&self) -> Tags {
        Tags::of(&self.value)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} TXT {}", self.name, self.value)
    }
}

/// What of a record decides which signatures it fits (RFC 6376 section 3.6.1).
#[derive(Debug, PartialEq, Eq)]
struct Tags {
    key_type: String,
    public: String,
}

impl Tags {
    fn of(text: &str) -> Self {
        let tag = |wanted: &str| {
            text.split(';')
                .filter_map(|tag| tag.split_once('='))
                .find(|(name, _)| name.trim() == wanted)
                .map(|(_, value)| value.split_whitespace().collect::<String>())
        };
        Self {
            key_type: tag("k").unwrap_or_else(|| "rsa".to_owned()),
            public: tag("p").unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dkim::Algorithm;

    fn record(algorithm: Algorithm) -> Record {
        let key = SigningKey::generate(algorithm).unwrap().key;
        let domain = "weir.example".parse().unwrap();
        Record::new(&domain, &"2026".parse().unwrap(), &key)
    }

    #[test]
    fn strings_fit_and_add_up() {
        let record = record(Algorithm::Rsa);
        assert_eq!(record.name, "2026._domainkey.weir.example");
        assert!(
            record
                .value
                .starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhki")
        );
        let strings = record.strings();
        assert_eq!(strings.len(), 2);
        assert!(strings.iter().all(|string| string.len() <= STRING_LIMIT));
        assert_eq!(strings.concat(), record.value);
        let zone = record.zone();
        assert!(zone.starts_with("2026._domainkey.weir.example. IN TXT ( \"v=DKIM1;"));
        assert!(zone.ends_with("\" )"));
    }

    #[test]
    fn a_record_is_compared_by_what_it_means() {
        let record = record(Algorithm::Ed25519);
        let same = record
            .value
            .replace("; ", " ;\t")
            .replace("p=", "t=s; p=  ");
        assert_eq!(record.compare(&[same]), Published::Same);
        assert_eq!(record.compare(&[]), Published::Missing);
        let as_rsa = record.value.replace("ed25519", "rsa");
        let twice = vec![record.value.clone(), record.value.clone()];
        for found in [vec![as_rsa], twice, vec!["v=DKIM1; p=".to_owned()]] {
            assert_eq!(record.compare(&found), Published::Different, "{found:?}");
        }
    }
}
