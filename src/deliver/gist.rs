//! The gist of a reply: what it has in common with those that thousands of others got. Pure.
//!
//! Relays put the recipient, a queue number, an address or a time into their words. With these masked, what was said for
//! the same reason reads the same, so that it can be told once and counted.

use std::fmt;

/// Who or where somebody is.
const ADDRESS: &str = "…";

/// A number, or a word with one in it: a queue id, an IP address, a moment.
const NUMBER: &str = "#";

/// What a word is wrapped in.
const WRAPPING: [char; 14] = [
    '<', '>', '(', ')', '[', ']', '"', '\'', '`', ',', ';', ':', '.', '!',
];

/// A reply without what differs from recipient to recipient. The codes of SMTP stay.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gist(String);

impl Gist {
    /// The gist of a reply to a message for `address`, where that is known.
    pub fn of(reply: &str, address: Option<&str>) -> Self {
        let mut gist = String::with_capacity(reply.len());
        let mut last = "";
        for word in reply.split_whitespace() {
            if !gist.is_empty() {
                gist.push(' ');
            }
            // A code comes first, or after the stage: `RCPT: 450 4.2.1 later`.
            if is_enhanced(word) || ((last.is_empty() || last.ends_with(':')) && is_code(word)) {
                gist.push_str(word);
            } else {
                mask(word, address, &mut gist);
            }
            last = word;
        }
        Self(gist)
    }
}

impl fmt::Display for Gist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number as people read it: `1,204`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// 4xx or 5xx.
fn is_code(word: &str) -> bool {
    matches!(word.as_bytes(), [b'4' | b'5', second, third] if second.is_ascii_digit() && third.is_ascii_digit())
}

/// An enhanced status code (RFC 3463): a class and two numbers of up to three digits.
fn is_enhanced(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let short = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|octet| octet.is_ascii_digit())
    };
    matches!(parts.as_slice(), ["2" | "4" | "5", subject, detail] if short(subject) && short(detail))
}

/// Appends a word, masked where it names somebody or has a number in it; its punctuation stays.
fn mask(word: &str, address: Option<&str>, gist: &mut String) {
    let from_core = word.trim_start_matches(WRAPPING);
    let core = from_core.trim_end_matches(WRAPPING);
    let (before, _) = word.split_at(word.len() - from_core.len());
    let (_, after) = from_core.split_at(core.len());
    let masked = if core.contains('@') || names(core, address) {
        ADDRESS
    } else if core.contains(|c: char| c.is_ascii_digit()) {
        NUMBER
    } else {
        core
    };
    for part in [before, masked, after] {
        gist.push_str(part);
    }
}

/// Whether a word is one of the two halves of an address.
fn names(word: &str, address: Option<&str>) -> bool {
    let half = |half: &str| word.eq_ignore_ascii_case(half);
    !word.is_empty()
        && address
            .and_then(|address| address.rsplit_once('@'))
            .is_some_and(|(local, domain)| half(local) || half(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn alike(one: &str, other: &str, gist: &str) {
        assert_eq!(Gist::of(one, Some("ada@mill.example")).to_string(), gist);
        assert_eq!(Gist::of(other, Some("bob@lock.example")).to_string(), gist);
    }

    #[test]
    fn who_and_how_many_is_masked_and_the_codes_stay() {
        alike(
            "550 5.1.1 <ada@mill.example>: no such user",
            "550 5.1.1 <bob@lock.example>: no such user",
            "550 5.1.1 <…>: no such user",
        );
        alike(
            "450 4.7.1 greylisted, try again in 299 seconds (4Bx7Qz)",
            "450 4.7.1 greylisted, try again in 450 seconds (9Kk1aa)",
            "450 4.7.1 greylisted, try again in # seconds (#)",
        );
        alike(
            "550 user ada unknown at mill.example",
            "550 user \"Bob\" unknown at lock.example"
                .replace('"', "")
                .as_str(),
            "550 user … unknown at …",
        );
        alike(
            "RCPT: 450 4.2.1 later, said 192.0.2.1",
            "RCPT: 450 4.2.1 later, said 2001:db8::7",
            "RCPT: 450 4.2.1 later, said #",
        );
    }

    #[test]
    fn other_codes_and_other_words_are_another_gist() {
        let gist = |reply| Gist::of(reply, None);
        assert_ne!(gist("550 5.1.1 no"), gist("550 5.1.2 no"));
        assert_ne!(gist("450 no"), gist("550 no"));
        assert_ne!(gist("550 no"), gist("550 never"));
    }

    #[test]
    fn large_numbers_are_grouped() {
        for (number, words) in [
            (0, "0"),
            (999, "999"),
            (1_204, "1,204"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(grouped(number), words);
        }
    }

    #[test]
    fn odd_words_are_let_be() {
        for words in ["", "<>", "… :: …", "🦆 .", "a\u{301}"] {
            assert_eq!(Gist::of(words, Some("@")).to_string(), words);
        }
    }
}
