//! What is prose, and what only stands between the headline and it: credits, share bars, sign-up boxes,
//! "read more", disclaimers, headings.
//!
//! Works on one paragraph of plain text. It errs towards leaving out: there is a next paragraph.

use super::{
    super::text,
    caption, dateline,
    furniture::{is_furniture, is_surely_furniture},
};
use crate::sentence;

/// What a summary that someone else cut off ends with.
const CUT_OFF: &[&str] = &[
    "[…]",
    "[...]",
    "[&hellip;]",
    "(more…)",
    "(more...)",
    "read more",
    "read more.",
    "read more…",
    "read more...",
    "read more »",
    "continue reading",
    "continue reading…",
    "continue reading →",
    "keep reading",
    "keep reading…",
    "→",
    "»",
];

/// The paragraph as prose, without its dateline, or none where it is none.
pub fn prose(paragraph: &str) -> Option<String> {
    unless(is_furniture, paragraph)
}

/// The same for a piece that has nothing better: only what is furniture beyond doubt is none.
pub(super) fn prose_at_least(paragraph: &str) -> Option<String> {
    unless(is_surely_furniture, paragraph)
}

fn unless(unwanted: fn(&str) -> bool, paragraph: &str) -> Option<String> {
    let paragraph = without_end(&text::clean(paragraph)).to_owned();
    if unwanted(&paragraph) {
        return None;
    }
    let paragraph = caption::without_signature(dateline::without(&paragraph));
    reads_as_sentence(paragraph).then(|| paragraph.to_owned())
}

fn without_end(paragraph: &str) -> &str {
    let mut paragraph = paragraph;
    for _ in 0..3 {
        let lower = paragraph.to_lowercase();
        let end = CUT_OFF
            .iter()
            .find(|end| lower.ends_with(**end) && lower.len() == paragraph.len());
        let Some(end) = end else { break };
        paragraph = paragraph[..paragraph.len() - end.len()].trim_end();
    }
    paragraph
}

/// A paragraph that ends like a sentence, or is too long to be a heading, a name or a menu.
fn reads_as_sentence(paragraph: &str) -> bool {
    let words = text::words(paragraph);
    let first = sentence::sentences(paragraph).next().unwrap_or(paragraph);
    let ends = sentence::is_whole(first) || paragraph.ends_with('…') || paragraph.ends_with("...");
    let letters = paragraph.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = paragraph.chars().filter(|c| c.is_uppercase()).count();
    // All in capitals is a kicker or a warning.
    if letters > 0 && capitals * 10 > letters * 7 {
        return false;
    }
    (ends && words >= 5) || words >= 18
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_go_and_the_text_stays() {
        for paragraph in [
            "LONDON, Nov 25 (Reuters) - The river rose again on Monday.",
            "(Reuters) - The river rose again on Monday.",
            "MADRID (EFE).- The river rose again on Monday.",
        ] {
            assert_eq!(
                prose(paragraph).as_deref(),
                Some("The river rose again on Monday."),
                "{paragraph}"
            );
        }
    }

    #[test]
    fn furniture_is_not_prose() {
        for paragraph in [
            "Photo: A. Camera / Agency",
            "Share this article on Facebook.",
            "Sign up for our weekly newsletter and never miss a story.",
            "Subscribe now!",
            "READ MORE: The other story that you should read today.",
            "This article was originally published in The Other Paper.",
            "The views expressed here are the author's own.",
            "A boat on the river. (Photo by A. Camera/Getty Images)",
            "Related Stories",
            "What comes next",
            "The post Title appeared first on Site.",
            "ALL OF THIS IS SHOUTED AT THE READER FOR NO REASON.",
        ] {
            assert_eq!(prose(paragraph), None, "{paragraph}");
        }
    }

    #[test]
    fn text_that_only_begins_like_furniture_is_prose() {
        for paragraph in [
            "Loading docks along the river have been empty since the strike began, and the port authority says that nothing will move before the spring.",
            "Comments by the minister on Friday made it clear that the bridge will not be rebuilt in this decade, whatever the cities may offer.",
        ] {
            assert!(prose(paragraph).is_some(), "{paragraph}");
        }
    }

    #[test]
    fn ends_of_summaries_go() {
        assert_eq!(
            prose("The river rose again. It fell […]").as_deref(),
            Some("The river rose again. It fell")
        );
        assert_eq!(
            prose("The river rose again on Monday. Continue reading →").as_deref(),
            Some("The river rose again on Monday.")
        );
    }
}
