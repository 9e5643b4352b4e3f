//! What is prose, and what only stands between the headline and it: credits, share bars, sign-up boxes,
//! "read more", disclaimers, headings.
//!
//! Works on one paragraph of plain text. It errs towards leaving out: there is a next paragraph.

use super::super::text;

/// A paragraph with one of these at its beginning is furniture.
const FURNITURE_STARTS: &[&str] = &[
    "photo:",
    "photo by",
    "photo credit",
    "photograph:",
    "image:",
    "image credit",
    "picture:",
    "credit:",
    "caption:",
    "share this",
    "share on",
    "share:",
    "share article",
    "follow us",
    "follow @",
    "follow me",
    "follow him on",
    "follow her on",
    "subscribe",
    "sign up",
    "signup",
    "join our",
    "join us",
    "get our",
    "get the latest",
    "get updates",
    "read more",
    "read also",
    "also read",
    "read next",
    "read the full",
    "keep reading",
    "continue reading",
    "click here",
    "tap here",
    "related:",
    "related stories",
    "related articles",
    "more on this",
    "more from",
    "see also",
    "recommended",
    "watch:",
    "listen:",
    "listen to this",
    "advertisement",
    "sponsored",
    "support us",
    "donate",
    "become a member",
    "this post first appeared",
    "this article first appeared",
    "this article was originally",
    "this article originally",
    "this story was originally",
    "this story originally",
    "originally published",
    "this piece was originally",
    "a version of this article",
    "this article was first",
    "disclaimer",
    "editor's note",
    "editor’s note",
    "editors' note",
    "editors’ note",
    "editor's pick",
    "correction:",
    "update:",
    "updated:",
    "posted on",
    "posted by",
    "published on",
    "published:",
    "last updated",
    "last modified",
    "written by",
    "reporting by",
    "edited by",
    "the views expressed",
    "views expressed",
    "the opinions expressed",
    "opinions expressed",
    "all rights reserved",
    "copyright",
    "©",
    "please enable",
    "javascript is",
    "you need to enable",
    "your browser",
    "we use cookies",
    "this website uses",
    "this site uses",
    "by clicking",
    "loading",
    "skip to",
    "jump to",
    "print this",
    "email this",
    "copy link",
    "leave a comment",
    "comments",
    "min read",
    "enter your email",
    "your email address",
    "thank you for",
    "download the app",
    "download our app",
    "warning:",
    "the post ",
    "file photo",
    "tags:",
    "filed under",
    "topics:",
    "listen now",
];

/// A paragraph with one of these anywhere, and short, is furniture.
const FURNITURE_INSIDE: &[&str] = &[
    "all rights reserved",
    "newsletter",
    "subscribe now",
    "sign up for",
    "sign up to",
    "in your inbox",
    "to your inbox",
    "getty images",
    "via ap)",
    "via reuters)",
    "(reuters)",
    "ap photo",
    "afp/",
    "follow us on",
    "share on facebook",
    "share on twitter",
    "cookie policy",
    "privacy policy",
    "appeared first on",
    "terms of use",
    "terms of service",
    "click here",
    "do not necessarily reflect",
    "does not necessarily reflect",
    "do not necessarily represent",
    "create a free account",
    "become a subscriber",
    "log in to",
    "already a subscriber",
];

/// Above this many words, a phrase inside doesn't make a paragraph furniture.
const SHORT: usize = 45;

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

/// Whether a paragraph is page furniture rather than text of the piece.
pub fn is_furniture(paragraph: &str) -> bool {
    let lower = paragraph
        .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©')
        .to_lowercase();
    if FURNITURE_STARTS
        .iter()
        .any(|start| starts_with_words(&lower, start) && is_short_for(start, &lower))
    {
        return true;
    }
    text::words(&lower) <= SHORT && FURNITURE_INSIDE.iter().any(|part| lower.contains(part))
}

/// "Loading docks are full" and "Subscribe" both begin like furniture; only the second is as short as it.
fn is_short_for(start: &str, lower: &str) -> bool {
    let most = if start.split(' ').count() > 2 || start.ends_with([':', '©']) {
        SHORT
    } else {
        14
    };
    text::words(lower) <= most
}

fn starts_with_words(lower: &str, start: &str) -> bool {
    lower.strip_prefix(start).is_some_and(|rest| {
        !start.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
    })
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
