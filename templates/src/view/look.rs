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

    /// The side of a line where it ends, for CSS that mail clients know.
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
    /// The colours by day.
    pub light: Palette,
    /// The colours by night.
    pub dark: Palette,
}

/// A set of colours, each as `#rrggbb`. All inks are readable on `card` (contrast of 4.5 or more).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// Around the card.
    pub page: String,
    /// Behind the text.
    pub card: String,
    /// Text.
    pub ink: String,
    /// Text of less weight: credits, titles of authors.
    pub soft: String,
    /// Hairlines.
    pub rule: String,
    /// The one colour, as text.
    pub accent: String,
}
