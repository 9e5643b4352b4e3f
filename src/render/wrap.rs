//! Breaking text into lines of a width that any reader shows.
//!
//! The width is counted in columns as a terminal shows them: ideographs and emoji take two, combining marks none. Words
//! and addresses are never broken; only scripts that write without spaces are, where their own rules (UAX 14) allow it.

use icu_segmenter::{LineSegmenter, options::LineBreakOptions};
use unicode_width::UnicodeWidthStr as _;

/// The width of the text part (RFC 5322 section 2.1.1 recommends to stay under 78, RFC 3676 section 4.2 too).
pub(super) const WIDTH: usize = 72;

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Breaks a text for good: a heading, a line of facts.
pub(super) fn wrap(text: &str) -> Vec<String> {
    wrap_to(WIDTH, text)
}

/// The same for another width.
pub(super) fn wrap_to(width: usize, text: &str) -> Vec<String> {
    broken(text, width)
        .into_iter()
        .map(|line| line.text)
        .collect()
}

/// Breaks a paragraph softly (RFC 3676): a line that ends with a space goes on in the next, and a reader that knows that
/// joins them to the width of its own screen.
pub(super) fn flow(text: &str) -> Vec<String> {
    let soft = |line: Line| match line.goes_on && line.text != "--" {
        true => line.text + " ",
        // Two dashes and a space would be the line before a signature (RFC 3676 section 4.3).
        false => line.text,
    };
    // The space at a soft end takes a column, too.
    broken(text, WIDTH - 1).into_iter().map(soft).collect()
}

struct Line {
    text: String,
    /// Whether it was broken at a space.
    goes_on: bool,
}

fn broken(text: &str, most: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut column = 0;
    for (word, after_space) in words(text) {
        let gap = usize::from(after_space);
        let width = columns(word);
        match lines.last_mut() {
            Some(line) if column + gap + width <= most => {
                line.text.push_str(&" ".repeat(gap));
                line.text.push_str(word);
                column += gap + width;
            }
            last => {
                if let Some(line) = last {
                    line.goes_on = after_space;
                }
                lines.push(Line {
                    text: word.to_owned(),
                    goes_on: false,
                });
                column = width;
            }
        }
    }
    lines
}

/// What may stand at the start of a line, and whether a space parts it from what stands before it.
fn words(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .flat_map(|word| {
            let parts = parts(word).into_iter().enumerate();
            parts.map(|(index, part)| (part, index == 0))
        })
}

/// The parts of a word between which a line may end; nearly always the word itself.
fn parts(word: &str) -> Vec<&str> {
    if !word.contains(is_spaceless) {
        return vec![word];
    }
    let segmenter = LineSegmenter::new_auto(LineBreakOptions::default());
    let mut parts = Vec::new();
    let mut start = 0;
    for at in segmenter.segment_str(word).filter(|at| *at > 0) {
        // Beside other scripts it might be within an address or a word with a hyphen.
        let before = word[..at].ends_with(is_spaceless);
        let after = word[at..].starts_with(is_spaceless);
        if before || after || at == word.len() {
            parts.push(&word[start..at]);
            start = at;
        }
    }
    parts
}

/// Whether a character belongs to a script that is written without spaces between its words.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Burmese
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{2E80}'..='\u{33FF}' // radicals, punctuation, kana
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{A4CF}' // ideographs, Yi
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' // compatibility and full-width forms
        | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mime::one_line;

    #[test]
    fn columns_are_those_of_a_terminal() {
        assert_eq!(columns("Weir"), 4);
        assert_eq!(columns("水门"), 4);
        assert_eq!(columns("e\u{301}"), 1);
        assert_eq!(columns("👩\u{200D}🌾"), 2);
        assert_eq!(columns("\u{200F}שלום"), 4);
    }

    #[test]
    fn scripts_without_spaces_are_broken_by_their_own_rules() {
        let lines = wrap(&"谷地的水闸本月第三次关闭，运粮的驳船排成一列。".repeat(4));
        assert!(lines.len() > 2, "{lines:#?}");
        for line in &lines {
            assert!(columns(line) <= WIDTH, "{line}");
            assert!(!line.starts_with(['，', '。']), "{line}");
        }
    }

    #[test]
    fn addresses_and_words_stay_whole() {
        let url = format!("https://weir.example/{}?a=1-2-3", "a-b/".repeat(40));
        let text = format!("See {url} and then go on.");
        assert_eq!(wrap(&text), ["See", &url, "and then go on."]);
    }

    #[test]
    fn soft_ends_are_spaces_and_never_a_signature() {
        let long = "x".repeat(71);
        assert_eq!(
            flow(&format!("a {long} b")),
            ["a ", &format!("{long} "), "b"].map(str::to_owned)
        );
        assert_eq!(flow(&format!("-- {long}")), ["--", &long]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost_or_broken(text in "([a-zé]{1,80} ?){0,40}") {
            let lines = wrap(&text);
            prop_assert_eq!(lines.join(" "), one_line(&text));
            prop_assert!(lines.iter().all(|line| columns(line) <= WIDTH || !line.contains(' ')));
        }

        #[test]
        fn joined_again_it_is_the_same(text in "(\\PC|[ a-z水门，。กข]){0,200}") {
            let text = one_line(&text);
            prop_assert_eq!(wrap(&text).join("").replace(' ', ""), text.replace(' ', ""));
            if !text.contains(is_spaceless) && !text.contains("--") {
                prop_assert_eq!(flow(&text).concat(), text);
            }
        }
    }
}
