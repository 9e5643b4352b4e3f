//! No subscriber's data can break the message: properties over all of it.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::{
    deliver::{personalise::fill, session::dotted},
    delivery::MessageId,
    mime,
    subscriber::EmailAddress,
};

const FIELDS: [Field; 6] = [
    Field::To,
    Field::Date,
    Field::MessageId,
    Field::SubjectMark,
    Field::UnsubscribeUrl,
    Field::PreferencesUrl,
];

/// A header with every field in it, and a body in which every field stands in both parts.
fn message(body: &str) -> Message {
    let literal = |text: String| Segment::Literal(text);
    let mut segments = Vec::new();
    for field in FIELDS {
        segments.push(literal(format!("X-{field:?}: ")));
        let place = Place::Header;
        segments.push(Segment::Gap { field, place });
        segments.push(literal("\r\n".to_owned()));
    }
    segments.push(literal("\r\n".to_owned()));
    for place in [Place::Text, Place::Html] {
        for field in FIELDS {
            segments.push(literal(mime::quoted_printable_gap(body)));
            segments.push(Segment::Gap { field, place });
        }
    }
    segments.push(literal("the end\r\n".to_owned()));
    Message { segments }
}

proptest! {
    #[test]
    fn no_subscriber_data_breaks_a_message(
        name in "(?s)(\\PC|[\\x00-\\x1f.<>\"\\\\]){0,120}",
        local in "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,30}",
        url in "[!-~]{0,300}",
        body in "(?s)([a-z .\\n]|\\PC){0,200}",
        mark in proptest::option::of("\\PC{0,20}"),
    ) {
        let Ok(address) = EmailAddress::parse(&format!("{local}@mill.example")) else {
            return Ok(());
        };
        let recipient = Recipient {
            address: &address,
            name: Some(&name),
            message_id: &MessageId("e7.abc@weir.example".to_owned()),
            date: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            unsubscribe_url: &url,
            preferences_url: &url,
            subject_mark: mark.as_deref(),
        };
        let message = message(&body);
        let mut wire = vec![1, 2, 3];
        let written = Sheet::new(&message, None)
            .write(&recipient, recipient.date, &mut wire)
            .unwrap();
        let plain = fill(&message, &recipient);
        prop_assert_eq!(&wire, &dotted(&plain));
        prop_assert_eq!(written.size, plain.len());
        prop_assert_eq!(written.octets, Octets::of(&plain));

        let text = String::from_utf8(plain).unwrap();
        prop_assert!(text.chars().all(|c| !('\u{e000}'..='\u{f8ff}').contains(&c)), "a marker is left");
        let lines: Vec<&str> = text.split("\r\n").collect();
        for line in &lines {
            prop_assert!(!line.contains(['\r', '\n']), "a bare line end: {line:?}");
            prop_assert!(line.len() <= 998, "{} octets: {line:?}", line.len());
        }
        let header = lines.iter().position(|line| line.is_empty()).unwrap();
        let fields = lines[..header].iter().filter(|line| !line.starts_with([' ', '\t']));
        prop_assert_eq!(fields.count(), FIELDS.len(), "a value made a header field: {:?}", &lines[..header]);
        prop_assert!(lines[header..].iter().all(|line| !line.starts_with('.')));
    }
}

#[test]
fn a_lone_dot_in_a_message_does_not_end_it() {
    let message = Message {
        segments: vec![
            Segment::Literal(".\r\n.".to_owned()),
            Segment::Gap {
                field: Field::SubjectMark,
                place: Place::Text,
            },
            Segment::Literal(".\r\n".to_owned()),
        ],
    };
    let recipient = Recipient {
        address: &EmailAddress::parse("ann@mill.example").unwrap(),
        name: None,
        message_id: &MessageId("e7.abc@weir.example".to_owned()),
        date: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        unsubscribe_url: "",
        preferences_url: "",
        subject_mark: Some("x"),
    };
    let mut wire = Vec::new();
    let written = Sheet::new(&message, None)
        .write(&recipient, recipient.date, &mut wire)
        .unwrap();
    assert_eq!(wire, b"..\r\n..x=\r\n..\r\n.\r\n");
    assert_eq!(written.size, fill(&message, &recipient).len());
}
