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
const HINTS: [&str; 4] = ["sound", "hour", "hour12", "half"];

/// The messages of a file with the arguments that each uses.
fn messages(source: &Source) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut found = BTreeMap::new();
    let mut last = "";
    for line in source.text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
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
            Extent::Dates => assert!(
                has.iter()
                    .all(|name| name.starts_with("date_") || *name == "clock"),
                "{:?} has more than dates",
                source.tags
            ),
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
        assert!(mark.chars().count() <= 20, "{mark}");
    }
}

#[rstest]
#[case("en", true)]
#[case("en-GB", true)]
#[case("EN-us", true)]
#[case("pt", false)]
#[case("tlh", false)]
fn english_stands_in_where_a_language_has_no_words(#[case] language: &str, #[case] whole: bool) {
    let words = Phrasebook::of(language);
    assert_eq!(words.keep_reading(), "Keep reading");
    assert_eq!(words.is_whole(), whole);
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
