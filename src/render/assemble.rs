//! From the two parts to the message: header fields, boundary, transfer encoding, segments.
//!
//! The order of the fields is the order of reading; none of them tells one recipient from another but
//! through a gap.

use sha2::{Digest as _, Sha256};

use super::{
    Letterhead,
    gap::{self, Stretch},
};
use crate::{
    edition::Edition,
    message::{Field, Message, Place, Segment},
    mime,
};

/// Room that the mark of a proof may need before the subject.
const MARK_ROOM: usize = 12;
/// The longest `List-Id` (RFC 2919 section 3).
const LIST_ID_LIMIT: usize = 255;

/// The kind of the text part.
const PLAIN: &str = "text/plain; charset=utf-8; format=flowed; delsp=no";

/// The whole message; without HTML it is its text.
pub(super) fn message(
    edition: &Edition,
    letterhead: &Letterhead<'_>,
    text: &str,
    html: Option<&str>,
) -> Message {
    let mut draft = Draft::default();
    header(&mut draft, edition, letterhead);
    draft.field("MIME-Version", "1.0");
    match html {
        Some(html) => both(&mut draft, text, html),
        None => part(&mut draft, PLAIN, text, Place::Text),
    }
    Message {
        segments: draft.segments,
    }
}

fn header(draft: &mut Draft, edition: &Edition, letterhead: &Letterhead<'_>) {
    let publication = letterhead.publication;
    let address = |mailbox: &crate::subscriber::Mailbox| {
        mime::mailbox(mailbox.name.as_deref(), mailbox.address.as_str())
    };
    draft.field("From", &address(&publication.from));
    draft.gap_field("To", Field::To);
    if let Some(reply_to) = &publication.reply_to {
        draft.field("Reply-To", &address(reply_to));
    }
    draft.literal("Subject: ");
    draft.gap(Field::SubjectMark, Place::Header);
    let subject = &edition.composition.subject;
    draft.literal(&mime::encode_header(subject, "Subject: ".len() + MARK_ROOM));
    draft.literal("\r\n");
    draft.gap_field("Date", Field::Date);
    draft.gap_field("Message-ID", Field::MessageId);
    draft.field("List-Id", &list_id(letterhead));
    draft.literal("List-Unsubscribe: <");
    draft.gap(Field::UnsubscribeUrl, Place::Header);
    if let Some(address) = &letterhead.publication.leave_to {
        let address = in_address(address.as_str());
        draft.literal(&format!(">,\r\n <mailto:{address}?subject=unsubscribe%20"));
        draft.gap(Field::UnsubscribeToken, Place::Header);
    }
    draft.literal(">\r\n");
    draft.field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    draft.field("Feedback-ID", &feedback_id(edition, letterhead));
    draft.field("Precedence", "bulk");
}

/// An address as a mailto has it (RFC 6068 section 2).
fn in_address(address: &str) -> String {
    let octet = |octet: u8| match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(octet).to_string(),
        b'@' | b'-' | b'.' | b'_' | b'~' | b'+' => char::from(octet).to_string(),
        other => format!("%{other:02X}"),
    };
    address.bytes().map(octet).collect()
}

fn both(draft: &mut Draft, text: &str, html: &str) {
    let boundary = boundary(text, html);
    draft.field(
        "Content-Type",
        &format!("multipart/alternative;\r\n boundary=\"{boundary}\""),
    );
    draft.literal("\r\n");
    let parts = [
        (PLAIN, text, Place::Text),
        ("text/html; charset=utf-8", html, Place::Html),
    ];
    for (kind, content, place) in parts {
        draft.literal(&format!("--{boundary}\r\n"));
        part(draft, kind, content, place);
        draft.literal("\r\n");
    }
    draft.literal(&format!("--{boundary}--\r\n"));
}

fn part(draft: &mut Draft, kind: &str, content: &str, place: Place) {
    draft.field("Content-Type", kind);
    draft.field("Content-Transfer-Encoding", "quoted-printable");
    draft.literal("\r\n");
    draft.part(content, place);
}

/// `The Weir Review <weekly.weir.example>` (RFC 2919), the name left out where it makes it too long.
fn list_id(letterhead: &Letterhead<'_>) -> String {
    let id = letterhead.publication.list_id.as_str();
    let name = mime::phrase(&letterhead.publication.name, "List-Id: ".len());
    if name.is_empty() || name.len() + id.len() + 3 > LIST_ID_LIMIT {
        return format!("<{id}>");
    }
    let used = name.rsplit("\r\n").next().map_or(0, str::len);
    let space = if used + id.len() > 60 { "\r\n " } else { " " };
    format!("{name}{space}<{id}>")
}

/// Gmail's `campaign:customer:kind:sender`. The sender's part never changes while the list's name doesn't.
fn feedback_id(edition: &Edition, letterhead: &Letterhead<'_>) -> String {
    let id = letterhead.publication.list_id.as_str();
    let label = id.split('.').next().unwrap_or(id);
    let campaign = match edition.number {
        Some(number) => number.to_string(),
        None => edition.id.to_string(),
    };
    let sender = &hex(id.to_ascii_lowercase().as_bytes())[..12];
    format!("{campaign}:roundup:{label}:{sender}")
}

/// A boundary that the parts can't hold: `=_` is never the outcome of quoted-printable.
fn boundary(text: &str, html: &str) -> String {
    format!("=_{}", &hex([text, "\0", html].concat().as_bytes())[..28])
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The segments so far.
#[derive(Default)]
struct Draft {
    segments: Vec<Segment>,
}

impl Draft {
    fn literal(&mut self, text: &str) {
        match self.segments.last_mut() {
            Some(Segment::Literal(last)) => last.push_str(text),
            _ => self.segments.push(Segment::Literal(text.to_owned())),
        }
    }

    fn gap(&mut self, field: Field, place: Place) {
        self.segments.push(Segment::Gap { field, place });
    }

    fn field(&mut self, name: &str, value: &str) {
        self.literal(&format!("{name}: {value}\r\n"));
    }

    fn gap_field(&mut self, name: &str, field: Field) {
        self.literal(&format!("{name}: "));
        self.gap(field, Place::Header);
        self.literal("\r\n");
    }

    /// A body, encoded stretch by stretch: what stands before a gap ends with a soft line break, and what
    /// comes after it starts a line, for the values end with a soft line break too.
    fn part(&mut self, content: &str, place: Place) {
        for stretch in gap::stretches(content) {
            match stretch {
                Stretch::Gap(field) => self.gap(field, place),
                Stretch::Text(text) => self.literal(&mime::quoted_printable_gap(text)),
            }
        }
    }
}
