//! Counts, with their thousands set off as the language does.
//!
//! The digits are the European ones everywhere, in Arabic too: most of what is printed in Arabic today has them, the
//! dates and times around them do, and they need no font.

use fluent_bundle::FluentValue;
use fluent_bundle::memoizer::MemoizerKind;

/// How a bundle writes a value: none leaves it as it is.
type Formatter<M> = fn(&FluentValue<'_>, &M) -> Option<String>;

pub(super) fn formatter<M: MemoizerKind>(tag: &str) -> Formatter<M> {
    match tag.split('-').next() {
        Some("de" | "da" | "it" | "nl") => |value, _| grouped(value, ".", 4),
        // Four digits stay together.
        Some("es" | "pt" | "pl") => |value, _| grouped(value, "\u{A0}", 5),
        Some("fr" | "sv") => |value, _| grouped(value, "\u{202F}", 4),
        _ => |value, _| grouped(value, ",", 4),
    }
}

/// A whole number of at least so many digits in groups of three; anything else is left alone.
fn grouped(value: &FluentValue<'_>, separator: &str, least: usize) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string().into_owned();
    if digits.len() < least || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut out = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push_str(separator);
        }
        out.push(digit);
    }
    Some(out)
}
