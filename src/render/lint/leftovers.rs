//! What was meant to be filled in or taken out: placeholders of ours and of other mailers, dummy text, notes of editors.

use super::Findings;

/// Marks that the text has a blank in it.
const MARKS: [(&str, &str); 9] = [
    ("{{", "}}"),
    ("{%", "%}"),
    ("*|", "|*"),
    ("%%", "%%"),
    ("[[", "]]"),
    ("<%", "%>"),
    ("${", "}"),
    ("%recipient", "%"),
    ("#{", "}"),
];

/// What patterns of ours are written with, and a few names that others use.
const NAMES: [&str; 16] = [
    "lead",
    "second",
    "third",
    "title",
    "number",
    "date",
    "name",
    "publication",
    "count",
    "fname",
    "first_name",
    "firstname",
    "email",
    "subject",
    "headline",
    "section",
];

/// Words that editors leave for each other, when they stand alone.
const NOTES: [&str; 6] = ["TK", "TKTK", "TODO", "FIXME", "XXX", "XXXX"];

/// The first leftover of a text, as it stands there.
fn found(text: &str) -> Option<String> {
    marked(text)
        .or_else(|| named(text))
        .or_else(|| dummy(text))
        .or_else(|| noted(text))
}

fn marked(text: &str) -> Option<String> {
    MARKS.iter().find_map(|(open, close)| {
        let at = text.find(open)?;
        let rest = &text[at + open.len()..];
        let end = rest.find(close)?;
        // What is far apart belongs to two different thoughts.
        (end > 0 && end <= 60 && !rest[..end].contains('\n'))
            .then(|| format!("{open}{}{close}", &rest[..end]))
    })
}

fn named(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, _) = after.split_once('}')?;
        if NAMES.contains(&name.trim().to_ascii_lowercase().as_str()) {
            return Some(format!("{{{name}}}"));
        }
        rest = after;
    }
    None
}

fn dummy(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let texts = [
        "lorem ipsum",
        "dolor sit amet",
        "your text here",
        "headline goes here",
        "insert text",
    ];
    texts
        .iter()
        .find(|dummy| lower.contains(**dummy))
        .map(|dummy| (*dummy).to_owned())
}

fn noted(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| NOTES.contains(word))
        .map(str::to_owned)
        .next()
}

/// In what editors and sites wrote; `what` names it.
pub(super) fn in_words(location: &str, what: &str, text: &str, findings: &mut Findings) {
    if let Some(leftover) = found(text) {
        findings.warning(
            location,
            format!("{what} has \"{leftover}\" in it: something was left to be filled in"),
            "fill it in or take it out; if it is meant, leave it",
        );
    }
}

/// In the mail as a whole: only what no text means, for articles may well be about TODO lists.
pub(super) fn in_html(seen: &str, findings: &mut Findings) {
    if let Some(leftover) = marked(seen) {
        findings.warning(
            "html",
            format!("the mail shows \"{leftover}\": something was left to be filled in"),
            "mend the layout, or the piece that brings it along",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_seen_and_sentences_are_not() {
        for (text, leftover) in [
            ("Dear {{ first_name }},", "{{ first_name }}"),
            ("Hello *|FNAME|*", "*|FNAME|*"),
            ("%recipient.name%", "%recipient.name%"),
            ("About {lead}", "{lead}"),
            ("Lorem ipsum dolor", "lorem ipsum"),
            ("The lock: TK metres", "TK"),
        ] {
            assert_eq!(found(text).as_deref(), Some(leftover), "{text}");
        }
        for text in [
            "A set {a, b} and 100% of it",
            "Prices rose 5% or 10%%",
            "The XXL edition",
            "What TKO means",
            "{}",
            "[[",
            "a todo list",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
