//! The line about the author that some sites put ahead of the text. Who the author is, is known from the byline, so that a
//! piece about somebody else who writes keeps its beginning.

use super::super::text;
use crate::piece::Author;

/// Such a line stands among the first paragraphs.
const FIRST: usize = 3;

/// It is not longer, in words.
const LONGEST: usize = 60;

/// What stands between the name and what they are.
const IS: &[&str] = &[
    "is", "ist", "est", "es", "è", "é", "is,", "a", "an", "the", "works", "writes", "teaches",
    "covers", "reports", "arbeitet", "schreibt", "lehrt", "forscht", "leitet", "écrit", "enseigne",
    "escribe", "enseña",
];

/// What people are who write, as beginnings of words.
const WHAT: &[&str] = &[
    "author",
    "writer",
    "write",
    "report",
    "editor",
    "correspond",
    "columnist",
    "contribut",
    "fellow",
    "analyst",
    "journalist",
    "professor",
    "lectur",
    "research",
    "scholar",
    "director",
    "producer",
    "photograph",
    "critic",
    "teach",
    "historian",
    "cover",
    "chercheu",
    "chroniqueu",
    "autor",
    "auteur",
    "autrice",
    "redakteur",
    "redaktor",
    "schreib",
    "professeur",
    "profesor",
    "periodist",
    "escritor",
    "écrivain",
    "schriftsteller",
    "journaliste",
    "redact",
    "rédact",
    "investigador",
    "historiador",
    "historik",
    "direct",
    "كاتب",
    "صحفي",
    "صحافي",
    "باحث",
    "أستاذ",
    "محلل",
    "مراسل",
];

/// The paragraphs without what is said of the authors before the text begins.
pub fn without<'a>(paragraphs: &'a [String], authors: &[Author]) -> Vec<&'a str> {
    let first = |at: &usize| *at < FIRST;
    let said = |(at, paragraph): &(usize, &String)| !(first(at) && is_about(paragraph, authors));
    let kept = paragraphs.iter().enumerate().filter(said);
    kept.map(|(_, paragraph)| paragraph.as_str()).collect()
}

fn is_about(paragraph: &str, authors: &[Author]) -> bool {
    if text::words(paragraph) > LONGEST {
        return false;
    }
    let rest = authors
        .iter()
        .find_map(|author| paragraph.strip_prefix(author.name.as_str()));
    let Some(rest) = rest.map(str::to_lowercase) else {
        return false;
    };
    let mut words = rest
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let says_what = |word: &str| WHAT.iter().any(|what| word.starts_with(what));
    let Some(next) = words.next() else {
        return true;
    };
    says_what(next) || (IS.contains(&next) && words.any(says_what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(paragraph: &str) -> bool {
        let author = |name: &str| Author {
            name: name.to_owned(),
            title: None,
        };
        let paragraphs = [paragraph.to_owned()];
        !without(
            &paragraphs,
            &[author("Bo Ord"), author("Ana Lyst"), author("أحمد علي")],
        )
        .is_empty()
    }

    #[test]
    fn lines_about_the_author_go() {
        for line in [
            "Ana Lyst is the author of three books on water.",
            "Ana Lyst is a professor of history at the University of Weirbridge. She lives there.",
            "Ana Lyst, a columnist at The Weir Review, is on leave.",
            "Ana Lyst covers the harbour for The Weir Review.",
            "Ana Lyst ist Professorin für Geschichte und Autorin mehrerer Bücher.",
            "Ana Lyst est professeure d’histoire et auteure de plusieurs livres.",
            "Ana Lyst es profesora de historia y autora de varios libros.",
            "أحمد علي كاتب وصحفي مصري.",
            "Ana Lyst",
        ] {
            assert!(!kept(line), "{line}");
        }
    }

    #[test]
    fn texts_stay() {
        for text in [
            "Zed Cam is the author of three books on water.",
            "Ana Lyst is dead, and the harbour is in mourning.",
            "Ana Lyst and I met on the quay, where the reporters stood.",
            "The keeper of the lock is the author of three books.",
        ] {
            assert!(kept(text), "{text}");
        }
    }
}
