//! Header values: RFC 2047 encoded words, RFC 5322 phrases and mailboxes, folded.
//!
//! Whatever a title or a name holds, the result is one header value: printable ASCII, and CRLF only
//! where a line is folded, which is always followed by a space.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::plain::{is_direction_mark, one_line};

/// The longest line with an encoded word in it (RFC 2047 section 2); others may have 78.
const WIDTH: usize = 76;
/// What one encoded word costs beside its text: `=?utf-8?B?` and `?=`.
const FRAME: usize = 12;
/// The longest encoded word.
const WORD: usize = 75;
/// Lines of a phrase with less room than this are folded before it.
const LEAST: usize = 32;
/// Where a mailbox begins, at the most: after `Resent-Reply-To:`.
const MAILBOX_COLUMN: usize = 16;

/// Encodes an unstructured header value (a subject) that begins at `first_column` of its line.
///
/// ```
/// use roundup::mime::encode_header;
/// assert_eq!(encode_header("The lock that stopped a valley", 9), "The lock that stopped a valley");
/// assert_eq!(encode_header("Überfällig", 9), "=?utf-8?B?w5xiZXJmw6RsbGln?=");
/// ```
pub fn encode_header(text: &str, first_column: usize) -> String {
    let text = header_line(text);
    if is_plain(&text) {
        fold(&text, first_column)
    } else {
        encoded_words(&text, first_column, is_q_literal)
    }
}

/// Encodes a display name or another phrase (RFC 5322 section 3.2.5) that begins at `first_column`.
pub fn phrase(text: &str, first_column: usize) -> String {
    let text = header_line(text);
    if !is_plain(&text) {
        return encoded_words(&text, first_column, is_phrase_literal);
    }
    if text.bytes().all(|b| is_atom(b) || b == b' ') {
        return fold(&text, first_column);
    }
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
    fold(&format!("\"{quoted}\""), first_column)
}

/// A mailbox as a header value: `The Weir Review <editors@weir.example>`, or the address alone.
///
/// The result is ASCII whenever the address is; an address that isn't needs SMTPUTF8 (RFC 6531), and
/// its octets pass through unchanged, as no encoding for them exists.
pub fn mailbox(name: Option<&str>, address: &str) -> String {
    // Brackets have their place in an address, within quotes.
    let quoted = address.starts_with('"');
    let address: String = address
        .chars()
        .filter(|c| !c.is_control() && (quoted || !matches!(c, '<' | '>')))
        .collect();
    let name = name
        .map(|name| phrase(name, MAILBOX_COLUMN))
        .unwrap_or_default();
    if name.is_empty() {
        return address;
    }
    let used = match name.rfind("\r\n") {
        Some(at) => name.len() - at - 2,
        None => name.len() + MAILBOX_COLUMN,
    };
    let space = if used + address.len() + 3 > WIDTH {
        "\r\n "
    } else {
        " "
    };
    format!("{name}{space}<{address}>")
}

/// The text on one line, without the marks that steer the direction of writing.
fn header_line(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_direction_mark(*c)).collect();
    one_line(&text)
}

/// Whether the text can stand as it is: ASCII, nothing like an encoded word, no word too long to fold.
fn is_plain(text: &str) -> bool {
    text.is_ascii()
        && !text.contains("=?")
        && text.split(' ').all(|word| word.len() <= WIDTH - LEAST)
}

/// Breaks plain text at its spaces.
fn fold(text: &str, first_column: usize) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut column = first_column;
    for word in text.split(' ') {
        if !out.is_empty() {
            if column + 1 + word.len() > WIDTH {
                out.push_str("\r\n");
                column = 0;
            }
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out
}

/// Writes the text as encoded words, none of them ending within a character.
fn encoded_words(text: &str, first_column: usize, literal: fn(u8) -> bool) -> String {
    let q_cost = |c: char| char_q_cost(c, literal);
    let q_length: usize = text.chars().map(q_cost).sum();
    let use_q = q_length <= text.len().div_ceil(3) * 4;
    let mut words = Vec::new();
    let mut room = first_room(first_column);
    let mut start = 0;
    let mut cost = 0;
    for (at, c) in text.char_indices() {
        let step = if use_q { q_cost(c) } else { c.len_utf8() };
        let limit = if use_q { room } else { room / 4 * 3 };
        if cost + step > limit && at > start {
            words.push(encoded_word(&text[start..at], use_q, literal));
            (start, cost, room) = (at, 0, WORD - FRAME);
        }
        cost += step;
    }
    words.push(encoded_word(&text[start..], use_q, literal));
    words.join("\r\n ")
}

/// The room for text in the first encoded word. Where the column leaves next to none, the word is short
/// rather than the line folded before it: a line of nothing but a name and a colon upsets old parsers.
fn first_room(first_column: usize) -> usize {
    WIDTH
        .saturating_sub(first_column + FRAME)
        .clamp(8, WORD - FRAME)
}

fn encoded_word(text: &str, use_q: bool, literal: fn(u8) -> bool) -> String {
    if !use_q {
        return format!("=?utf-8?B?{}?=", STANDARD.encode(text));
    }
    let mut out = String::from("=?utf-8?Q?");
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('_'),
            _ if literal(byte) => out.push(char::from(byte)),
            _ => out.push_str(&format!("={byte:02X}")),
        }
    }
    out.push_str("?=");
    out
}

fn char_q_cost(c: char, literal: fn(u8) -> bool) -> usize {
    let mut bytes = [0; 4];
    let one = |byte: &u8| {
        if *byte == b' ' || literal(*byte) {
            1
        } else {
            3
        }
    };
    c.encode_utf8(&mut bytes).as_bytes().iter().map(one).sum()
}

/// What may stand for itself in a Q word within unstructured text (RFC 2047 section 4.2).
fn is_q_literal(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'=' | b'?' | b'_')
}

/// What may stand for itself in a Q word within a phrase (RFC 2047 section 5, rule 3).
fn is_phrase_literal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'!' | b'*' | b'+' | b'-' | b'/')
}

/// `atext` of RFC 5322 section 3.2.3.
fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    use super::*;

    fn read_back(header: &str) -> (Option<String>, usize) {
        let message = format!("{header}\r\n\r\nbody\r\n");
        let parsed = MessageParser::default().parse(message.as_bytes()).unwrap();
        (parsed.subject().map(str::to_owned), parsed.headers().len())
    }

    fn is_folded(header: &str) -> bool {
        let lines: Vec<_> = header.split("\r\n").collect();
        header.is_ascii()
            && lines
                .iter()
                .all(|line| line.len() <= 78 && !line.contains(['\r', '\n']))
            && lines
                .iter()
                .skip(1)
                .all(|line| line.starts_with(' ') && !line.trim().is_empty())
    }

    #[test]
    fn a_title_cannot_make_a_header() {
        let encoded = encode_header("Hello\r\nBcc: victim@c.example\u{202E}\0", 9);
        assert_eq!(encoded, "Hello Bcc: victim@c.example");
        let encoded = encode_header("Caf\u{e9}\r\n\r\n<script>", 9);
        assert!(!encoded.contains("\r\n"), "{encoded}");
    }

    #[test]
    fn names_are_quoted_or_encoded() {
        let address = "a@b.example";
        assert_eq!(mailbox(None, address), "a@b.example");
        assert_eq!(mailbox(Some("The Weir"), address), "The Weir <a@b.example>");
        assert_eq!(
            mailbox(Some("Weir, \"The\""), address),
            "\"Weir, \\\"The\\\"\" <a@b.example>"
        );
        assert_eq!(
            mailbox(Some("Zoë"), address),
            "=?utf-8?Q?Zo=C3=AB?= <a@b.example>"
        );
        assert_eq!(mailbox(Some("\r\n"), address), "a@b.example");
        let quoted = "\"a>b\"@b.example";
        assert_eq!(mailbox(None, quoted), quoted);
    }

    #[test]
    fn text_that_looks_encoded_stays_text() {
        let (subject, _) = read_back(&format!(
            "Subject: {}",
            encode_header("=?utf-8?B?QQ==?=", 9)
        ));
        assert_eq!(subject.unwrap(), "=?utf-8?B?QQ==?=");
    }

    proptest! {
        #[test]
        fn subjects_come_back(text in "(\\PC|[a-z ]{1,20}|👩\u{200D}🌾|مرحبا|[\r\n:=?_]){0,120}") {
            let header = format!("Subject: {}", encode_header(&text, 9));
            prop_assert!(is_folded(&header), "{:?}", header);
            let (subject, headers) = read_back(&header);
            prop_assert_eq!(headers, 1);
            prop_assert_eq!(subject.unwrap_or_default(), header_line(&text));
        }

        #[test]
        fn names_come_back(name in "(\\PC|[a-z ]{1,12}|[\"\\\\<>@,;:()\r\n]){0,60}") {
            let header = format!("From: {}", mailbox(Some(&name), "a@b.example"));
            prop_assert!(is_folded(&header), "{:?}", header);
            let message = format!("{header}\r\n\r\n");
            let parsed = MessageParser::default().parse(message.as_bytes()).unwrap();
            let from = parsed.from().unwrap().first().unwrap();
            prop_assert_eq!(from.address().unwrap(), "a@b.example");
            prop_assert_eq!(from.name().unwrap_or_default(), header_line(&name));
        }
    }
}
