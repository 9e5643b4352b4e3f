//! Quoted-printable (RFC 2045 section 6.7), stretch by stretch.
//!
//! Stricter than the RFC asks: a line never begins with a dot (SMTP would double it) or with `From `
//! (an mbox would quote it), so that the bytes we sign are the bytes that arrive.

/// The longest line, its soft break included.
const WIDTH: usize = 76;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Encodes text that goes on at `column` of a line. LF and CRLF become CRLF; a lone CR is encoded.
///
/// The result ends where the text ends: without a soft break.
pub fn quoted_printable(text: &str, column: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut column = column;
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let ended = lines.peek().is_some();
        column = encode_line(line, ended, column, &mut out);
        if ended {
            out.push_str("\r\n");
            column = 0;
        }
    }
    out
}

/// Encodes the value of a gap: it starts on a fresh line and ends with a soft break, so that what was
/// encoded before and after it needn't know its length. An empty value is nothing at all.
pub fn quoted_printable_gap(value: &str) -> String {
    let mut out = quoted_printable(value, 0);
    if !out.is_empty() && !out.ends_with("\r\n") {
        out.push_str("=\r\n");
    }
    out
}

/// Decodes what [`quoted_printable`] made. Characters beyond ASCII, which it never makes, pass unchanged.
pub fn quoted_printable_decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        out.extend_from_slice(before.as_bytes());
        rest = if let Some(next) = after.strip_prefix("\r\n") {
            next
        } else if let Some(byte) = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            out.push(byte);
            &after[2..]
        } else {
            out.push(b'=');
            after
        };
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// Encodes one line without its end, and says at which column it stopped.
fn encode_line(line: &str, ended: bool, mut column: usize, out: &mut String) -> usize {
    let line = match line.strip_suffix('\r') {
        Some(stripped) if ended => stripped,
        _ => line,
    };
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if column >= WIDTH - 1 {
            column = soft_break(out);
        }
        let rest = &bytes[at..];
        let run = match column == 0 && needs_guard(rest) {
            true => 0,
            false => literals(rest, ended, WIDTH - 1 - column),
        };
        if run > 0 {
            out.push_str(&line[at..at + run]);
            column += run;
            at += run;
            continue;
        }
        if column + 3 > WIDTH - 1 {
            column = soft_break(out);
        }
        push_hex(rest[0], out);
        column += 3;
        at += 1;
    }
    column
}

fn soft_break(out: &mut String) -> usize {
    out.push_str("=\r\n");
    0
}

/// How many octets at the start of these, up to a limit, stand for themselves. White space may not end a line.
fn literals(rest: &[u8], ended: bool, limit: usize) -> usize {
    let stands = |byte: &&u8| **byte != b'=' && (byte.is_ascii_graphic() || is_white(**byte));
    let run = rest.iter().take(limit).take_while(stands).count();
    if ended && run == rest.len() && rest.last().copied().is_some_and(is_white) {
        return run - 1;
    }
    run
}

fn is_white(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Whether the rest of a line, at its start, would be changed on some way.
fn needs_guard(rest: &[u8]) -> bool {
    rest.starts_with(b".") || rest.starts_with(b"From ")
}

fn push_hex(byte: u8, out: &mut String) {
    out.push('=');
    out.push(char::from(HEX[usize::from(byte >> 4)]));
    out.push(char::from(HEX[usize::from(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use mail_parser::decoders::quoted_printable::quoted_printable_decode as decode_elsewhere;
    use proptest::prelude::*;

    use super::*;

    fn decode(encoded: &str) -> String {
        let bytes = decode_elsewhere(encoded.as_bytes()).unwrap();
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }

    fn lines_are_safe(encoded: &str) -> bool {
        encoded.split("\r\n").all(|line| {
            line.len() <= WIDTH
                && line
                    .bytes()
                    .all(|b| b.is_ascii_graphic() || b == b' ' || b == b'\t')
                && !line.starts_with('.')
                && !line.starts_with("From ")
                && !line.ends_with([' ', '\t'])
        })
    }

    #[test]
    fn dots_and_from_never_begin_a_line() {
        assert_eq!(
            quoted_printable(".\n..a\nFrom b", 0),
            "=2E\r\n=2E.a\r\n=46rom b"
        );
        assert_eq!(quoted_printable(".", 5), ".");
        let text = format!("{}.{}", "x".repeat(75), "y".repeat(80));
        assert!(quoted_printable(&text, 0).contains("=\r\n=2Ey"));
    }

    #[test]
    fn white_space_ends_no_line() {
        assert_eq!(quoted_printable("a \nb\t\n", 0), "a=20\r\nb=09\r\n");
    }

    #[test]
    fn a_gap_stands_on_its_own_lines() {
        assert_eq!(quoted_printable_gap(""), "");
        assert_eq!(
            quoted_printable_gap("https://a.example/?t=1"),
            "https://a.example/?t=3D1=\r\n"
        );
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(text in "(?s)([a-z .=\\n]|From |\\PC){0,300}") {
            let text = text.replace('\r', "");
            let encoded = quoted_printable(&text, 0);
            prop_assert!(lines_are_safe(encoded.trim_end_matches([' ', '\t'])), "{:?}", encoded);
            prop_assert_eq!(decode(&encoded), text.as_str());
            prop_assert_eq!(quoted_printable_decode(&encoded).replace("\r\n", "\n"), text);
        }

        #[test]
        fn stretches_join_at_gaps(before in "\\PC{0,90}", value in "\\PC{0,200}", after in "\\PC{0,90}") {
            let mut encoded = quoted_printable(&before, 0);
            if !encoded.is_empty() {
                encoded.push_str("=\r\n");
            }
            encoded.push_str(&quoted_printable_gap(&value));
            encoded.push_str(&quoted_printable(&format!("{after}\n"), 0));
            prop_assert!(lines_are_safe(&encoded), "{:?}", encoded);
            prop_assert_eq!(decode(&encoded), format!("{before}{value}{after}\n"));
        }
    }
}
