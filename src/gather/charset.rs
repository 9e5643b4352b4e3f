//! Bytes to text: which encoding a document is in, and reading it so that no byte is an error.
//!
//! The order is that of the standards: a byte order mark, then what the server said, then what the document
//! says of itself. Where all of them are silent it is UTF-8 if it is valid UTF-8, else windows-1252.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a document its own word about its encoding may stand.
const PROLOGUE: usize = 4_096;

/// A document as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Whose word about the encoding was not true, and what was read instead.
    pub(super) problem: Option<String>,
}

/// An encoding by the name that it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Label {
    encoding: &'static Encoding,
    written: String,
}

/// Reads a feed.
pub(super) fn decode_feed(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    decode(bytes, content_type, xml_label)
}

/// Reads an HTML page.
pub(super) fn decode_page(bytes: &[u8], content_type: Option<&str>) -> String {
    decode(bytes, content_type, html_label).text
}

fn decode(bytes: &[u8], content_type: Option<&str>, own: fn(&[u8]) -> Option<Label>) -> Decoded {
    let sure = utf32(bytes).or_else(|| {
        let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
        let wide = || utf16_without_mark(bytes);
        match marked {
            Some(encoding) => Some(encoding.decode(bytes).0.into_owned()),
            None => wide().map(|encoding| plain(encoding, bytes)),
        }
    });
    if let Some(text) = sure {
        let problem = None;
        return Decoded { text, problem };
    }
    let told = [content_type.and_then(charset_of), own(bytes)];
    let fitting = told.iter().flatten().find(|told| fits(told, bytes));
    let encoding = fitting.map_or_else(|| guess(bytes), |told| told.encoding);
    let wrong = told.iter().flatten().find(|told| !fits(told, bytes));
    Decoded {
        text: plain(encoding, bytes),
        problem: wrong.map(|told| {
            format!(
                "it says that it is in \"{}\", which it is not; read as {}",
                told.written,
                encoding.name()
            )
        }),
    }
}

fn plain(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// UTF-8 is claimed by default so often that it only counts where it is true, and so are the old encodings of Western
/// Europe: a text in one of those is never UTF-8 by chance.
fn fits(told: &Label, bytes: &[u8]) -> bool {
    if told.encoding == UTF_8 {
        utf8_but_for_a_few(bytes)
    } else {
        !told.encoding.is_single_byte() || bytes.is_ascii() || !utf8_but_for_a_few(bytes)
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if utf8_but_for_a_few(bytes) {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// A page of UTF-8 with a broken byte or two (a text cut in the middle of a character) is still UTF-8.
fn utf8_but_for_a_few(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad == 0 || good > bad * 20
}

/// The encoding that a `Content-Type` names.
fn charset_of(content_type: &str) -> Option<Label> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("charset")? + "charset".len();
    label(lower[at..].trim_start().strip_prefix('=')?)
}

fn label(text: &str) -> Option<Label> {
    let text = text.trim_start().trim_start_matches(['"', '\'']);
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/' | '?' | ','))
        .unwrap_or(text.len());
    Encoding::for_label(&text.as_bytes()[..end]).map(|encoding| Label {
        encoding,
        written: text[..end].to_owned(),
    })
}

fn xml_label(bytes: &[u8]) -> Option<Label> {
    let start = prologue(bytes);
    let declaration = &start[start.find("<?xml")?..];
    let declaration = &declaration[..declaration.find("?>")?];
    let at = declaration.find("encoding")? + "encoding".len();
    let told = label(declaration[at..].trim_start().strip_prefix('=')?)?;
    Some(not_utf16(told))
}

fn html_label(bytes: &[u8]) -> Option<Label> {
    let start = prologue(bytes);
    let mut rest = start.as_str();
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + 5..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        if let Some(told) = charset_of(tag) {
            return Some(not_utf16(told));
        }
    }
    xml_label(bytes)
}

/// A document whose ASCII was readable cannot be in UTF-16, whatever it says.
fn not_utf16(told: Label) -> Label {
    let wide = told.encoding == UTF_16LE || told.encoding == UTF_16BE;
    let encoding = if wide { UTF_8 } else { told.encoding };
    Label { encoding, ..told }
}

fn prologue(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOGUE)]).to_ascii_lowercase()
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<', 0, _, ..] => Some(UTF_16BE),
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        _ => None,
    }
}

/// UTF-32 is in no web standard, but some feeds have it.
fn utf32(bytes: &[u8]) -> Option<String> {
    let big = match bytes {
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<', ..] => true,
        [0xff, 0xfe, 0, 0, ..] | [b'<', 0, 0, 0, ..] => false,
        _ => return None,
    };
    let unit = |four: &[u8]| {
        let four = four.try_into().unwrap_or([0; 4]);
        let value = if big {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        };
        char::from_u32(value).unwrap_or('\u{fffd}')
    };
    Some(
        bytes
            .chunks_exact(4)
            .map(unit)
            .filter(|c| *c != '\u{feff}')
            .collect(),
    )
}

/// A control character that is a quote or a dash in windows-1252 is meant as the latter.
pub(super) fn western(c: char) -> char {
    match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..=0x9f) => WINDOWS_1252
            .decode_without_bom_handling(&[byte])
            .0
            .chars()
            .next()
            .unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(bytes: &[u8], content_type: Option<&str>) -> String {
        decode_feed(bytes, content_type).text
    }

    #[test]
    fn the_mark_then_the_server_then_the_document() {
        assert_eq!(
            feed(b"\xef\xbb\xbf<a/>", Some("text/xml; charset=latin1")),
            "<a/>"
        );
        assert_eq!(feed(b"\xe9", Some("text/xml; charset=\"ISO-8859-1\"")), "é");
        assert_eq!(
            feed(
                b"<?xml version='1.0' encoding='iso-8859-2'?><a>\xb1</a>",
                None
            ),
            "<?xml version='1.0' encoding='iso-8859-2'?><a>ą</a>"
        );
        assert_eq!(
            decode_page(b"<meta charset=shift_jis>\x82\xa0", None),
            "<meta charset=shift_jis>あ"
        );
    }

    #[test]
    fn a_wrong_claim_of_utf8_is_not_believed() {
        assert_eq!(
            decode_page(b"caf\xe9 <p>", Some("text/html; charset=utf-8")),
            "café <p>"
        );
        assert_eq!(decode_page("café".as_bytes(), None), "café");
    }

    #[test]
    fn a_wrong_label_over_utf8_is_told_and_not_believed() {
        let text = "<?xml version='1.0' encoding='iso-8859-1'?><a>“Größe”</a>";
        let read = decode_feed(text.as_bytes(), None);
        assert_eq!(read.text, text);
        assert_eq!(
            read.problem.as_deref(),
            Some("it says that it is in \"iso-8859-1\", which it is not; read as UTF-8")
        );
        for kind in ["text/xml; charset=iso-8859-1", "text/xml; charset=us-ascii"] {
            let read = decode_feed("<a>Größe</a>".as_bytes(), Some(kind));
            assert_eq!(read.text, "<a>Größe</a>");
            assert!(read.problem.is_some(), "{kind}");
        }
        assert_eq!(
            decode_page("Größe".as_bytes(), Some("text/html; charset=windows-1252")),
            "Größe"
        );
        // What is as it says it is.
        for (bytes, kind) in [
            (&b"caf\xe9"[..], "text/xml; charset=iso-8859-1"),
            (&b"cafe"[..], "text/xml; charset=us-ascii"),
            (
                &b"\xcf\xf0\xe8\xe2\xe5\xf2"[..],
                "text/xml; charset=windows-1251",
            ),
        ] {
            assert_eq!(decode_feed(bytes, Some(kind)).problem, None, "{kind}");
        }
    }

    #[test]
    fn sixteen_and_thirty_two_bits() {
        assert_eq!(feed(b"\0<\0a\0/\0>", None), "<a/>");
        assert_eq!(feed(b"\xff\xfe\0\0<\0\0\0", None), "<");
        assert_eq!(feed(b"", None), "");
    }
}
