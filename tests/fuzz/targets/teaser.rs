//! Paragraphs, a line each: see ../README.md.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roundup::{
    config::TeaserLength,
    gather::{
        teaser::{prose, teaser},
        text,
    },
    sentence,
};

// The first line is the headline.
fuzz_target!(|octets: &[u8]| {
    let input = String::from_utf8_lossy(octets);
    let mut lines = input.split('\n').map(str::to_owned);
    let headline = lines.next().unwrap_or_default();
    let paragraphs: Vec<String> = lines.collect();
    for paragraph in &paragraphs {
        let joined: String = sentence::sentences(paragraph).collect();
        assert_eq!(&joined, paragraph, "sentences are the text");
    }
    let made = teaser(&paragraphs, &[&headline], TeaserLength::default());
    assert!(made.len() <= 2);
    let prose: Vec<String> = paragraphs
        .iter()
        .filter_map(|text| prose::prose(text))
        .collect();
    for paragraph in &made {
        assert!(!paragraph.trim().is_empty());
        assert!(!paragraph.contains(char::is_control), "{paragraph:?}");
        // A paragraph that was cut may come to what the headline says; a whole one may not.
        if prose.contains(paragraph) {
            assert_ne!(text::folded(paragraph) + "!", text::folded(&headline) + "!");
        }
        assert!(text::words(paragraph) <= 400, "{}", text::words(paragraph));
        // Nothing is made up, and no word is cut.
        let whole = paragraph.strip_suffix('…').unwrap_or(paragraph);
        let from = prose.iter().find(|text| text.starts_with(whole));
        let rest = &from.expect("from a paragraph")[whole.len()..];
        let cut =
            |end: char, next: char| end.is_ascii_alphanumeric() && next.is_ascii_alphanumeric();
        let ends = whole.chars().last().zip(rest.chars().next());
        assert!(
            ends.is_none_or(|(end, next)| paragraph.ends_with('…') || !cut(end, next)),
            "{whole:?} {rest:?}"
        );
    }
});
