//! Who wrote it, as readers know it from newspapers.

use roundup_templates::view::{self, Direction};

use super::{line, way::apart, web_link};
use crate::{
    piece::{Author, Piece},
    words::{Phrasebook, around},
};

/// `By A. Writer, Staff Writer; B. Writer and C. Writer`: semicolons once titles bring their own commas.
pub(super) fn byline(authors: &[Author], words: Phrasebook, way: Direction) -> Vec<view::Author> {
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
            name: apart(name.clone(), way),
            before_title: before_title.clone(),
            title: title.clone().map(|title| apart(title, way)),
        })
        .collect()
}

/// `Also in The Estuary Post, Harbour Quarterly`: the other outlets that have the piece, each once.
pub(super) fn also(piece: &Piece, words: Phrasebook, way: Direction) -> Vec<view::Outlet> {
    let mut outlets: Vec<view::Outlet> = Vec::new();
    for copy in &piece.elsewhere {
        let Some(name) = line(&copy.outlet) else {
            continue;
        };
        let name = apart(name, way);
        if outlets.iter().any(|outlet| outlet.name == name) {
            continue;
        }
        let before = if outlets.is_empty() {
            around(|gap| words.also_in(gap)).0
        } else {
            between(|a, b| words.next_name(a, b))
        };
        outlets.push(view::Outlet {
            before,
            name,
            url: web_link(&copy.url),
        });
    }
    outlets
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::render::view::{direction, way::plain};

    /// Without the marks of directions.
    fn written(authors: &[(&str, Option<&str>)], language: &str) -> String {
        let authors: Vec<_> = authors
            .iter()
            .map(|(name, title)| Author {
                name: (*name).to_owned(),
                title: title.map(str::to_owned),
            })
            .collect();
        let byline = byline(&authors, Phrasebook::of(language), direction(language));
        let one = |author: &view::Author| {
            let title = author.title.as_ref();
            let title = title.map(|title| format!("{}{}", author.before_title, plain(title)));
            format!(
                "{}{}{}",
                author.before,
                plain(&author.name),
                title.unwrap_or_default()
            )
        };
        byline.iter().map(one).collect()
    }

    #[rstest]
    #[case("en", "By Ada, Ben and Inés", "By Ada, Clerk; Ben and Inés")]
    #[case("de", "Von Ada, Ben und Inés", "Von Ada, Clerk; Ben und Inés")]
    #[case("fr", "Par Ada, Ben et Inés", "Par Ada, Clerk\u{202F}; Ben et Inés")]
    #[case("es", "Por Ada, Ben e Inés", "Por Ada, Clerk; Ben e Inés")]
    #[case("ar", "بقلم Ada، Ben وInés", "بقلم Ada، Clerk؛ Ben وInés")]
    fn names_are_joined_as_the_language_does(
        #[case] language: &str,
        #[case] plain: &str,
        #[case] titled: &str,
    ) {
        let rest = [("Ben", None), ("Inés", None)];
        assert_eq!(
            written(&[&[("Ada", None)], &rest[..]].concat(), language),
            plain
        );
        assert_eq!(
            written(&[&[("Ada", Some("Clerk"))], &rest[..]].concat(), language),
            titled
        );
        assert_eq!(written(&[], language), "");
    }

    #[rstest]
    #[case("Irene", "e")]
    #[case("Íñigo", "e")]
    #[case("Hilario", "e")]
    #[case("Yves", "e")]
    #[case("Hierro", "y")]
    #[case("Iago", "y")]
    #[case("Yolanda", "y")]
    #[case("Ana", "y")]
    #[case("H", "y")]
    fn spanish_has_another_and_before_an_i(#[case] name: &str, #[case] and: &str) {
        let byline = written(&[("Ada", None), (name, None)], "es");
        assert_eq!(byline, format!("Por Ada {and} {name}"));
    }
}
