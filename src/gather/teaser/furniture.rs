//! What stands on a page around its text: credits, share bars, sign-up boxes, "read more", disclaimers.

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
