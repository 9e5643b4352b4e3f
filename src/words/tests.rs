//! Every phrase is there in every language that claims to be whole, with the same arguments, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use rstest::rstest;

use super::{
    Phrasebook,
    book::{Extent, SOURCES, Source},
    phrases::ALL,
};

/// Arguments that a language may do without: they only help to choose a form.
const HINTS: [&str; 5] = ["sound", "hour", "hour24", "hour12", "half"];

/// The messages of a file with the arguments that each uses.
fn messages(source: &Source) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut found = BTreeMap::new();
    let mut last = "";
    for line in source.text.lines().filter(|line| !line.starts_with('#')) {
        // Terms, which begin with a hyphen, are a file's own business.
        let own = |line: &&str| !line.starts_with([' ', '-']);
        let head = Some(line)
            .filter(own)
            .and_then(|line| line.split_once(" ="));
        if let Some((key, _)) = head {
            assert!(
                found.insert(key, BTreeSet::new()).is_none(),
                "{key} comes twice"
            );
            last = key;
        }
        let names = line.split('$').skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        });
        found.entry(last).or_default().extend(names);
    }
    found.remove("");
    found
}

#[test]
fn every_file_is_well_formed() {
    for Source { tags, text, .. } in SOURCES {
        let read = FluentResource::try_new((*text).to_owned());
        assert!(
            read.is_ok(),
            "{tags:?}: {:?}",
            read.err().map(|(_, why)| why)
        );
    }
}

#[test]
fn a_whole_language_has_every_phrase_and_no_other() {
    let known: BTreeSet<_> = ALL.iter().map(|(name, _)| *name).collect();
    for source in SOURCES {
        let messages = messages(source);
        let has: BTreeSet<_> = messages.keys().copied().collect();
        let unknown: Vec<_> = has.difference(&known).collect();
        assert!(
            unknown.is_empty(),
            "{:?} has unknown {unknown:?}",
            source.tags
        );
        let missing: Vec<_> = known.difference(&has).collect();
        match source.extent {
            Extent::Whole => assert!(missing.is_empty(), "{:?} lacks {missing:?}", source.tags),
            Extent::Part => assert!(!missing.is_empty(), "{:?} is whole", source.tags),
        }
    }
}

#[test]
fn a_phrase_has_the_same_arguments_in_every_language() {
    for source in SOURCES {
        let messages = messages(source);
        for (name, arguments) in ALL {
            let Some(used) = messages.get(name) else {
                continue;
            };
            let given: BTreeSet<_> = arguments.iter().copied().collect();
            let unknown: Vec<_> = used.difference(&given).collect();
            assert!(unknown.is_empty(), "{:?}, {name}: {unknown:?}", source.tags);
            let mut unused = given.difference(used).filter(|name| !HINTS.contains(name));
            assert_eq!(unused.next(), None, "{:?}, {name}", source.tags);
        }
    }
}

#[test]
fn the_marks_of_proofs_are_short() {
    for source in SOURCES {
        let mark = Phrasebook::of(source.tags[0]).proof_mark();
        // `render` leaves room for that much before the subject.
        assert!(mark.chars().count() <= 11, "{mark}");
    }
}

#[rstest]
#[case("en", "Keep reading", true)]
#[case("en-GB", "Keep reading", true)]
#[case("EN-us", "Keep reading", true)]
#[case("de-AT", "Weiterlesen", true)]
#[case("fr-CA", "Lire la suite", true)]
#[case("es-419", "Seguir leyendo", true)]
#[case("ar-LB", "متابعة القراءة", true)]
#[case("pt", "Keep reading", false)]
#[case("tlh", "Keep reading", false)]
fn english_stands_in_where_a_language_has_no_words(
    #[case] language: &str,
    #[case] said: &str,
    #[case] whole: bool,
) {
    let words = Phrasebook::of(language);
    assert_eq!(words.keep_reading(), said);
    assert_eq!(words.is_whole(), whole);
}

#[test]
fn a_region_says_only_what_it_says_otherwise() {
    let [swiss, german] =
        ["de-CH", "de"].map(|tag| Phrasebook::of(tag).farewell("a@b.example", "x"));
    assert_eq!(swiss, "a@b.example erhält «x» nicht mehr.");
    assert_eq!(german, "a@b.example erhält „x“ nicht mehr.");
    assert_eq!(Phrasebook::of("de-CH").unsubscribe(), "Abbestellen");
}

// The rules that the library has for Arabic are right to 102; an edition has fewer pieces.
#[rstest]
#[case("en", &["0 pieces", "1 piece", "2 pieces", "3 pieces", "11 pieces", "100 pieces", "12,000 pieces"])]
#[case("de", &["0 Beiträge", "1 Beitrag", "2 Beiträge", "3 Beiträge", "11 Beiträge", "100 Beiträge", "12.000 Beiträge"])]
#[case("fr", &["0 article", "1 article", "2 articles", "3 articles", "11 articles", "100 articles", "12\u{202F}000 articles"])]
#[case("es", &["0 artículos", "1 artículo", "2 artículos", "3 artículos", "11 artículos", "100 artículos", "12\u{A0}000 artículos"])]
#[case("ar", &["لا مقالات", "مقال واحد", "مقالان", "3 مقالات", "11 مقالًا", "100 مقال", "12,000 مقال"])]
fn plural_forms_and_numbers_are_those_of_the_language(
    #[case] language: &str,
    #[case] said: &[&str],
) {
    let words = Phrasebook::of(language);
    let counts = [0, 1, 2, 3, 11, 100, 12_000].map(|count| words.pieces(count));
    assert_eq!(counts.as_slice(), said);
}

#[rstest]
#[case("en", "1234 1,234")]
#[case("es", "1234 1234")]
fn years_and_numbers_of_editions_are_not_counts(#[case] language: &str, #[case] said: &str) {
    let words = Phrasebook::of(language);
    let number = words.edition_number("1234");
    let count = words.pieces(1234);
    let first = |text: &str| {
        text.split([' ', '\u{A0}'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let last = number.rsplit([' ', '\u{A0}']).next().unwrap_or_default();
    assert_eq!(format!("{last} {}", first(&count)), said);
}

#[test]
fn a_phrase_that_nobody_has_is_its_own_name() {
    assert_eq!(
        Phrasebook::of("en").say("no_such_phrase", &[]),
        "no_such_phrase"
    );
}

#[test]
fn an_extension_is_no_region() {
    assert_eq!(
        super::parts("de-Latn-AT"),
        ("de".to_owned(), Some("at".to_owned()))
    );
    assert_eq!(super::parts("en-x-us"), ("en".to_owned(), None));
}
