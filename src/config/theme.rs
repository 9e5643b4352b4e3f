//! `[theme]`: what the round-up looks like.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use super::{layout_file::LayoutFile, values::Colour};

/// What the round-up looks like.
#[derive(Debug, Clone)]
pub struct Theme {
    /// The arrangement of the parts.
    pub layout: Layout,
    /// The publication's own layout, in place of ours.
    pub layout_file: Option<LayoutFile>,
    /// The one colour that is not ink or paper.
    pub accent: Colour,
    /// The colour around the card.
    pub background: Colour,
    /// The fonts for reading, as a CSS list; it must end in a generic family.
    pub font: String,
    /// The width of the card in CSS pixels.
    pub width: u32,
    /// A picture for the masthead; over `publication.logo`.
    pub logo: Option<Url>,
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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    layout: Layout,
    layout_file: Option<PathBuf>,
    accent: Colour,
    background: Colour,
    font: Font,
    width: Width,
    logo: Option<super::load::HttpUrl>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "u32")]
struct Width(u32);

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

/// A CSS font list: names, commas, quotes and spaces, nothing that could end the declaration.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Font(String);

impl TryFrom<String> for Font {
    type Error = String;

    fn try_from(font: String) -> Result<Self, Self::Error> {
        let fine = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '\'' | '_');
        if !font.is_empty() && font.chars().all(fine) {
            Ok(Self(font))
        } else {
            Err(format!(
                "`{font}` is not a list of fonts; write it as \"Georgia, 'Times New Roman', serif\""
            ))
        }
    }
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            layout: Layout::default(),
            layout_file: None,
            accent: Colour {
                red: 0x9a,
                green: 0x2a,
                blue: 0x1f,
            },
            background: Colour {
                red: 0xf1,
                green: 0xef,
                blue: 0xe9,
            },
            font: Font("Georgia, 'Times New Roman', serif".to_owned()),
            width: Width(640),
            logo: None,
        }
    }
}

impl Raw {
    pub(super) fn check(self, dir: &Path) -> Result<Theme, String> {
        let layout_file = self.layout_file.map(|file| dir.join(file));
        Ok(Theme {
            layout: self.layout,
            layout_file: layout_file.as_deref().map(LayoutFile::read).transpose()?,
            accent: self.accent,
            background: self.background,
            font: self.font.0,
            width: self.width.0,
            logo: self.logo.map(|logo| logo.0),
        })
    }
}
