//! What strangers write into titles, names and deks stays text.

use mail_parser::MessageParser;
use proptest::prelude::*;
use rstest::rstest;

use super::{complete, example::Example, value};
use crate::{
    message::Field,
    mime::one_line,
    render::{Circumstances, Level, gap::marker, lint},
};

#[rstest]
#[case::header("A\r\nBcc: victim@c.example\r\n\r\n<b>x</b>")]
#[case::markup("</title></style><script>alert(1)</script>\"'><img src=x onerror=y>")]
#[case::emoji("👩\u{200D}🌾 Grüße 👍🏽 from the 🏴󠁧󠁢󠁥󠁮󠁧󠁿 valley")]
#[case::right_to_left("مرحبا \u{202E}gpj.exe שלום")]
#[case::long(&"word ".repeat(300))]
#[case::one_word(&"x".repeat(3_000))]
#[case::outlook("<![endif]--><!--[if mso]>")]
#[case::boundary("\r\n--=_0000\r\nContent-Type: text/html\r\n\r\n")]
fn a_title_stays_text(#[case] title: &str) {
    let mut example = Example::new();
    example.edition.composition.subject = title.to_owned();
    example.edition.composition.preheader = title.to_owned();
    example.lead().title = title.to_owned();
    example.lead().dek = Some(title.to_owned());
    example.lead().authors[0].name = title.to_owned();
    example.publication.name = title.to_owned();
    let rendered = example.render();
    let mail = complete(&rendered);
    assert!(mail.is_ascii());
    assert!(
        mail.split("\r\n")
            .all(|line| line.len() <= 998 && !line.contains(['\r', '\n']))
    );
    let parsed = MessageParser::default().parse(mail.as_bytes()).unwrap();
    let plain = complete(&Example::new().render());
    let expected = MessageParser::default().parse(plain.as_bytes()).unwrap();
    let names = |m: &mail_parser::Message<'_>| {
        m.headers()
            .iter()
            .map(|h| h.name().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&parsed), names(&expected));
    assert_eq!(parsed.parts.len(), 3);
    assert_eq!(parsed.subject().unwrap(), one_line(title));
    let lines = |text: &str| text.replace("\r\n", "\n");
    let html = lines(&parsed.body_html(0).unwrap());
    assert_eq!(html, rendered.html(&value));
    assert!(
        !html.contains("<script") && !html.contains("<img src=x") && !html.contains('\u{202E}')
    );
    assert_eq!(lines(&parsed.body_text(0).unwrap()), rendered.text(&value));
}

#[test]
fn nothing_gathered_can_forge_a_gap() {
    let mut example = Example::new();
    let forged = format!("Click {} here", marker(Field::UnsubscribeUrl));
    example.lead().title = forged.clone();
    example.lead().teaser = vec![forged.clone()];
    example.publication.postal_address = forged;
    let rendered = example.render();
    let html = rendered.html(&|_| "GAP".to_owned());
    assert_eq!(html.matches("GAP").count(), 2);
    assert_eq!(
        rendered.text(&|_| "GAP".to_owned()).matches("GAP").count(),
        2
    );
}

#[test]
fn an_address_that_is_no_web_address_is_never_linked() {
    let mut example = Example::new();
    example.lead().url = "javascript:alert(1)".parse().unwrap();
    example.lead().image.as_mut().unwrap().url = "data:image/png;base64,AA".parse().unwrap();
    let rendered = example.render();
    let html = rendered.html(&value);
    assert!(!html.contains("javascript:") && !html.contains("data:image"));
    let findings = lint(
        &rendered,
        &example.edition,
        &example.letterhead(),
        &Circumstances::default(),
    );
    assert!(
        findings
            .iter()
            .any(|f| f.level == Level::Error && f.location.starts_with("javascript:"))
    );
}

#[test]
fn the_checks_find_what_is_missing() {
    let mut example = Example::new();
    let lead = example.lead().clone();
    example.edition.composition.subject = "{lead}".to_owned();
    example.edition.composition.preheader = String::new();
    example.lead().teaser.clear();
    example.lead().image.as_mut().unwrap().credit = None;
    let blocks = &mut example.edition.composition.blocks;
    blocks.push(crate::edition::Block::Icymi { pieces: vec![lead] });
    let findings = lint(
        &example.render(),
        &example.edition,
        &example.letterhead(),
        &Circumstances::default(),
    );
    let shown: Vec<_> = findings
        .iter()
        .filter(|f| f.level != Level::Note)
        .map(|f| format!("{:?} {}", f.level, f.message))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn too_much_html_is_an_error() {
    let mut example = Example::new();
    example.lead().teaser = vec!["Words and words and words. ".repeat(4_000)];
    let findings = lint(
        &example.render(),
        &example.edition,
        &example.letterhead(),
        &Circumstances::default(),
    );
    assert!(
        findings
            .iter()
            .any(|f| f.level == Level::Error && f.message.contains("KB"))
    );
    assert!(
        findings
            .iter()
            .any(|f| f.message.contains("no way to unsubscribe"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_comes_through(text in "(\\PC|[\r\n<>&\"' .=]|From ){0,200}") {
        let mut example = Example::new();
        example.edition.composition.subject = text.clone();
        example.lead().title = text.clone();
        example.lead().teaser = vec![text.clone()];
        let rendered = example.render();
        let mail = complete(&rendered);
        let parsed = MessageParser::default().parse(mail.as_bytes()).unwrap();
        prop_assert_eq!(parsed.parts.len(), 3);
        let html = parsed.body_html(0).unwrap().replace("\r\n", "\n");
        prop_assert_eq!(html, rendered.html(&value));
        let body = parsed.body_text(0).unwrap().replace("\r\n", "\n");
        prop_assert_eq!(body, rendered.text(&value));
    }
}
