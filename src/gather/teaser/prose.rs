//! What is prose, and what only stands between the headline and it: credits, share bars, sign-up boxes,
//! "read more", disclaimers, headings.
//!
//! Works on one paragraph of plain text. It errs towards leaving out: there is a next paragraph.

use super::{super::text, furniture::is_furniture};

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
    let paragraph = without_end(&text::clean(paragraph)).to_owned();
    if is_furniture(&paragraph) {
        return None;
    }
    let paragraph = without_dateline(&paragraph);
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
    let first = super::sentence::sentences(paragraph)
        .next()
        .unwrap_or(paragraph);
    let ends =
        super::sentence::is_whole(first) || paragraph.ends_with('…') || paragraph.ends_with("...");
    let letters = paragraph.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = paragraph.chars().filter(|c| c.is_uppercase()).count();
    // All in capitals is a kicker or a warning.
    if letters > 0 && capitals * 10 > letters * 7 {
        return false;
    }
    (ends && words >= 5) || words >= 18
}

/// "LONDON (Agency) — The text", "PARIS, Nov. 6 (AFP) - The text", "(Reuters) - The text": the text alone.
fn without_dateline(paragraph: &str) -> &str {
    for dash in [" — ", " – ", " - ", " -- ", "— ", "—"] {
        let Some((before, after)) = paragraph.split_once(dash) else {
            continue;
        };
        if is_dateline(before)
            && after
                .trim_start()
                .chars()
                .next()
                .is_some_and(|c| !c.is_lowercase())
        {
            return after.trim_start();
        }
    }
    paragraph
}

fn is_dateline(before: &str) -> bool {
    if before.chars().count() > 70 {
        return false;
    }
    let (place, bracket) = match before.split_once('(') {
        Some((place, rest)) => (place.trim(), rest.trim_end().ends_with(')')),
        None => (before.trim(), false),
    };
    if place.is_empty() {
        return bracket;
    }
    let city = place.split(',').next().unwrap_or(place).trim();
    let shouted = city.chars().any(char::is_alphabetic) && !city.chars().any(char::is_lowercase);
    let capital = city
        .split_whitespace()
        .all(|word| word.starts_with(|c: char| c.is_uppercase()));
    (shouted && city.chars().count() > 2)
        || (bracket && capital && city.split_whitespace().count() <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_go() {
        for paragraph in [
            "LONDON (Agency) — The river rose again on Monday.",
            "LONDON — The river rose again on Monday.",
            "PARIS, Nov. 6 (AFP) - The river rose again on Monday.",
            "New York (AP) – The river rose again on Monday.",
            "(Reuters) - The river rose again on Monday.",
            "NEW DELHI, India — The river rose again on Monday.",
        ] {
            assert_eq!(
                prose(paragraph).as_deref(),
                Some("The river rose again on Monday."),
                "{paragraph}"
            );
        }
        let kept = "The river — it had rained — rose again on Monday.";
        assert_eq!(prose(kept).as_deref(), Some(kept));
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
