//! A sheet: a message laid out for filling, once an edition; for each recipient its bytes are only joined.
//!
//! What a sheet writes is what goes over the wire after DATA: CRLF line ends, leading dots doubled
//! (RFC 5321 section 4.5.2), the final dot at its end, and on top the signatures, where we sign. The hash of the body
//! up to its first gap is the same for everybody, so it is computed here.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    dkim::{BodyHash, SignError, Signer},
    personalise::Recipient,
    session::Octets,
};
use crate::{
    message::{Field, Message, Place, Segment},
    variant::VariantNumber,
};

/// What the values, the signatures, the doubled dots and the next envelope usually need, in octets.
const ROOM_FOR_VALUES: usize = 4_096;

/// A message laid out for filling.
#[derive(Debug)]
pub struct Sheet {
    header: Vec<Part>,
    body: Vec<Part>,
    /// Octets that its literal text has, the doubled dots not counted.
    size: usize,
    signing: Option<Signing>,
}

/// The sheets of an edition: its own, and one for each of its variants.
#[derive(Debug)]
pub struct Sheets {
    own: Sheet,
    variants: BTreeMap<VariantNumber, Sheet>,
}

impl Sheets {
    /// Those of an edition that everybody gets alike.
    pub fn of_one(own: Sheet) -> Self {
        Self {
            own,
            variants: BTreeMap::new(),
        }
    }

    /// The same, and one for a variant.
    #[must_use]
    pub fn with(mut self, number: VariantNumber, sheet: Sheet) -> Self {
        self.variants.insert(number, sheet);
        self
    }

    /// The sheet for a delivery; none where its variant was never sealed.
    pub(super) fn of(&self, variant: Option<VariantNumber>) -> Option<&Sheet> {
        match variant {
            None => Some(&self.own),
            Some(number) => self.variants.get(&number),
        }
    }
}

/// What signing needs that is the same for everybody.
#[derive(Debug)]
struct Signing {
    signer: Arc<Signer>,
    /// The hash of the body up to its first gap.
    begun: BodyHash,
}

/// A stretch of the message, ready for the wire.
#[derive(Debug)]
enum Part {
    Literal {
        text: String,
        /// With its leading dots doubled, where it has any.
        stuffed: Option<String>,
    },
    Gap(Field, Place),
}

/// What was written for one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// Its size as the relay counts it: in octets, without doubled dots and the final one (RFC 1870 section 5).
    pub(super) size: usize,
    /// What its octets are.
    pub(super) octets: Octets,
}

impl Sheet {
    /// Lays a message out, to be signed where there is a signer.
    pub fn new(message: &Message, signer: Option<Arc<Signer>>) -> Self {
        let (header, body) = parts(message);
        let literals = |parts: &[Part]| parts.iter().map(Part::len).sum::<usize>();
        Self {
            size: literals(&header) + literals(&body),
            signing: signer.map(|signer| Signing {
                signer,
                begun: begun(&body),
            }),
            header,
            body,
        }
    }

    /// Writes the message for this recipient in place of what `out` holds.
    ///
    /// # Errors
    /// When it can't be signed.
    pub(super) fn write(
        &self,
        recipient: &Recipient<'_>,
        at: DateTime<Utc>,
        out: &mut Vec<u8>,
    ) -> Result<Written, SignError> {
        out.clear();
        // All at once: growing step by step leaves twice the room, on each connection.
        out.reserve_exact(self.size + ROOM_FOR_VALUES);
        let mut written = Written {
            size: self.size,
            octets: Octets::Seven,
        };
        let values = |parts: &[Part]| values(parts, recipient);
        fill(&self.header, &values(&self.header), out, &mut written);
        let in_body = values(&self.body);
        if let Some(signing) = &self.signing {
            let header = out.strip_suffix(b"\r\n").unwrap_or(out);
            let fields = signing
                .signer
                .sign(header, &signing.hash(&self.body, &in_body), at)?;
            written.size += fields.len();
            out.splice(..0, fields.into_bytes());
        }
        fill(&self.body, &in_body, out, &mut written);
        if !out.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b".\r\n");
        Ok(written)
    }
}

impl Signing {
    /// The hash of the whole body with these values.
    fn hash(&self, body: &[Part], values: &[Cow<'_, str>]) -> [u8; 32] {
        let mut hash = self.begun.clone();
        let mut values = values.iter();
        for part in body.iter().skip_while(|part| part.is_literal()) {
            match part {
                Part::Literal { text, .. } => hash.update(text.as_bytes()),
                Part::Gap(..) => hash.update(values.next().map_or(b"", |value| value.as_bytes())),
            }
        }
        hash.finish()
    }
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Self::Literal { text, .. } => text.len(),
            Self::Gap(..) => 0,
        }
    }

    fn is_literal(&self) -> bool {
        matches!(self, Self::Literal { .. })
    }
}

/// Header and body; the empty line between them ends the header.
fn parts(message: &Message) -> (Vec<Part>, Vec<Part>) {
    let (mut header, mut body) = (Vec::new(), Vec::new());
    let mut in_body = false;
    let mut fresh_line = true;
    for segment in &message.segments {
        match segment {
            Segment::Gap { field, place } => {
                // A value in a body ends with a soft line break; one in the header stands in its line.
                fresh_line = *place != Place::Header;
                let parts = if in_body { &mut body } else { &mut header };
                parts.push(Part::Gap(*field, *place));
            }
            Segment::Literal(text) => {
                let end = if in_body { None } else { text.find("\r\n\r\n") };
                let (head, rest) = text.split_at(match end {
                    Some(end) => end + 4,
                    None if in_body => 0,
                    None => text.len(),
                });
                push(&mut header, head, fresh_line);
                push(&mut body, rest, fresh_line || end.is_some());
                in_body |= end.is_some();
                fresh_line = text.ends_with('\n');
            }
        }
    }
    (header, body)
}

fn push(parts: &mut Vec<Part>, text: &str, fresh_line: bool) {
    if text.is_empty() {
        return;
    }
    let mut stuffed = text.replace("\n.", "\n..");
    if fresh_line && stuffed.starts_with('.') {
        stuffed.insert(0, '.');
    }
    parts.push(Part::Literal {
        text: text.to_owned(),
        stuffed: Some(stuffed).filter(|stuffed| stuffed != text),
    });
}

/// The hash of a body up to its first gap.
fn begun(body: &[Part]) -> BodyHash {
    let mut hash = BodyHash::default();
    for part in body {
        match part {
            Part::Literal { text, .. } => hash.update(text.as_bytes()),
            Part::Gap(..) => break,
        }
    }
    hash
}

/// What goes into the gaps, in their order: encoded once, hashed and written.
fn values<'a>(parts: &[Part], recipient: &'a Recipient<'_>) -> Vec<Cow<'a, str>> {
    let gaps = parts.iter().filter_map(|part| match part {
        Part::Literal { .. } => None,
        Part::Gap(field, place) => Some(recipient.value(*field, *place)),
    });
    gaps.collect()
}

fn fill(parts: &[Part], values: &[Cow<'_, str>], out: &mut Vec<u8>, written: &mut Written) {
    let mut values = values.iter();
    for part in parts {
        match part {
            Part::Literal { text, stuffed } => {
                out.extend_from_slice(stuffed.as_ref().unwrap_or(text).as_bytes());
            }
            Part::Gap(..) => {
                let value = values.next().map_or("", |value| value);
                written.size += value.len();
                if !value.is_ascii() {
                    written.octets = Octets::Eight;
                }
                out.extend_from_slice(value.as_bytes());
            }
        }
    }
}

#[cfg(test)]
mod tests;
