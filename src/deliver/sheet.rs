//! A sheet: a message laid out for filling, once an edition; for each recipient its bytes are only joined.
//!
//! What a sheet writes is what goes over the wire after DATA: CRLF line ends, leading dots doubled
//! (RFC 5321 section 4.5.2), the final dot at its end.

use super::{
    personalise::Recipient,
    session::Octets,
};
use crate::message::{Field, Message, Place, Segment};

/// A message laid out for filling.
#[derive(Debug)]
pub struct Sheet {
    parts: Vec<Part>,
    /// Octets that its literal text has, the doubled dots not counted.
    size: usize,
}

/// A stretch of the message, ready for the wire.
#[derive(Debug)]
enum Part {
    Literal(String),
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
    /// Lays a message out.
    pub fn new(message: &Message) -> Self {
        let mut sheet = Self {
            parts: Vec::with_capacity(message.segments.len()),
            size: 0,
        };
        let mut fresh_line = true;
        for segment in &message.segments {
            sheet.parts.push(match segment {
                Segment::Literal(text) => {
                    sheet.size += text.len();
                    let stuffed = stuffed(text, fresh_line);
                    fresh_line = text.ends_with('\n');
                    Part::Literal(stuffed)
                }
                Segment::Gap { field, place } => {
                    // A value in a body ends with a soft line break; one in the header stands in its line.
                    fresh_line = *place != Place::Header;
                    Part::Gap(*field, *place)
                }
            });
        }
        sheet
    }

    /// Writes the message for this recipient in place of what `out` holds.
    pub(super) fn write(&self, recipient: &Recipient<'_>, out: &mut Vec<u8>) -> Written {
        out.clear();
        let mut written = Written {
            size: self.size,
            octets: Octets::Seven,
        };
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.extend_from_slice(text.as_bytes()),
                Part::Gap(field, place) => {
                    let value = recipient.value(*field, *place);
                    written.size += value.len();
                    if !value.is_ascii() {
                        written.octets = Octets::Eight;
                    }
                    out.extend_from_slice(value.as_bytes());
                }
            }
        }
        if !out.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b".\r\n");
        written
    }
}

/// The text with the dots at the beginnings of its lines doubled.
fn stuffed(text: &str, fresh_line: bool) -> String {
    let doubled = text.replace("\n.", "\n..");
    if fresh_line && doubled.starts_with('.') {
        return format!(".{doubled}");
    }
    doubled
}

#[cfg(test)]
mod tests;
