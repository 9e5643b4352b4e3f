//! Fills the gaps of a message for one recipient: what was approved, and nothing else, around their values.
//!
//! Pure. Every value is encoded for the place it goes to, so that no name or URL can end a header line, a
//! quoted-printable line or an HTML attribute.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::{
    delivery::MessageId,
    message::{Field, Message, Place, Segment},
    mime,
    subscriber::EmailAddress,
};

/// Where a subject begins: after `Subject: `.
const SUBJECT_COLUMN: usize = 9;

/// Whom a message is for, and what differs for them.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// Their address, for `To`.
    pub address: &'a EmailAddress,
    /// Their name, for `To`.
    pub name: Option<&'a str>,
    /// The delivery's Message-ID, without angle brackets.
    pub message_id: &'a MessageId,
    /// The moment for `Date`; given in UTC, as `+0000` (RFC 5322 section 3.3).
    pub date: DateTime<Utc>,
    /// The one-click unsubscribe URL (RFC 8058), in ASCII.
    pub unsubscribe_url: &'a str,
    /// The URL of their preferences, in ASCII.
    pub preferences_url: &'a str,
    /// What goes before the subject: the mark of a proof, without a space after it.
    pub subject_mark: Option<&'a str>,
}

/// The message for this recipient: the octets between DATA and the final dot, before dot-stuffing.
///
/// ASCII, unless the recipient's address is not (RFC 6531).
pub fn fill(message: &Message, recipient: &Recipient<'_>) -> Vec<u8> {
    let size: usize = message.segments.iter().map(room).sum();
    let mut out = Vec::with_capacity(size);
    for segment in &message.segments {
        match segment {
            Segment::Literal(text) => out.extend_from_slice(text.as_bytes()),
            Segment::Gap { field, place } => {
                out.extend_from_slice(recipient.value(*field, *place).as_bytes());
            }
        }
    }
    out
}

/// How much room a segment takes, roughly.
fn room(segment: &Segment) -> usize {
    match segment {
        Segment::Literal(text) => text.len(),
        Segment::Gap { .. } => 200,
    }
}

impl Recipient<'_> {
    pub(super) fn value(&self, field: Field, place: Place) -> Cow<'_, str> {
        match place {
            Place::Header => self.header(field),
            Place::Text => mime::quoted_printable_gap(&self.plain(field)).into(),
            Place::Html => mime::quoted_printable_gap(&escaped(&self.plain(field))).into(),
        }
    }

    fn header(&self, field: Field) -> Cow<'_, str> {
        match field {
            Field::To => mime::mailbox(self.name, self.address.as_str()).into(),
            Field::SubjectMark => match self.subject_mark {
                Some(mark) => marked(mark).into(),
                None => "".into(),
            },
            Field::Date
            | Field::MessageId
            | Field::UnsubscribeUrl
            | Field::PreferencesUrl
            | Field::UnsubscribeToken => one_word_line(self.plain(field)),
        }
    }

    fn plain(&self, field: Field) -> Cow<'_, str> {
        match field {
            Field::To => self.address.as_str().into(),
            Field::Date => self
                .date
                .format("%a, %d %b %Y %H:%M:%S +0000")
                .to_string()
                .into(),
            Field::MessageId => format!("<{}>", self.message_id).into(),
            Field::SubjectMark => self.subject_mark.unwrap_or_default().into(),
            Field::UnsubscribeUrl => self.unsubscribe_url.into(),
            Field::PreferencesUrl => self.preferences_url.into(),
            Field::UnsubscribeToken => {
                let token = self.unsubscribe_url.rsplit('/').next();
                token.unwrap_or_default().into()
            }
        }
    }
}

/// The mark, and what parts it from the subject. The space between two encoded words is not shown (RFC 2047
/// section 6.2), so a mark that has to be encoded brings its own.
fn marked(mark: &str) -> String {
    if mark.is_ascii() {
        return format!("{} ", mime::encode_header(mark, SUBJECT_COLUMN));
    }
    let mark = mime::encode_header(&format!("{mark}\u{A0}"), SUBJECT_COLUMN);
    format!("{mark}\r\n ")
}

/// URLs and ids hold no line ends; should one ever, it must not begin a header field.
fn one_word_line(value: Cow<'_, str>) -> Cow<'_, str> {
    if value.chars().any(char::is_control) {
        value.replace(char::is_control, "").into()
    } else {
        value
    }
}

/// The value as HTML text or within a quoted attribute.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(segments: &[(&str, Field, Place)]) -> Message {
        let segments = segments.iter().flat_map(|&(text, field, place)| {
            [
                Segment::Literal(text.to_owned()),
                Segment::Gap { field, place },
            ]
        });
        Message {
            segments: segments.collect(),
        }
    }

    fn filled(message: &Message, name: Option<&str>, mark: Option<&str>) -> String {
        let recipient = Recipient {
            address: &EmailAddress::parse("ann@mill.example").unwrap(),
            name,
            message_id: &MessageId("7.abc@weir.example".to_owned()),
            date: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            unsubscribe_url: "https://weir.example/u/a?b=1&c='2'",
            preferences_url: "https://weir.example/p/a",
            subject_mark: mark,
        };
        String::from_utf8(fill(message, &recipient)).unwrap()
    }

    #[test]
    fn header_gaps_are_whole_values() {
        let message = message(&[
            ("To: ", Field::To, Place::Header),
            ("\r\nDate: ", Field::Date, Place::Header),
            ("\r\nMessage-ID: ", Field::MessageId, Place::Header),
            (
                "\r\nList-Unsubscribe: <",
                Field::UnsubscribeUrl,
                Place::Header,
            ),
            (">\r\nSubject: ", Field::SubjectMark, Place::Header),
        ]);
        assert_eq!(
            filled(&message, Some("Ann"), Some("[Proof]")),
            "To: Ann <ann@mill.example>\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
             Message-ID: <7.abc@weir.example>\r\n\
             List-Unsubscribe: <https://weir.example/u/a?b=1&c='2'>\r\nSubject: [Proof] "
        );
        assert!(filled(&message, None, None).ends_with("Subject: "));
        assert!(
            filled(&message, None, Some("[تجربة]"))
                .ends_with("Subject: =?utf-8?B?W9iq2KzYsdio2KldwqA=?=\r\n ")
        );
    }

    #[test]
    fn a_name_can_not_make_a_header() {
        let message = message(&[("To: ", Field::To, Place::Header)]);
        let to = filled(&message, Some("Ann\r\nBcc: all@mill.example"), None);
        assert!(!to.contains("\nBcc:"), "{to:?}");
    }

    #[test]
    fn body_gaps_are_escaped_and_quoted_printable() {
        let html = message(&[("<a href=3D\"=\r\n", Field::UnsubscribeUrl, Place::Html)]);
        assert_eq!(
            filled(&html, None, None),
            "<a href=3D\"=\r\nhttps://weir.example/u/a?b=3D1&amp;c=3D&#39;2&#39;=\r\n"
        );
        let text = message(&[("Leave: =\r\n", Field::UnsubscribeUrl, Place::Text)]);
        assert!(filled(&text, None, None).contains("?b=3D1&c=3D'2'=\r\n"));
    }
}
