//! The style sheets of mails, with the colours of one publication laid in.
//!
//! `mail.css` is put into `style` attributes, where every client reads it. `block.css` stays a style
//! block: phones and dark mode. Clients drop a block of 8,192 characters or more, so it holds no more
//! than what can't be an attribute.

use crate::view::{Look, Palette};

/// The space beside the text of the card, both sides together.
const PADDING: u32 = 72;
/// The space between a photo and the text beside it.
const GAP: u32 = 24;

/// The width of the text, and of a photo above it.
pub fn content_width(width: u32) -> u32 {
    width.saturating_sub(PADDING)
}

/// The width of a photo beside the text.
pub fn photo_width(width: u32) -> u32 {
    content_width(width) * 38 / 100
}

/// The widths of the two columns of a teaser: the photo with the gap, and the text.
pub(crate) fn columns(width: u32) -> (u32, u32) {
    let beside = photo_width(width) + GAP;
    (beside, content_width(width).saturating_sub(beside))
}

/// The rules that go into `style` attributes.
pub fn inlined(look: &Look) -> String {
    filled(include_str!("mail.css"), look, &look.light)
}

/// The rules that stay a style block.
pub fn block(look: &Look) -> String {
    let css = filled(include_str!("block.css"), look, &look.dark);
    let lines = css
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("/*"));
    lines.collect::<Vec<_>>().concat()
}

fn filled(css: &str, look: &Look, palette: &Palette) -> String {
    let (beside, text) = columns(look.width);
    [
        ("$page", palette.page.as_str()),
        ("$card", &palette.card),
        ("$ink", &palette.ink),
        ("$soft", &palette.soft),
        ("$hairline", &palette.rule),
        ("$accent", &palette.accent),
        ("$paper", &look.light.card),
        ("$serif", &look.serif),
        ("$sans", "Helvetica,Arial,sans-serif"),
        ("$width", &format!("{}px", look.width)),
        ("$narrow", &format!("{}px", look.width.saturating_sub(1))),
        ("$beside", &format!("{beside}px")),
        ("$text", &format!("{text}px")),
        ("$gap", &format!("{GAP}px")),
        (
            "$start",
            if look.direction.end() == "right" {
                "left"
            } else {
                "right"
            },
        ),
        ("$end", look.direction.end()),
    ]
    .iter()
    .fold(css.to_owned(), |css, (token, value)| {
        css.replace(token, value)
    })
}
