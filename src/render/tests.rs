//! The whole way from an edition to mail, read back by another parser.

use mail_parser::{HeaderName, MessageParser, MimeHeaders as _};

use super::{wrap::columns, *};
use crate::{
    message::{Place, Segment},
    mime,
};

mod checks;
mod complete;
mod example;
mod fallbacks;
mod full;
mod hostile;
mod languages;
mod layouts;
mod look;
mod markup;
mod mischief;
mod rtl;
mod rules;
mod week;

pub(super) use example::Example;
pub(super) use fallbacks::bare;
pub(super) use look::show_mail;
pub(super) use mischief::MISCHIEF;
pub(super) use rtl::{rtl, speaks_for_itself, with_english_pieces};
pub(super) use week::week;

/// Fills the gaps as `deliver` does.
fn complete(rendered: &Rendered) -> String {
    let mut mail = String::new();
    for segment in &rendered.message.segments {
        match segment {
            Segment::Literal(text) => mail.push_str(text),
            Segment::Gap {
                field,
                place: Place::Header,
            } => mail.push_str(&value(*field)),
            Segment::Gap {
                field,
                place: Place::Text,
            } => {
                mail.push_str(&mime::quoted_printable_gap(&value(*field)));
            }
            Segment::Gap {
                field,
                place: Place::Html,
            } => {
                let escaped = value(*field).replace('&', "&amp;");
                mail.push_str(&mime::quoted_printable_gap(&escaped));
            }
        }
    }
    mail
}

pub(super) fn value(field: Field) -> String {
    match field {
        Field::To => mime::mailbox(Some("Zoë Reader"), "zoe@reader.example"),
        Field::Date => "Fri, 20 Nov 2026 07:00:00 +0000".to_owned(),
        Field::MessageId => "<7.42@weir.example>".to_owned(),
        Field::SubjectMark => String::new(),
        Field::UnsubscribeUrl => {
            "https://mail.weir.example/unsubscribe/0123456789abcdef0123456789abcdef0123456789abcdef?a=1&b=2".to_owned()
        }
        Field::PreferencesUrl => "https://mail.weir.example/preferences/fedcba".to_owned(),
        Field::UnsubscribeToken => "abcdef".to_owned(),
    }
}

#[test]
fn another_parser_reads_what_we_meant() {
    let example = Example::new();
    let rendered = example.render();
    let mail = complete(&rendered);
    let parsed = MessageParser::default().parse(mail.as_bytes()).unwrap();
    assert_eq!(
        parsed.subject().unwrap(),
        "The lock that stopped a valley — and what it costs"
    );
    assert_eq!(
        parsed.from().unwrap().first().unwrap().address().unwrap(),
        "editors@weir.example"
    );
    assert_eq!(
        parsed.to().unwrap().first().unwrap().name().unwrap(),
        "Zoë Reader"
    );
    assert_eq!(parsed.text_body_count(), 1);
    assert_eq!(parsed.html_body_count(), 1);
    assert_eq!(
        parsed.parts[0].content_type().unwrap().subtype().unwrap(),
        "alternative"
    );
    let lines = |text: &str| text.replace("\r\n", "\n");
    assert_eq!(lines(&parsed.body_text(0).unwrap()), rendered.text(&value));
    assert_eq!(lines(&parsed.body_html(0).unwrap()), rendered.html(&value));
}

#[test]
fn every_octet_is_fit_for_the_way() {
    let mail = complete(&Example::new().render());
    assert!(mail.is_ascii());
    assert!(!mail.replace("\r\n", "").contains(['\r', '\n']));
    for line in mail.split("\r\n") {
        assert!(line.len() <= 140 && !line.starts_with('.'), "{line}");
    }
    let (_, body) = mail.split_once("\r\n\r\n").unwrap();
    assert!(body.split("\r\n").all(|line| line.len() <= 76));
}

#[test]
fn the_header_fields_stand_in_their_order() {
    let rendered = Example::new().render();
    let mail = complete(&rendered);
    let (header, _) = mail.split_once("\r\n\r\n").unwrap();
    insta::assert_snapshot!(header.replace("\r\n", "\n"));
    let parsed = MessageParser::default().parse(mail.as_bytes()).unwrap();
    assert!(parsed.header(HeaderName::ListUnsubscribe).is_some());
}

#[test]
fn the_text_part_says_everything() {
    let text = Example::full().render().text(&value);
    insta::assert_snapshot!(text);
    for line in text.lines() {
        let address = line.starts_with("https://") || line.starts_with("[");
        assert!(columns(line.trim_end()) <= 72 || address, "{line}");
    }
}

#[test]
fn the_same_edition_gives_the_same_bytes() {
    let example = Example::new();
    assert_eq!(
        example.render().message.digest(),
        example.render().message.digest()
    );
}

#[test]
fn an_edition_without_a_number_can_be_looked_at() {
    let mut example = Example::new();
    example.edition.number = None;
    let rendered = example.render();
    assert!(!rendered.text(&value).contains("No. "));
    assert!(complete(&rendered).contains("Feedback-ID: e7:roundup:weekly:"));
}

#[test]
fn html_has_what_assistive_technology_needs() {
    let html = Example::new().render().html(&value);
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\" dir=\"ltr\""));
    let tags = |name: &str| {
        html.split(&format!("<{name} "))
            .skip(1)
            .filter_map(|r| r.split_once('>'))
            .map(|(t, _)| t.to_owned())
            .collect::<Vec<_>>()
    };
    assert!(
        tags("table")
            .iter()
            .all(|tag| tag.contains("role=\"presentation\""))
    );
    assert!(
        tags("img")
            .iter()
            .all(|tag| tag.contains("alt=\"") && tag.contains("width=\""))
    );
    assert_eq!(tags("h1").len(), 1);
    let style: usize = html
        .split("<style")
        .skip(1)
        .map(|s| s.split("</style>").next().unwrap().len())
        .sum();
    assert!(style < 8_192, "{style}");
    assert!(html.contains("aria-label=\"Keep reading: The lock that stopped a valley\""));
    assert!(
        !html.contains("data-css-inline") && !html.contains("var("),
        "nothing of our own tools is left"
    );
}
