//! `[theme]`: what the round-up looks like.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use super::{
    colours::{Chosen, Colours},
    layout_file::LayoutFile,
    load::HttpUrl,
    values::Colour,
};

/// What the round-up looks like.
#[derive(Debug, Clone)]
pub struct Theme {
    /// The arrangement of the parts.
    pub layout: Layout,
    /// The publication's own layout, in place of ours.
    pub layout_file: Option<LayoutFile>,
    /// The colours by day.
    pub light: Colours,
    /// The colours by night.
    pub dark: Colours,
    /// The fonts for reading, as a CSS list that ends in a generic family.
    pub font: String,
    /// The fonts of headlines and of the publication's name.
    pub headline_font: String,
    /// The width of the card in CSS pixels.
    pub width: u32,
    /// How round corners are, in CSS pixels.
    pub corners: u32,
    /// The lines between the parts.
    pub rules: Rules,
    /// How labels and the headings of sections are written.
    pub labels: Labels,
    /// What the way on to a piece looks like.
    pub more: More,
    /// A picture for the masthead; over `publication.logo`.
    pub logo: Option<Url>,
    /// The same for a dark ground.
    pub logo_dark: Option<Url>,
    /// The size that both are shown at, width and height in CSS pixels.
    pub logo_size: Option<(u32, u32)>,
}

impl Default for Theme {
    fn default() -> Self {
        Raw::default().theme()
    }
}

/// The arrangement of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A lead with a large photo, then sections of teasers as on the site.
    #[default]
    Teasers,
    /// Headlines with one line each.
    Compact,
    /// Text first: the lead's photo and no other.
    Digest,
}

/// The lines between the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rules {
    /// A strong one above each section, hairlines within.
    #[default]
    Strong,
    /// Hairlines.
    Hairline,
    /// None: the space says it.
    None,
}

/// How labels and the headings of sections are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Labels {
    /// In capitals.
    #[default]
    Caps,
    /// As they are.
    Plain,
}

/// What the way on to a piece looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum More {
    /// An underlined link.
    #[default]
    Link,
    /// A button.
    Button,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    layout: Layout,
    layout_file: Option<PathBuf>,
    accent: Option<Colour>,
    background: Option<Colour>,
    card: Option<Colour>,
    ink: Option<Colour>,
    dark: Chosen,
    font: Font,
    headline_font: Option<Font>,
    width: Width,
    corners: Corners,
    rules: Rules,
    labels: Labels,
    more: More,
    logo: Option<HttpUrl>,
    logo_dark: Option<HttpUrl>,
    logo_size: Option<LogoSize>,
}

impl Raw {
    /// Reads the publication's own layout, where there is one.
    pub(super) fn layout_file(&self, dir: &Path) -> Result<Option<LayoutFile>, String> {
        let file = self.layout_file.as_ref().map(|file| dir.join(file));
        file.as_deref().map(LayoutFile::read).transpose()
    }

    /// All but [`Self::layout_file`].
    pub(super) fn check(self) -> Result<Theme, String> {
        let (day, night) = (self.day(), self.dark);
        let theme = self.theme();
        day.check(theme.light, "")?;
        night.check(theme.dark, "dark.")?;
        Ok(theme)
    }

    fn day(&self) -> Chosen {
        Chosen {
            accent: self.accent,
            background: self.background,
            card: self.card,
            ink: self.ink,
        }
    }

    fn theme(self) -> Theme {
        let light = self.day().by_day();
        Theme {
            layout: self.layout,
            layout_file: None,
            light,
            dark: self.dark.by_night(light),
            headline_font: self.headline_font.unwrap_or_else(|| self.font.clone()).0,
            font: self.font.0,
            width: self.width.0,
            corners: self.corners.0,
            rules: self.rules,
            labels: self.labels,
            more: self.more,
            logo: self.logo.map(|logo| logo.0),
            logo_dark: self.logo_dark.map(|logo| logo.0),
            logo_size: self
                .logo_size
                .map(|LogoSize(width, height)| (width, height)),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "u32")]
struct Width(u32);

impl Default for Width {
    fn default() -> Self {
        Self(640)
    }
}

impl TryFrom<u32> for Width {
    type Error = String;

    fn try_from(width: u32) -> Result<Self, Self::Error> {
        if (480..=800).contains(&width) {
            Ok(Self(width))
        } else {
            Err(format!(
                "a width of {width} px is not between 480 and 800; 640 is usual"
            ))
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "u32")]
struct Corners(u32);

impl Default for Corners {
    fn default() -> Self {
        Self(3)
    }
}

impl TryFrom<u32> for Corners {
    type Error = String;

    fn try_from(corners: u32) -> Result<Self, Self::Error> {
        if corners <= 24 {
            Ok(Self(corners))
        } else {
            Err(format!(
                "corners of {corners} px are more than 24; 0 is square, 3 is usual"
            ))
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "(u32, u32)")]
struct LogoSize(u32, u32);

impl TryFrom<(u32, u32)> for LogoSize {
    type Error = String;

    fn try_from((width, height): (u32, u32)) -> Result<Self, Self::Error> {
        // A phone of 320 pixels has 280 beside its margins.
        if (16..=400).contains(&width) && (16..=160).contains(&height) {
            Ok(Self(width, height))
        } else {
            Err(format!(
                "a logo of {width} by {height} px is not between 16 by 16 and 400 by 160; write the size it is shown at, such as [240, 48]"
            ))
        }
    }
}

/// A CSS font list: names, commas, quotes and spaces, nothing that could end the declaration.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Font(String);

impl Default for Font {
    fn default() -> Self {
        Self("Georgia, 'Times New Roman', serif".to_owned())
    }
}

impl TryFrom<String> for Font {
    type Error = String;

    fn try_from(font: String) -> Result<Self, Self::Error> {
        let fine = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '\'' | '_');
        let whole = |name: &str| {
            let name = name.trim();
            let quotes = name.matches('\'').count();
            !name.is_empty()
                && (quotes == 0 || quotes == 2 && name.starts_with('\'') && name.ends_with('\''))
        };
        if !font.chars().all(fine) || !font.split(',').all(whole) {
            return Err(format!(
                "`{font}` is not a list of fonts; write it as \"Georgia, 'Times New Roman', serif\""
            ));
        }
        let last = font.rsplit(',').next().unwrap_or_default().trim();
        if matches!(last, "serif" | "sans-serif" | "monospace" | "system-ui") {
            Ok(Self(font))
        } else {
            Err(format!(
                "`{font}` does not end in serif, sans-serif, monospace or system-ui, which readers without these fonts get"
            ))
        }
    }
}
