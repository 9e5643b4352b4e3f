//! The rules of bulk mail, each with a message that breaks it and what the checks say of that; and for each rule that no
//! message can show, what holds it instead.

use std::collections::BTreeSet;

mod table;

use self::table::{NOT_SHOWN, SHOWN};
use super::example::Example;
use crate::{
    message::{Message, Segment},
    render::{Circumstances, Finding, Rendered, assemble, html, lint, parts, text, view},
};

/// A good message and all that is known of it, to be spoilt.
struct Mail {
    example: Example,
    circumstances: Circumstances,
    /// Words of the HTML, and what stands there instead.
    html: Vec<(String, String)>,
    text: Vec<(String, String)>,
    /// Words of the finished message.
    message: Vec<(&'static str, &'static str)>,
}

impl Mail {
    fn new() -> Self {
        Self {
            example: Example::new(),
            circumstances: Circumstances {
                before: Vec::new(),
                signed: true,
            },
            html: Vec::new(),
            text: Vec::new(),
            message: Vec::new(),
        }
    }

    fn in_html(&mut self, from: &str, to: &str) {
        self.html.push((from.to_owned(), to.to_owned()));
    }

    fn in_text(&mut self, from: &str, to: &str) {
        self.text.push((from.to_owned(), to.to_owned()));
    }

    fn in_message(&mut self, from: &'static str, to: &'static str) {
        self.message.push((from, to));
    }

    fn findings(&self) -> Vec<Finding> {
        let letterhead = self.example.letterhead();
        let email = view::email(&self.example.edition, &letterhead);
        let page = html::page(&email, letterhead.theme.layout).unwrap();
        let page = swapped(page, &self.html);
        let plain = swapped(text::plain(&email), &self.text);
        let mut message =
            assemble::message(&self.example.edition, &letterhead, &plain, Some(&page));
        for (from, to) in &self.message {
            assert!(parts::joined(&message).contains(from), "no {from}");
            message = changed(message, from, to);
        }
        lint(
            &Rendered::from(message),
            &self.example.edition,
            &letterhead,
            &self.circumstances,
        )
    }
}

fn swapped(mut text: String, swaps: &[(String, String)]) -> String {
    for (from, to) in swaps {
        assert!(text.contains(from.as_str()), "no {from}");
        text = text.replace(from.as_str(), to);
    }
    text
}

fn changed(message: Message, from: &str, to: &str) -> Message {
    let segments = message.segments.into_iter();
    let segments = segments.map(|segment| match segment {
        Segment::Literal(text) => Segment::Literal(text.replacen(from, to, 1)),
        gap @ Segment::Gap { .. } => gap,
    });
    Message {
        segments: segments.collect(),
    }
}

#[test]
fn every_rule_has_its_check_or_a_reason_why_no_message_shows_it() {
    let shown: BTreeSet<u8> = SHOWN.iter().map(|(rule, ..)| *rule).collect();
    let others: BTreeSet<u8> = NOT_SHOWN.iter().map(|(rule, _)| *rule).collect();
    assert!(shown.is_disjoint(&others));
    let all: Vec<u8> = shown.union(&others).copied().collect();
    assert_eq!(all, (1..=37).collect::<Vec<u8>>());
}

#[test]
fn a_message_that_breaks_a_rule_is_told_so_and_a_good_one_is_not() {
    let good = Mail::new().findings();
    for (rule, spoil, wanted) in SHOWN {
        assert!(
            !good.iter().any(|found| found.message.contains(wanted)),
            "rule {rule}: {wanted} is said of a good message, too"
        );
        let mut mail = Mail::new();
        spoil(&mut mail);
        let found = mail.findings();
        assert!(
            found.iter().any(|found| found.message.contains(wanted)),
            "rule {rule}: nothing says `{wanted}`: {found:#?}"
        );
    }
}
