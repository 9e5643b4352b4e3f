//! Colours, fonts and measures, decided once for mails and pages.

/// Which way the language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of a `dir` attribute.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    /// The side of a line where it begins, for CSS that mail clients know.
    pub fn start(self) -> &'static str {
        match self {
            Self::Ltr => "left",
            Self::Rtl => "right",
        }
    }

    /// The side of a line where it ends.
    pub fn end(self) -> &'static str {
        match self {
            Self::Ltr => "right",
            Self::Rtl => "left",
        }
    }
}

/// The look of one publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Which way the language is written.
    pub direction: Direction,
    /// The width of the card in CSS pixels.
    pub width: u32,
    /// The fonts for reading, a CSS list.
    pub serif: String,
    /// The fonts of headlines and of the name, a CSS list.
    pub headline: String,
    /// How round corners are, in CSS pixels.
    pub corners: u32,
    /// The lines between the parts.
    pub rules: Rules,
    /// How labels are written.
    pub labels: Labels,
    /// What the way on to a piece looks like.
    pub more: More,
    /// The colours by day.
    pub light: Palette,
    /// The colours by night.
    pub dark: Palette,
}

/// The lines between the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// A strong one above each section, hairlines within.
    Strong,
    /// Hairlines.
    Hairline,
    /// None.
    None,
}

/// How labels and the headings of sections are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// In capitals.
    Caps,
    /// As they are.
    Plain,
}

/// What the way on to a piece looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// An underlined link.
    Link,
    /// A button.
    Button,
}

/// A set of colours, each as `#rrggbb`. Ink, soft and accent are readable on `card` (contrast of 4.5 or more), ink and
/// soft on `tint`, too, and the card's colour on the accent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// Around the card.
    pub page: String,
    /// Behind the text.
    pub card: String,
    /// Behind the text of a box on the card.
    pub tint: String,
    /// Text.
    pub ink: String,
    /// Text of less weight: credits, titles of authors.
    pub soft: String,
    /// Hairlines.
    pub rule: String,
    /// The one colour, as text.
    pub accent: String,
}
