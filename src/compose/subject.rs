//! The subject and the preheader, from their patterns.

use super::Request;
use crate::{
    config::{EditionRules, Publication},
    dates::Calendar,
    edition::{Block, EditionNumber, Slot},
    words::Phrasebook,
};

/// The most characters of a subject: inboxes cut long before.
const SUBJECT_MAX: usize = 120;
/// The most characters of a preheader.
const PREHEADER_MAX: usize = 180;

/// The two lines that an inbox shows.
#[derive(Debug)]
pub struct Lines {
    /// The subject.
    pub subject: String,
    /// What stands after it.
    pub preheader: String,
}

/// What the patterns name that is in no block.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The patterns, and what editions are called.
    pub rules: &'a EditionRules,
    /// Who publishes, in which zone.
    pub publication: &'a Publication,
    /// The language of dates and numbers (BCP 47).
    pub language: &'a str,
    /// The moment the edition belongs to.
    pub slot: Slot,
    /// Its number; none for what is no numbered edition.
    pub number: Option<EditionNumber>,
}

/// The lines of an edition: the editors', or else those that the patterns make.
pub(super) fn lines(request: &Request<'_>, blocks: &[Block]) -> Lines {
    let names = Names {
        rules: request.rules,
        publication: request.publication,
        language: &request.publication.language,
        slot: request.slot,
        number: Some(request.number),
    };
    let made = made(&names, blocks);
    let edits = request.edits;
    let or = |line: &Option<String>, made, max| match line {
        Some(line) => shortened(line, max),
        None => made,
    };
    Lines {
        subject: or(&edits.subject, made.subject, SUBJECT_MAX),
        preheader: or(&edits.preheader, made.preheader, PREHEADER_MAX),
    }
}

/// Fills the patterns from the blocks. A line that comes out empty falls back to what there always is.
pub(super) fn made(names: &Names<'_>, blocks: &[Block]) -> Lines {
    let fill = |pattern: &str| filled(pattern, &|word| value(names, blocks, word));
    let lead = blocks.iter().flat_map(Block::pieces).next();
    let title = || Some(names.rules.title.clone());
    let subject = fill(&names.rules.subject);
    let subject = subject.or_else(|| Some(lead?.title.clone())).or_else(title);
    let preheader = fill(&names.rules.preheader);
    let preheader = preheader.or_else(|| lead?.dek.clone()).or_else(title);
    Lines {
        subject: shortened(&subject.unwrap_or_default(), SUBJECT_MAX),
        preheader: shortened(&preheader.unwrap_or_default(), PREHEADER_MAX),
    }
}

/// The lines of the best of a month, whose patterns can't be those of an edition ("This week: ..."): what it is, and what
/// leads it; then the next two.
pub fn of_month(names: &Names<'_>, heading: &str, blocks: &[Block]) -> Lines {
    let of = |pattern| filled(pattern, &|word| value(names, blocks, word));
    let subject = match of("{lead}") {
        Some(lead) => format!("{heading}: {lead}"),
        None => heading.to_owned(),
    };
    let preheader = of("{second} · {third}").unwrap_or_else(|| names.rules.title.clone());
    Lines {
        subject: shortened(&subject, SUBJECT_MAX),
        preheader: shortened(&preheader, PREHEADER_MAX),
    }
}

fn value(names: &Names<'_>, blocks: &[Block], word: &str) -> Option<String> {
    let teasers = || {
        let shown = |block: &&Block| matches!(block, Block::Lead { .. } | Block::Section { .. });
        blocks.iter().filter(shown).flat_map(Block::pieces)
    };
    let headline = |at| teasers().nth(at).map(|piece| piece.title.clone());
    match word {
        "lead" => headline(0),
        "second" => headline(1),
        "third" => headline(2),
        "title" => Some(names.rules.title.clone()),
        "publication" => Some(names.publication.name.clone()),
        "number" => names.number.map(|number| number.to_string()),
        "date" => {
            let calendar = Calendar::of(names.language, names.publication.timezone);
            Some(calendar.plain(names.slot.0))
        }
        "count" => Some(teasers().count().to_string()),
        "pieces" => {
            let count = u32::try_from(teasers().count()).unwrap_or(u32::MAX);
            Some(Phrasebook::of(names.language).pieces(count))
        }
        _ => None,
    }
}

/// Puts the values in; nothing when none is there. What stands between two placeholders joins their values, so
/// it goes with a missing one: no separator is left hanging.
fn filled(pattern: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut line = String::new();
    let mut rest = pattern;
    let mut wanted = false;
    let mut found = false;
    while let Some((before, word, after)) = next_placeholder(rest) {
        if let Some(text) = value(word) {
            // The words before the first placeholder belong to the line; later ones join two values.
            if found || !wanted {
                line.push_str(before);
            }
            line.push_str(&text);
            found = true;
        }
        wanted = true;
        rest = after;
    }
    line.push_str(rest);
    (found || !wanted).then_some(line)
}

fn next_placeholder(pattern: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = pattern.split_once('{')?;
    let (word, after) = rest.split_once('}')?;
    Some((before, word, after))
}

/// One line, no control characters, cut at a word's end with an ellipsis.
fn shortened(text: &str, max: usize) -> String {
    let plain = text.replace(char::is_control, " ");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= max {
        return plain;
    }
    let cut: String = plain.chars().take(max - 1).collect();
    // A language without spaces has its last one far away: then between two characters.
    let end = cut
        .rfind(' ')
        .filter(|end| *end * 2 > cut.len())
        .unwrap_or(cut.len());
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
        let fill = |pattern: &str| filled(pattern, &value);
        assert_eq!(
            fill("{lead} · {second} · {third}").as_deref(),
            Some("A · C")
        );
        assert_eq!(fill("{lead} · {second}").as_deref(), Some("A"));
        assert_eq!(fill("{lead} and {second}").as_deref(), Some("A"));
        assert_eq!(fill("{second} and {third}").as_deref(), Some("C"));
        assert_eq!(fill("{second} and {second}"), None);
        assert_eq!(fill("This week: {second}"), None);
        assert_eq!(fill("This week: {lead}!").as_deref(), Some("This week: A!"));
        assert_eq!(fill("No placeholders").as_deref(), Some("No placeholders"));
    }

    #[test]
    fn long_lines_end_at_a_word() {
        let cut = shortened(&"word ".repeat(100), 22);
        assert_eq!(cut, "word word word word…");
        assert_eq!(
            shortened(&format!("A {}", "日".repeat(50)), 10),
            "A 日日日日日日日…"
        );
    }
}
