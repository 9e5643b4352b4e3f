//! Gaps as single characters, for the way through templates and inlining.
//!
//! The characters are of the private use area, which `mime::one_line` takes out of all text: nothing
//! that was gathered or configured can look like a gap.

use crate::message::Field;

const FIELDS: [Field; 7] = [
    Field::To,
    Field::Date,
    Field::MessageId,
    Field::SubjectMark,
    Field::UnsubscribeUrl,
    Field::PreferencesUrl,
    Field::UnsubscribeToken,
];

/// The character that stands for a gap.
pub(super) fn marker(field: Field) -> char {
    match field {
        Field::To => '\u{E000}',
        Field::Date => '\u{E001}',
        Field::MessageId => '\u{E002}',
        Field::SubjectMark => '\u{E003}',
        Field::UnsubscribeUrl => '\u{E004}',
        Field::PreferencesUrl => '\u{E005}',
        Field::UnsubscribeToken => '\u{E006}',
    }
}

/// A piece of text with gaps.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stretch<'a> {
    /// Text between gaps; never empty.
    Text(&'a str),
    /// A gap.
    Gap(Field),
}

/// Parts a text at its gaps.
pub(super) fn stretches(text: &str) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let Some(field) = FIELDS.into_iter().find(|field| marker(*field) == c) else {
            continue;
        };
        if start < at {
            found.push(Stretch::Text(&text[start..at]));
        }
        found.push(Stretch::Gap(field));
        start = at + c.len_utf8();
    }
    if start < text.len() {
        found.push(Stretch::Text(&text[start..]));
    }
    found
}

/// Puts values into the gaps.
pub(super) fn fill(text: &str, value: &dyn Fn(Field) -> String) -> String {
    stretches(text)
        .into_iter()
        .map(|stretch| match stretch {
            Stretch::Text(text) => text.to_owned(),
            Stretch::Gap(field) => value(field),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_parted_at_its_gaps() {
        let gap = marker(Field::PreferencesUrl);
        let text = format!("a{gap}{gap}b");
        let gap = || Stretch::Gap(Field::PreferencesUrl);
        assert_eq!(
            stretches(&text),
            [Stretch::Text("a"), gap(), gap(), Stretch::Text("b")]
        );
        assert_eq!(fill(&text, &|_| "-".to_owned()), "a--b");
        assert_eq!(stretches(""), []);
    }
}
