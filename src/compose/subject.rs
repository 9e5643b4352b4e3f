//! The subject and the preheader, from their patterns.

use chrono::Locale;

use super::Request;
use crate::edition::Block;

/// The most characters of a subject: inboxes cut long before.
const SUBJECT_MAX: usize = 120;
/// The most characters of a preheader.
const PREHEADER_MAX: usize = 180;

/// The two lines that an inbox shows.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) subject: String,
    pub(super) preheader: String,
}

/// Fills the patterns from the blocks.
pub(super) fn lines(request: &Request<'_>, blocks: &[Block]) -> Lines {
    let line =
        |pattern: &str, max| shortened(&filled(pattern, &|word| value(request, blocks, word)), max);
    Lines {
        subject: line(&request.rules.subject, SUBJECT_MAX),
        preheader: line(&request.rules.preheader, PREHEADER_MAX),
    }
}

fn value(request: &Request<'_>, blocks: &[Block], word: &str) -> Option<String> {
    let teasers = || {
        let shown = |block: &&Block| matches!(block, Block::Lead { .. } | Block::Section { .. });
        blocks.iter().filter(shown).flat_map(Block::pieces)
    };
    let headline = |at| teasers().nth(at).map(|piece| piece.title.clone());
    match word {
        "lead" => headline(0),
        "second" => headline(1),
        "third" => headline(2),
        "title" => Some(request.rules.title.clone()),
        "publication" => Some(request.publication.name.clone()),
        "number" => Some(request.number.to_string()),
        "date" => Some(date(request)),
        "count" => Some(teasers().count().to_string()),
        _ => None,
    }
}

fn date(request: &Request<'_>) -> String {
    let at = request.slot.0.with_timezone(&request.publication.timezone);
    let language = request
        .publication
        .language
        .split('-')
        .next()
        .unwrap_or_default();
    let (locale, form) = match language {
        "de" => (Locale::de_DE, "%-d. %B %Y"),
        "fr" => (Locale::fr_FR, "%-d %B %Y"),
        "es" => (Locale::es_ES, "%-d de %B de %Y"),
        "ar" => (Locale::ar_SA, "%-d %B %Y"),
        _ => (Locale::en_GB, "%-d %B %Y"),
    };
    at.format_localized(form, locale).to_string()
}

/// Puts the values in. What stands between two placeholders goes with the one that is missing, so that no
/// separator is left hanging.
fn filled(pattern: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut line = String::new();
    let mut rest = pattern;
    let mut complete = true;
    while let Some((before, word, after)) = next_placeholder(rest) {
        match value(word) {
            Some(text) => {
                // After a gap, or at the start of one, a separator would join nothing.
                if complete || !line.is_empty() {
                    line.push_str(before);
                }
                line.push_str(&text);
                complete = true;
            }
            None if is_separator(before) => complete = false,
            None => {
                line.push_str(before);
                complete = false;
            }
        }
        rest = after;
    }
    if complete || !is_separator(rest) {
        line.push_str(rest);
    }
    line
}

fn next_placeholder(pattern: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = pattern.split_once('{')?;
    let (word, after) = rest.split_once('}')?;
    Some((before, word, after))
}

fn is_separator(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// One line, no control characters, cut at a word's end with an ellipsis.
fn shortened(text: &str, max: usize) -> String {
    let plain = text.replace(char::is_control, " ");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= max {
        return plain;
    }
    let cut: String = plain.chars().take(max - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    let kept = cut[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_leave_no_separator_behind() {
        let value = |word: &str| match word {
            "lead" => Some("A".to_owned()),
            "third" => Some("C".to_owned()),
            _ => None,
        };
        assert_eq!(filled("{lead} · {second} · {third}", &value), "A · C");
        assert_eq!(filled("{lead} · {second}", &value), "A");
        assert_eq!(filled("{second} · {third}", &value), "C");
        assert_eq!(filled("{second}", &value), "");
        assert_eq!(filled("This week: {lead}!", &value), "This week: A!");
        assert_eq!(filled("No placeholders", &value), "No placeholders");
    }

    #[test]
    fn long_lines_end_at_a_word() {
        let cut = shortened(&"word ".repeat(100), 22);
        assert_eq!(cut, "word word word word…");
    }
}
