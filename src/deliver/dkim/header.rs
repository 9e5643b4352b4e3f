//! Which fields of a header are signed, and their "relaxed" form (RFC 6376 section 3.4.2).

/// What is signed of a header that has it, in the order of `h=` (RFC 6376 section 5.4.1; RFC 8058 section 4 asks for
/// the `List-Unsubscribe` pair).
const SIGNED: [&str; 13] = [
    "From",
    "Subject",
    "To",
    "Date",
    "Message-ID",
    "Reply-To",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

/// Named once more than they occur, so that nobody can add one (RFC 6376 section 8.15): what readers see first.
const SEALED: [&str; 3] = ["From", "Subject", "To"];

/// A header with what of it is signed.
#[derive(Debug)]
pub(super) struct Header {
    /// The names for `h=`.
    pub(super) names: Vec<&'static str>,
    /// Their fields in relaxed form, in the same order, each with its line end.
    pub(super) text: Vec<u8>,
}

impl Header {
    /// Takes what is signed from a header block.
    pub(super) fn of(block: &[u8]) -> Self {
        let fields = fields(block);
        let mut header = Self {
            names: Vec::with_capacity(SIGNED.len() + SEALED.len()),
            text: Vec::with_capacity(block.len()),
        };
        for name in SIGNED {
            // Of several, the last is taken first (RFC 6376 section 5.4.2).
            for field in fields.iter().rev().filter(|field| is(field, name)) {
                header.names.push(name);
                relaxed(field, &mut header.text);
                header.text.extend_from_slice(b"\r\n");
            }
        }
        header.names.extend(SEALED);
        header
    }

    /// Whether there was a `From`, which comes first.
    pub(super) fn has_from(&self) -> bool {
        self.text.starts_with(b"from:")
    }
}

/// The fields of a header block, each with its folded lines and without the last line end.
fn fields(block: &[u8]) -> Vec<&[u8]> {
    let mut fields = Vec::with_capacity(SIGNED.len() + 4);
    let (mut start, mut at) = (0, 0);
    for line in block.split_inclusive(|&octet| octet == b'\n') {
        if at > start && !matches!(line.first(), Some(b' ' | b'\t')) {
            fields.push(trimmed(&block[start..at]));
            start = at;
        }
        at += line.len();
    }
    if at > start {
        fields.push(trimmed(&block[start..at]));
    }
    fields
}

fn trimmed(field: &[u8]) -> &[u8] {
    field.strip_suffix(b"\r\n").unwrap_or(field)
}

/// Whether a field has this name, in any case.
fn is(field: &[u8], name: &str) -> bool {
    let (start, rest) = field.split_at_checked(name.len()).unwrap_or((b"", b""));
    start.eq_ignore_ascii_case(name.as_bytes()) && rest.trim_ascii_start().first() == Some(&b':')
}

/// Adds a field in relaxed form: its name in lower case, every run of white space one space, none at the end of the
/// value or around the colon, folded lines made one. Without a line end.
pub(super) fn relaxed(field: &[u8], out: &mut Vec<u8>) {
    let colon = field.iter().position(|&octet| octet == b':');
    let (name, value) = field.split_at(colon.unwrap_or(field.len()));
    out.extend(name.trim_ascii_end().iter().map(u8::to_ascii_lowercase));
    out.push(b':');
    let is_blank = |octet: &u8| matches!(octet, b' ' | b'\t' | b'\r' | b'\n');
    let words = value.get(1..).unwrap_or_default().split(is_blank);
    for (nth, word) in words.filter(|word| !word.is_empty()).enumerate() {
        if nth > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(block: &str) -> String {
        String::from_utf8(Header::of(block.as_bytes()).text).unwrap()
    }

    #[test]
    fn the_example_of_the_standard() {
        // RFC 6376 section 3.4.5.
        let mut out = Vec::new();
        relaxed(b"A: X", &mut out);
        out.push(b'\n');
        relaxed(b"B : Y\t\r\n\tZ  ", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "a:X\nb:Y Z");
    }

    #[test]
    fn several_are_taken_from_the_last_and_sealed_ones_named_once_more() {
        let block = "Subject: one\r\nFrom: a\r\nX: y\r\nsubject: two\r\n\tfolded \r\nDate: d\r\n";
        assert_eq!(
            text_of(block),
            "from:a\r\nsubject:two folded\r\nsubject:one\r\ndate:d\r\n"
        );
        let header = Header::of(block.as_bytes());
        assert_eq!(
            header.names,
            [
                "From", "Subject", "Subject", "Date", "From", "Subject", "To"
            ]
        );
        assert!(header.has_from());
    }

    #[test]
    fn names_are_whole_names() {
        let block = "Fromage: brie\r\nFrom : a\r\nTo:b\r\nList-Unsubscribe-Post: c\r\n";
        assert_eq!(
            text_of(block),
            "from:a\r\nto:b\r\nlist-unsubscribe-post:c\r\n"
        );
        assert!(!Header::of(b"Fromage: brie\r\n").has_from());
    }
}
