//! Where sentences end: Unicode's rules (UAX 29), mended for abbreviations, initials and ordinals.
//!
//! A doubtful end is no end: a teaser that is a sentence longer does no harm, one that stops after
//! "Dr." does.

use icu_segmenter::SentenceSegmenter;

/// Abbreviations that a name, a number or more text follows.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "fr", "sr", "jr", "st", "mt", "ft", "gen", "lt",
    "col", "maj", "capt", "cpt", "sgt", "cpl", "pvt", "adm", "cmdr", "cdr", "brig", "gov", "sen",
    "rep", "hon", "pres", "sec", "amb", "dep", "det", "insp", "supt", "messrs", "mme", "mlle",
    "vs", "v", "etc", "eg", "ie", "cf", "al", "viz", "ca", "approx", "est", "no", "nos", "nr",
    "vol", "vols", "p", "pp", "fig", "figs", "art", "arts", "ch", "chap", "para", "sect", "ed",
    "eds", "op", "cit", "inc", "ltd", "co", "corp", "bros", "dept", "univ", "assn", "ave", "blvd",
    "rd", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "usw", "bzw", "z", "b", "d", "h", "u", "a",
    "bzgl", "ggf", "hr", "fra",
];

/// The sentences of a text; joined they are the text.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let segmenter = SentenceSegmenter::new(Default::default());
    let mut start = 0;
    let ends: Vec<usize> = segmenter.segment_str(text).filter(|end| *end > 0).collect();
    ends.into_iter().filter_map(move |end| {
        let so_far = &text[start..end];
        if end < text.len() && !ends_sentence(so_far, &text[end..]) {
            return None;
        }
        start = end;
        Some(so_far)
    })
}

/// Whether a sentence has its end, rather than having been cut off.
pub fn is_whole(sentence: &str) -> bool {
    let sentence = sentence
        .trim_end()
        .trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '“', '」', '』']);
    sentence.ends_with(['.', '!', '?', '。', '！', '？', '।', '؟', ':'])
        && !sentence.ends_with("...")
}

fn ends_sentence(sentence: &str, next: &str) -> bool {
    let sentence = sentence.trim_end();
    // What follows in lower case goes on with the sentence, as in: "Really?" he asked.
    if next.trim_start().starts_with(char::is_lowercase) {
        return false;
    }
    let Some(body) = sentence.strip_suffix('.') else {
        return true;
    };
    let word = body
        .rsplit(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '—' | '–' | '/')
        })
        .next()
        .unwrap_or(body);
    !(is_abbreviation(word) || is_initials(word) || is_ordinal(word, next))
}

fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// "J", "J.R", "U.S", "e.g", "Ph.D".
fn is_initials(word: &str) -> bool {
    let mut parts = word.split('.');
    let short = |part: &str| {
        (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
    };
    if word.contains('.') {
        return parts.all(short);
    }
    word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I"
}

/// "am 3. Oktober": a small number before a capital; in English it costs a longer teaser at most.
fn is_ordinal(word: &str, next: &str) -> bool {
    let small = word.len() <= 2 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    small && next.trim_start().starts_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).map(str::trim_end).collect()
    }

    #[test]
    fn ordinary_ends() {
        assert_eq!(
            split("One. Two! Three? Four"),
            ["One.", "Two!", "Three?", "Four"]
        );
        assert_eq!(
            split("He said, “No.” Then he left."),
            ["He said, “No.”", "Then he left."]
        );
        assert_eq!(split("今日は。明日も。"), ["今日は。", "明日も。"]);
        assert!(split("").is_empty());
    }

    #[test]
    fn ends_that_are_none() {
        for text in [
            "Mr. Smith met Dr. A. B. Jones of the U.S. Navy and Sen. Doe.",
            "See No. 4 and Art. 5, e.g. Smith et al. Nature, vol. 7.",
            "Am 3. Oktober war Feiertag.",
            "“Really?” he asked.",
            "It cost $4.5 million at 5.30 p.m. Friday.",
            "J.R.R. Tolkien wrote it.",
        ] {
            assert_eq!(split(text).len(), 1, "{:?}", split(text));
        }
    }

    #[test]
    fn cut_off_or_whole() {
        assert!(is_whole("He said “no.” "));
        assert!(!is_whole("He said"));
        assert!(!is_whole("He said [...]"));
        assert!(!is_whole("He said…"));
    }
}
