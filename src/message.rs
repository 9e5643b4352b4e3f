//! The message: an edition made into mail once for everybody, with typed gaps for what differs.
//!
//! `render` makes a [`Message`], the store keeps it sealed by its [`Digest`], `deliver` fills the gaps.
//! All literal text is final: ASCII, CRLF line ends, already encoded for transfer.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What differs from recipient to recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The value of `To`: the recipient's mailbox.
    To,
    /// The value of `Date` (RFC 5322 section 3.3).
    Date,
    /// The value of `Message-ID`, with its angle brackets.
    MessageId,
    /// What goes before the subject: nothing, or the mark of a proof.
    SubjectMark,
    /// The one-click unsubscribe URL (RFC 8058).
    UnsubscribeUrl,
    /// The URL of the recipient's preferences.
    PreferencesUrl,
    /// The token of the unsubscribe URL alone, for leaving by mail.
    UnsubscribeToken,
}

/// Where a gap stands, which rules how its value is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In a header field: encoded words and folding (RFC 2047, RFC 5322 section 2.2.3).
    Header,
    /// In the quoted-printable text part (RFC 2045 section 6.7).
    Text,
    /// In the quoted-printable HTML part, inside an attribute or text: HTML-escaped first.
    Html,
}

/// A stretch of the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Segment {
    /// Final bytes, the same for everybody.
    Literal(String),
    /// A gap.
    Gap {
        /// What goes here.
        field: Field,
        /// How it is encoded.
        place: Place,
    },
}

/// SHA-256 over the segments: what was approved is what is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Reads a digest back from its hexadecimal form; the store's business.
    pub fn from_hex(hex: String) -> Self {
        Self(hex)
    }

    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A whole message: header, text part, HTML part, as segments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Message {
    /// The segments from the first header field to the closing boundary.
    pub segments: Vec<Segment>,
}

impl Message {
    /// The digest that seals it.
    pub fn digest(&self) -> Digest {
        let mut hash = Sha256::new();
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => {
                    hash.update([0]);
                    hash.update((text.len() as u64).to_be_bytes());
                    hash.update(text);
                }
                Segment::Gap { field, place } => hash.update([1, *field as u8, *place as u8]),
            }
        }
        Digest(
            hash.finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }
}
