//! The style sheets of mails, with the look of one publication laid in.
//!
//! `mail.css` is put into `style` attributes, where every client reads it. What can't be an attribute stays in style
//! blocks ([`blocks`]): phones, dark mode. Each has a block of its own, because Gmail drops a block whole over what it
//! doesn't know in it; and all are small, because it drops what goes beyond 8,192 characters.

use crate::view::{Direction, Labels, Look, Palette, Rules};

/// The space beside the text of the card, both sides together.
const PADDING: u32 = 72;
/// The space beside the text of a box, both sides together.
const BOX_PADDING: u32 = 56;
/// The space between a photo and the text beside it.
const GAP: u32 = 24;
/// What columns leave of the line, so that a space between them doesn't push the second one down.
const SLACK: u32 = 5;

const SANS: &str = "Helvetica,Arial,sans-serif";

/// The width of the text, and of a photo above it.
pub fn content_width(width: u32) -> u32 {
    width.saturating_sub(PADDING)
}

/// The width of a photo beside the text.
pub fn photo_width(width: u32) -> u32 {
    content_width(width) * 38 / 100
}

/// The width of the lead's photo where it is too tall to stand above the text.
pub fn tall_width(width: u32) -> u32 {
    content_width(width) * 46 / 100
}

/// The width of a photo in a box.
pub fn box_width(width: u32) -> u32 {
    content_width(width).saturating_sub(BOX_PADDING)
}

/// Two columns that fall under each other where the screen is narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Split {
    /// A photo beside a teaser.
    Teaser,
    /// A tall photo beside the lead.
    Lead,
    /// The day beside an event.
    Event,
}

impl Split {
    /// The classes of the two columns.
    pub(crate) fn classes(self) -> [&'static str; 2] {
        match self {
            Self::Teaser => ["pic", "txt"],
            Self::Lead => ["tall", "side"],
            Self::Event => ["day", "what"],
        }
    }

    /// Their widths, the first with the gap.
    pub(crate) fn widths(self, width: u32) -> [u32; 2] {
        let first = match self {
            Self::Teaser => photo_width(width) + GAP,
            Self::Lead => tall_width(width) + GAP,
            Self::Event => content_width(width) * 34 / 100,
        };
        [first, content_width(width).saturating_sub(first + SLACK)]
    }
}

/// The rules that go into `style` attributes.
pub fn inlined(look: &Look) -> String {
    filled(include_str!("mail.css"), look, &look.light)
}

/// The rules that stay style blocks: phones; dark mode; dark mode as Outlook on the web makes it, which marks what it
/// has recoloured (`data-ogsc`: text, `data-ogsb`: ground).
pub fn blocks(look: &Look) -> [String; 3] {
    let dark = filled(include_str!("dark.css"), look, &look.dark);
    let logo = filled(include_str!("logo.css"), look, &look.dark);
    let phone = filled(include_str!("phone.css"), look, &look.light);
    let narrow = look.width.saturating_sub(1);
    [
        format!(
            ".head:hover{{text-decoration:underline!important}}@media (max-width:{narrow}px){{{}}}",
            joined(&phone)
        ),
        format!(
            ":root{{color-scheme:light dark;supported-color-schemes:light dark}}@media (prefers-color-scheme:dark){{{}{}}}",
            joined(&dark),
            joined(&logo)
        ),
        dark.lines()
            .map(marked)
            .chain(logo.lines().map(marked))
            .collect(),
    ]
}

fn joined(css: &str) -> String {
    css.lines().map(str::trim).collect()
}

/// The rule for what Outlook on the web has recoloured.
fn marked(rule: &str) -> String {
    let Some((selectors, declarations)) = rule.split_once('{') else {
        return String::new();
    };
    let mark = if declarations.starts_with("background") {
        "[data-ogsb] "
    } else {
        "[data-ogsc] "
    };
    let selectors: Vec<_> = selectors
        .split(',')
        .map(|one| format!("{mark}{one}"))
        .collect();
    format!("{}{{{declarations}", selectors.join(","))
}

fn filled(css: &str, look: &Look, palette: &Palette) -> String {
    let pixels = |number: u32| format!("{number}px");
    let columns = |split: Split| split.widths(look.width).map(pixels);
    let [[pic, txt], [tall, side], [day, what]] =
        [Split::Teaser, Split::Lead, Split::Event].map(columns);
    let (hairline, edge) = lines(look.rules, palette);
    let letters = Letters::of(look);
    [
        ("$page", palette.page.clone()),
        ("$card", palette.card.clone()),
        ("$tint", palette.tint.clone()),
        ("$ink", palette.ink.clone()),
        ("$soft", palette.soft.clone()),
        ("$hairline", palette.rule.clone()),
        ("$edge", edge.1.clone()),
        ("$accent", palette.accent.clone()),
        ("$paper", look.light.card.clone()),
        ("$headline", look.headline.clone()),
        ("$serif", look.serif.clone()),
        ("$sans", SANS.to_owned()),
        ("$width", pixels(look.width)),
        ("$pic", pic),
        ("$txt", txt),
        ("$tall", tall),
        ("$side", side),
        ("$day", day),
        ("$what", what),
        ("$gap", pixels(GAP)),
        ("$corners", pixels(look.corners)),
        ("$line", hairline),
        ("$strong", format!("{}px solid {}", edge.0, edge.1)),
        ("$caps", letters.labels.to_owned()),
        ("$heads", letters.headings.to_owned()),
        ("$heading", letters.phone.to_owned()),
        ("$tight", letters.large.to_owned()),
        ("$start", look.direction.start().to_owned()),
        ("$end", look.direction.end().to_owned()),
    ]
    .iter()
    .fold(css.to_owned(), |css, (token, value)| {
        css.replace(token, value)
    })
}

/// The hairline, and the width and colour of the line above a section.
fn lines(rules: Rules, palette: &Palette) -> (String, (u32, String)) {
    let hairline = format!("1px solid {}", palette.rule);
    match rules {
        Rules::Strong => (hairline, (3, palette.ink.clone())),
        Rules::Hairline => (hairline, (1, palette.rule.clone())),
        Rules::None => (
            format!("0 solid {}", palette.rule),
            (0, palette.rule.clone()),
        ),
    }
}

/// How labels are set, and how close the letters of large type stand.
struct Letters {
    labels: &'static str,
    headings: &'static str,
    /// The size of headings on phones.
    phone: &'static str,
    large: &'static str,
}

impl Letters {
    /// Letters that are joined (Arabic) must not be parted or pushed into each other, so right-to-left text keeps its
    /// own spacing. Labels without capitals are a little larger.
    fn of(look: &Look) -> Self {
        let joined = look.direction == Direction::Rtl;
        let (labels, headings, phone) = match (look.labels, joined) {
            (Labels::Caps, false) => (CAPS, CAPS, "16px"),
            (Labels::Caps, true) => ("", "", "18px"),
            (Labels::Plain, _) => (
                "font-size: 14px; line-height: 18px;",
                "font-size: 18px; line-height: 24px;",
                "18px",
            ),
        };
        Self {
            labels,
            headings,
            phone,
            large: if joined { "normal" } else { "-0.01em" },
        }
    }
}

const CAPS: &str = "letter-spacing: 0.06em; text-transform: uppercase;";
