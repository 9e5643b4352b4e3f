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

const FIELDS: [Field; 7] = [
    Field::To,
    Field::Date,
    Field::MessageId,
    Field::SubjectMark,
    Field::UnsubscribeUrl,
    Field::PreferencesUrl,
    Field::UnsubscribeToken,
];

/// A header with every field in it, and a body in which every field stands in both parts.
fn message(body: &str) -> Message {
    let literal = |text: String| Segment::Literal(text);
    let mut segments = Vec::new();
    for field in FIELDS {
        segments.push(literal(format!("X-{field:?}: ")));
        let place = Place::Header;
        segments.push(Segment::Gap { field, place });
        // A mark stands before a subject, which may be on a line of its own.
        let rest = if field == Field::SubjectMark {
            "The week\r\n"
        } else {
            "\r\n"
        };
        segments.push(literal(rest.to_owned()));
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

/// Any characters at all, those that have tripped programs up before more often than their share. Lone surrogates can't
/// occur: a `char` is none.
fn text(most: usize) -> impl Strategy<Value = String> {
    let any = prop_oneof![
        4 => proptest::char::range(' ', '~'),
        2 => proptest::char::any(),
        1 => proptest::sample::select(vec![
            '\0', '\r', '\n', '\t', '\u{7f}', '\u{85}', '\u{a0}', '\u{ad}', '\u{200b}', '\u{200d}', '\u{200e}', '\u{200f}',
            '\u{202e}', '\u{2028}', '\u{2029}', '\u{2066}', '\u{2069}', '\u{e000}', '\u{f8ff}', '\u{feff}', '\u{fffd}', '\u{ffff}',
            '\u{1f600}', '\u{10ffff}', '.', '<', '>', '"', '\\', '=', '?', ',', ';', ':', '@', '(', ')',
        ]),
    ];
    let some = proptest::collection::vec(any.clone(), 0..60);
    let long = proptest::collection::vec(any, 0..most);
    prop_oneof![3 => some, 1 => long].prop_map(String::from_iter)
}

/// Addresses up to the limits of RFC 5321 section 4.5.3.1, quoted ones and those beyond ASCII among them.
fn addresses() -> impl Strategy<Value = EmailAddress> {
    let local = prop_oneof![
        "[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,30}(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,30})?",
        "[a-z]{64}",
        "\"([ !#-\\[\\]-~]|\\\\[ -~]){1,30}\"",
        "[a-z\\PC]{1,20}",
        "[a-z\u{e000}\u{202e}\u{200f}\u{feff}\u{2028}\u{85}]{1,20}",
        text(60),
    ];
    let domain = prop_oneof![
        Just("mill.example".to_owned()),
        "([a-z0-9]{40,63}\\.){2,3}[a-z]{2,40}",
        "[a-z0-9]{63}\\.[a-z0-9]{63}\\.[a-z]{61}",
        "[a-zäöüßéа-яあ-ん]{1,20}\\.example",
    ];
    (local, domain).prop_filter_map("no address", |(local, domain)| {
        EmailAddress::parse(&format!("{local}@{domain}")).ok()
    })
}

proptest! {
    #[test]
    fn no_subscriber_data_breaks_a_message(
        name in proptest::option::of(text(4_000)),
        address in addresses(),
        url in "[!-~]{0,300}",
        body in "(?s)([a-z .\\n]|\\PC){0,200}",
        mark in proptest::option::of(text(400)),
    ) {
        let recipient = Recipient {
            address: &address,
            name: name.as_deref(),
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
        let dots = wire.windows(5).filter(|window| window == b"\r\n.\r\n").count();
        prop_assert_eq!(dots, 1, "a dot on a line of its own, before the last");

        let text = String::from_utf8(plain).unwrap();
        prop_assert!(text.chars().all(|c| !('\u{e000}'..='\u{f8ff}').contains(&c)), "a marker is left");
        prop_assert!(text.is_ascii() || address.needs_smtputf8(), "only an address has octets beyond ASCII");
        let lines: Vec<&str> = text.split("\r\n").collect();
        for line in &lines {
            prop_assert!(!line.contains(['\r', '\n', '\0']), "a bare line end: {line:?}");
            prop_assert!(line.len() <= 998, "{} octets: {line:?}", line.len());
            prop_assert!(!line.starts_with('.'), "SMTP doubles it: {line:?}");
        }
        let header = lines.iter().position(|line| line.is_empty()).unwrap();
        let folded = |line: &&&str| line.starts_with([' ', '\t']);
        let fields = lines[..header].iter().filter(|line| !folded(line));
        prop_assert_eq!(fields.count(), FIELDS.len(), "a value made a header field: {:?}", &lines[..header]);
        for line in lines[..header].iter().filter(folded) {
            prop_assert!(!line.trim().is_empty(), "a line of white space ends a header for some");
        }
        prop_assert!(lines[header..].iter().all(|line| line.len() <= 76), "quoted-printable");
    }

    /// Whoever reads `To` finds one recipient, with the address that the envelope has.
    #[test]
    fn to_names_one_recipient(name in proptest::option::of(text(400)), address in addresses()) {
        let to = mime::mailbox(name.as_deref(), address.as_str());
        let whole = to == address.as_str() || to.ends_with(&format!(" <{address}>"));
        prop_assert!(whole, "{to:?} is not for {address}");
        if address.local().starts_with('"') {
            // mail-parser does not know quotes before the @.
            return Ok(());
        }
        let field = format!("To: {to}\r\n\r\n");
        let parsed = mail_parser::MessageParser::default().parse(&field).unwrap();
        let Some(mail_parser::Address::List(list)) = parsed.to() else {
            return Err(TestCaseError::fail(format!("{field:?} is {:?}", parsed.to())));
        };
        prop_assert_eq!(list.len(), 1, "{:?}: {:?}", field, list);
        prop_assert_eq!(list[0].address(), Some(address.as_str()), "{:?}", field);
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
