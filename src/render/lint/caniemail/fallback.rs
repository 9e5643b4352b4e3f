//! What stands in for a feature where a mail program lacks it: a table of reasons, some of which depend on the page.
//!
//! A reason may be that nothing is lost (square corners instead of round ones), or that something else does the same (a
//! table for Outlook around what has a `max-width`). Then each use has to have it: that is [`beside`].

use super::{
    beside::{Element, beside},
    used::{Place, Used},
};
use crate::render::lint::page::Page;

/// Why a feature does no harm where it is lacking; none where it does.
pub(super) fn of(
    slug: &str,
    place: Place,
    page: &Page,
    elements: &[Element<'_>],
    used: &Used,
) -> Option<&'static str> {
    if let Some(reason) = beside(slug, page, elements) {
        return Some(reason);
    }
    if place == Place::Block && page.is_styled_inline && used.has("at:media") {
        // Whoever drops the block shows what the attributes say.
        return Some("only in the style block, which improves on what the style attributes say");
    }
    harmless(slug)
}

/// What some programs lack of a feature that they know otherwise.
const PARTS: [(&str, &[&str]); 9] = [
    ("css-font-size", &["unit:rem"]),
    (
        "css-text-align",
        &[
            "value:text-align:start",
            "value:text-align:end",
            "value:text-align:match-parent",
        ],
    ),
    ("css-text-transform", &["value:text-transform:lowercase"]),
    (
        "css-margin",
        &[
            "value:margin:auto",
            "negative:margin",
            "negative:margin-top",
            "negative:margin-left",
            "negative:margin-right",
            "negative:margin-bottom",
        ],
    ),
    ("css-font-weight", &["value:font-weight:600"]),
    ("css-letter-spacing", &["unit:em"]),
    ("html-lists", &["attribute:reversed", "attribute:value"]),
    ("html-width", &[]),
    ("css-direction", &[]),
];

/// Whether the page uses nothing of what is lacking where the feature is known in part.
pub(super) fn is_spared(slug: &str, used: &Used) -> bool {
    let mut parts = PARTS.iter().filter(|(known, _)| *known == slug);
    parts
        .next()
        .is_some_and(|(_, lacking)| !lacking.iter().any(|key| used.has(key)))
}

/// Where nothing is lost that reading needs.
fn harmless(slug: &str) -> Option<&'static str> {
    Some(match slug {
        "css-border-radius" | "css-border-radius-logical" => "corners are square there",
        "css-box-shadow" | "css-text-shadow" => "the shadow is missing there, and nothing else",
        "css-opacity" => "it is shown at full strength there",
        "css-transition" | "css-animation" => "it stands still there",
        "css-cursor" => "the pointer is the usual one there",
        "css-letter-spacing" | "css-word-spacing" | "css-font-kerning" => {
            "letters stand nearly as their font has them there"
        }
        "css-text-transform" => "letters are shown there as they were written",
        "css-text-decoration" => "links are underlined, or not, as that program has them",
        "css-text-underline-offset"
        | "css-text-decoration-thickness"
        | "css-text-decoration-color"
        | "css-text-decoration-style"
        | "css-text-decoration-skip-ink" => "the line is drawn in the usual way there",
        "css-overflow-wrap" | "css-word-wrap" | "css-word-break" | "css-hyphens" => {
            "only a word longer than the line shows it"
        }
        "css-margin" => "things stand a little further apart, or at the side, there",
        "css-white-space" => "a few words may take two lines there",
        "css-text-wrap" | "css-orphans" | "css-widows" => "lines break in the usual way there",
        "css-border" => "a line that is lacking parts nothing that room does not part, too",
        "css-padding" => "that of table cells is known there; within them it is room between lines",
        "css-table-layout" => "a table takes the room there that what is in it needs",
        "css-list-style" => "there are bullets there",
        "css-sytem-ui" => "the fonts after it are taken there",
        "css-color-scheme" | "html-meta-color-scheme" => {
            "it is shown in its light colours there, or darkened as all mail is"
        }
        "html-doctype" | "html-comments" => "it holds nothing that readers see",
        "html-role" | "html-aria-hidden" | "html-aria-labelledby" | "html-aria-describedby" => {
            "those who listen hear a little more or less there; the text stays whole"
        }
        "html-lang" | "html-dir" => {
            "that program guesses language and direction from the text, as it does for all mail"
        }
        "html-align" | "html-valign" | "html-cellpadding" | "html-cellspacing" => {
            "only where it is on pictures, or left and right on tables: these are centred"
        }
        "html-semantics" | "html-small" | "html-abbr" | "html-bdi" | "html-wbr" => {
            "it is shown as plain text there"
        }
        "html-img" | "image-jpg" | "image-png" | "image-gif" | "image-webp" | "image-avif" => {
            "the alternative text stands in for the picture"
        }
        "html-srcset" | "html-picture" | "html-loading-attribute" => {
            "the picture in src is shown there"
        }
        "html-target" => "links open where that program opens them",
        _ => return None,
    })
}
