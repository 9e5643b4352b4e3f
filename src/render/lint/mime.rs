//! Checks of the body as it goes over the wire: its parts, their order and charset, and the length of lines.

use super::Findings;
use crate::{message::Message, render::parts};

/// RFC 2045 section 6.7 (5).
const QUOTED_LIMIT: usize = 76;

const FAULT: &str = "this is a fault of roundup's: please report it";

pub(super) fn check(message: &Message, findings: &mut Findings) {
    let whole = parts::joined(message);
    let Some((header, body)) = whole.split_once("\r\n\r\n") else {
        return findings.error("message", "there is no body", FAULT);
    };
    lines(body, findings);
    alternatives(header, body, findings);
}

/// The same for a message that is text alone.
pub(super) fn check_text(message: &Message, findings: &mut Findings) {
    let whole = parts::joined(message);
    let Some((header, body)) = whole.split_once("\r\n\r\n") else {
        return findings.error("message", "there is no body", FAULT);
    };
    lines(body, findings);
    if !header.contains("\r\nContent-Type: text/plain; charset=utf-8") {
        findings.error("message", "the message is not text in UTF-8", FAULT);
    }
    if body.trim().is_empty() {
        findings.error("text", "the text part is empty", FAULT);
    }
}

fn lines(body: &str, findings: &mut Findings) {
    // A gap is a character of private use here, and on lines of its own when it is filled.
    let octets = |line: &str| {
        line.chars()
            .filter(|c| !is_gap(*c))
            .map(char::len_utf8)
            .sum::<usize>()
    };
    let long = body.split("\r\n").map(octets).max().unwrap_or_default();
    if long > QUOTED_LIMIT {
        findings.error(
            "message",
            format!("a line of the body has {long} octets; quoted-printable allows {QUOTED_LIMIT} (RFC 2045 section 6.7)"),
            FAULT,
        );
    }
    if body.replace("\r\n", "").contains(['\r', '\n']) {
        findings.error(
            "message",
            "the body has bare line ends (RFC 5322 section 2.3)",
            FAULT,
        );
    }
    if body.split("\r\n").any(|line| line.starts_with('.')) {
        findings.error(
            "message",
            "a line of the body begins with a dot (RFC 5321 section 4.5.2)",
            FAULT,
        );
    }
}

/// Text first, HTML last: readers take the last that they can show (RFC 2046 section 5.1.4).
fn alternatives(header: &str, body: &str, findings: &mut Findings) {
    let kinds: Vec<_> = body
        .split("\r\n")
        .filter_map(|line| line.strip_prefix("Content-Type: "))
        .collect();
    let right = ["text/plain; charset=utf-8", "text/html; charset=utf-8"];
    let starts = kinds.len() == right.len()
        && kinds
            .iter()
            .zip(right)
            .all(|(kind, right)| kind.starts_with(right));
    if !header.contains("\r\nContent-Type: multipart/alternative;") || !starts {
        findings.error(
            "message",
            "the message is not text, then HTML, both in UTF-8 (RFC 2046 section 5.1.4)",
            FAULT,
        );
    }
    if let Some(text) = body.split("\r\n\r\n").nth(1)
        && text.trim().is_empty()
    {
        findings.error("text", "the text part is empty", FAULT);
    }
}

fn is_gap(c: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&c)
}
