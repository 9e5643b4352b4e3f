//! Reading a message back: the parts as they were before encoding, gaps and all.
//!
//! So previews, the archive and the checks show what was sealed, not what the present configuration
//! would make of the edition.

use super::gap::marker;
use crate::{
    message::{Message, Segment},
    mime::quoted_printable_decode,
};

/// The decoded parts. Gaps are in them as marker characters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// The header fields, folded as they are.
    pub(super) header: String,
    /// The text part, lines ended by LF.
    pub(super) text: String,
    /// The HTML part.
    pub(super) html: String,
}

/// The parts of a message of ours; empty where it isn't one.
pub(super) fn of(message: &Message) -> Parts {
    let whole = joined(message);
    let Some((header, body)) = whole.split_once("\r\n\r\n") else {
        return Parts::default();
    };
    let boundary = header
        .split_once("boundary=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let Some((boundary, _)) = boundary else {
        // It has no parts, and is its text.
        return Parts {
            header: header.to_owned(),
            text: decoded(body),
            html: String::new(),
        };
    };
    let delimiter = format!("--{boundary}");
    let mut parts = body.split(delimiter.as_str()).skip(1).map(content);
    Parts {
        header: header.to_owned(),
        text: parts.next().unwrap_or_default(),
        html: parts.next().unwrap_or_default(),
    }
}

/// The message as one string, a marker for each gap.
pub(super) fn joined(message: &Message) -> String {
    let mut whole = String::new();
    for segment in &message.segments {
        match segment {
            Segment::Literal(text) => whole.push_str(text),
            Segment::Gap { field, .. } => whole.push(marker(*field)),
        }
    }
    whole
}

/// What stands after the header of a part; the line end before the boundary is the boundary's.
fn content(part: &str) -> String {
    let body = part.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    decoded(body.strip_suffix("\r\n").unwrap_or(body))
}

fn decoded(body: &str) -> String {
    quoted_printable_decode(body).replace("\r\n", "\n")
}
