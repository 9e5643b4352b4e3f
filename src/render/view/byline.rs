//! Who wrote it, as readers know it from newspapers.

use roundup_templates::view;

use super::line;
use crate::{
    piece::Author,
    words::{Phrasebook, around},
};

/// `By A. Writer, Staff Writer; B. Writer and C. Writer`: semicolons once titles bring their own commas.
pub(super) fn byline(authors: &[Author], words: Phrasebook) -> Vec<view::Author> {
    let named: Vec<_> = authors
        .iter()
        .filter_map(|author| {
            let title = author.title.as_deref().and_then(line);
            Some((line(&author.name)?, title))
        })
        .collect();
    let titled = named.iter().any(|(_, title)| title.is_some());
    let last = named.len().saturating_sub(1);
    let before = |at: usize, name: &str| match at {
        0 => around(|gap| words.by(gap)).0,
        _ if at == last => between(|a, b| words.last_name(a, b, first_sound(name))),
        _ if titled => between(|a, b| words.next_titled(a, b)),
        _ => between(|a, b| words.next_name(a, b)),
    };
    let before_title = between(|a, b| words.titled(a, b));
    named
        .iter()
        .enumerate()
        .map(|(at, (name, title))| view::Author {
            before: before(at, name),
            name: name.clone(),
            before_title: before_title.clone(),
            title: title.clone(),
        })
        .collect()
}

/// What a phrase says between two names.
fn between(phrase: impl Fn(&str, &str) -> String) -> String {
    let rest = |gap: &str| around(|first| phrase(first, gap)).1;
    around(rest).0
}

/// `i` where a name begins with that sound, written so or `hi`; but not where it is half a vowel (`Hierro`).
fn first_sound(name: &str) -> &'static str {
    let name = name.to_lowercase().replace('í', "i");
    let rest = name.strip_prefix('h').unwrap_or(&name);
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some('i'), Some('a' | 'e' | 'o' | 'u' | 'á' | 'é' | 'ó' | 'ú')) => "other",
        (Some('i'), _) => "i",
        // `Yves`, but not `Yolanda`.
        (Some('y'), Some(second)) if !"aeiouáéóú".contains(second) => "i",
        _ => "other",
    }
}
