//! What editors change about a draft: a layer over the pieces, kept beside the edition and laid over it anew whenever it
//! is composed.
//!
//! Data only, with its form as a file (`file`). What the changes do to an edition is `compose`'s.

mod check;
mod file;

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};
use url::Url;

pub use self::{
    check::{At, Entry, Mistake},
    file::{FileError, Listed, read, write},
};

/// All changes to one edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Edits {
    /// A note to readers, instead of the configured one; empty takes that one away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The subject, instead of the one by pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The preheader, instead of the one by pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preheader: Option<String>,
    /// What changes about pieces.
    #[serde(rename = "piece", skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<PieceEdit>,
    /// Links to elsewhere, in the editors' words.
    #[serde(rename = "link", skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<OutsideLink>,
}

/// What changes about one piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PieceEdit {
    /// The piece.
    pub url: Url,
    /// It is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drop: bool,
    /// It is in, whatever the rules say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    /// The section it stands in, and so is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Its place within the section, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<NonZeroUsize>,
    /// Another headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Another teaser; an empty line parts its paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teaser: Option<String>,
    /// Another photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ChosenImage>,
}

/// Where a piece is pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pin {
    /// At the top.
    Lead,
    /// As a teaser in its section.
    Section,
    /// As a headline under "in case you missed it", or "elsewhere".
    Headline,
}

/// A photo that an editor chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenImage {
    /// Where it is.
    pub url: Url,
    /// What it shows.
    pub alt: String,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
}

/// A link to something that is no piece of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideLink {
    /// Where it leads.
    pub url: Url,
    /// Its headline.
    pub title: String,
    /// Whose it is; the name of the host when nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The section it stands in as a teaser; without one it is a headline under "elsewhere".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Its place within the section, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<NonZeroUsize>,
    /// What is said about it in a section; an empty line parts its paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl PieceEdit {
    /// Nothing about a piece yet.
    pub fn of(url: Url) -> Self {
        Self {
            url,
            drop: false,
            pin: None,
            section: None,
            at: None,
            title: None,
            teaser: None,
            image: None,
        }
    }

    /// Whether it changes nothing.
    pub fn is_idle(&self) -> bool {
        *self == Self::of(self.url.clone())
    }

    /// Whether it says that the piece is in the edition, and where.
    pub fn places(&self) -> bool {
        self.pin.is_some() || self.section.is_some() || self.at.is_some()
    }
}

impl Edits {
    /// What is said about a piece so far.
    pub fn piece(&self, url: &Url) -> Option<&PieceEdit> {
        self.pieces.iter().find(|edit| edit.url == *url)
    }

    /// What is said about a piece, to be changed.
    pub fn piece_mut(&mut self, url: &Url) -> &mut PieceEdit {
        let at = match self.pieces.iter().position(|edit| edit.url == *url) {
            Some(at) => at,
            None => {
                self.pieces.push(PieceEdit::of(url.clone()));
                self.pieces.len() - 1
            }
        };
        &mut self.pieces[at]
    }

    /// Takes back all that is said about an address. Whether there was something.
    pub fn forget(&mut self, url: &Url) -> bool {
        let before = self.pieces.len() + self.links.len();
        self.pieces.retain(|edit| edit.url != *url);
        self.links.retain(|link| link.url != *url);
        self.pieces.len() + self.links.len() < before
    }

    /// Pins a piece. Where it goes to the top, the one that was pinned there before goes back to where the rules have it.
    pub fn pin(&mut self, url: &Url, pin: Pin) {
        if pin == Pin::Lead {
            let leads = self.pieces.iter_mut();
            leads
                .filter(|edit| edit.pin == Some(Pin::Lead))
                .for_each(|edit| edit.pin = None);
        }
        let edit = self.piece_mut(url);
        (edit.pin, edit.drop) = (Some(pin), false);
        if pin != Pin::Section {
            edit.at = None;
        }
    }

    /// What goes on to the next edition when one is given up: what was decided about its pieces, and links, but for their
    /// places. A later word about a piece stands for an earlier one.
    pub fn passed_on(given_up: &[Self]) -> Self {
        let mut passed = Self::default();
        for edits in given_up {
            for edit in edits.pieces.iter().cloned() {
                let (pin, at) = (None, None);
                let url = edit.url.clone();
                *passed.piece_mut(&url) = PieceEdit { pin, at, ..edit };
            }
            for link in edits.links.iter().cloned() {
                passed.links.retain(|known| known.url != link.url);
                passed.links.push(OutsideLink { at: None, ..link });
            }
        }
        passed.tidied()
    }

    /// What does not go on when an edition is given up, because it was said about that edition and no other: whoever wrote
    /// it should know.
    pub fn left_behind(given_up: &[Self]) -> Vec<String> {
        let lines = given_up.iter().flat_map(|edits| {
            [
                ("note", &edits.note),
                ("subject", &edits.subject),
                ("preheader", &edits.preheader),
            ]
        });
        lines
            .filter_map(|(what, text)| Some((what, text.as_deref()?)))
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(what, text)| {
                format!(
                    "the {what} that was written for the edition before, which was given up, is not taken over: \"{}\"",
                    paragraphs(text).join(" / ")
                )
            })
            .collect()
    }

    /// The edits without what changes nothing.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        self.pieces.retain(|edit| !edit.is_idle());
        self
    }
}

/// The paragraphs of a text: an empty line parts them.
pub fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    lines
        .split(|line| line.is_empty())
        .map(|lines| lines.join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}
