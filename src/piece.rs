//! A piece: one thing a publication (or an outlet its authors write for) put out.
//!
//! Data only. Where pieces come from is `gather`, what becomes of them is `compose`.

mod address;
mod key;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::{address::canonical, key::PieceKey};
use crate::edition::EditionId;

/// The row id of a stored piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PieceId(pub i64);

/// The name of the source a piece was gathered from, as in the config (`[[source]] name`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceName(pub String);

impl SourceName {
    /// The source of what editors add by hand.
    pub const EDITORS: &str = "editors";
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who wrote a piece, with the title the site gives them ("Staff Writer").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name as printed in the byline, without "By".
    pub name: String,
    /// The title or role beside the name.
    #[serde(default)]
    pub title: Option<String>,
}

/// The lead photo of a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Where the picture is.
    pub url: Url,
    /// What it shows, for those who don't see it.
    #[serde(default)]
    pub alt: Option<String>,
    /// Who made it ("Photo: A. Camera / Agency", without the word "Photo:").
    #[serde(default)]
    pub credit: Option<String>,
    /// What is said below it, without the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Width in pixels, where the page or feed tells.
    #[serde(default)]
    pub width: Option<u32>,
    /// Height in pixels, where the page or feed tells.
    #[serde(default)]
    pub height: Option<u32>,
}

impl Image {
    /// A picture of which nothing is known but where it is.
    pub fn at(url: Url) -> Self {
        Self {
            url,
            alt: None,
            credit: None,
            caption: None,
            width: None,
            height: None,
        }
    }
}

/// What a piece's page said when it was read, to be compared with what it says later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPage {
    /// Its headline there, where the piece has another one from its feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it asked search engines to leave it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlisted: bool,
}

/// A piece as gathered. Its JSON form is part of the contract: absent values are null.
///
/// All texts are plain (no markup, no control characters, white space collapsed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The canonical URL: the identity of a piece.
    pub url: Url,
    /// The feed's own identifier; identity only second to the URL.
    pub guid: Option<String>,
    /// The headline.
    pub title: String,
    /// The line under the headline.
    pub dek: Option<String>,
    /// What kind of writing it is: "Analysis", "Opinion", "Reporting".
    pub kind: Option<String>,
    /// The section of the site: "Waterways".
    pub section: Option<String>,
    /// The byline, in its order.
    pub authors: Vec<Author>,
    /// The outlet where the piece ran, when not the publication itself.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// The lead photo.
    pub image: Option<Image>,
    /// Other photos of page and feed, the best first: one of them is shown where the lead photo can't be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_images: Vec<Image>,
    /// The first one or two paragraphs, cut at a sentence's end.
    pub teaser: Vec<String>,
    /// Words in the whole body, where it was read.
    pub words: Option<u32>,
    /// BCP 47 tag of the language of the piece.
    pub language: Option<String>,
    /// The source it came from.
    pub source: SourceName,
    /// The address on another site that the page names as its original (`rel=canonical`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Url>,
    /// What its page said when it was read; none where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_page: Option<OnPage>,
    /// Where else it ran.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<Syndication>,
}

/// So many letters of two texts are not the same by chance.
const OPENING: usize = 160;
/// Shorter texts may be ("All the news of the week").
const SHORTEST_OPENING: usize = 80;

impl Piece {
    /// The letters and digits that its text begins with, to be compared with those of others; none where the text is too
    /// short to tell anything.
    pub fn opening(&self) -> Option<String> {
        let letters = self.teaser.iter().flat_map(|text| text.chars());
        let letters = letters.filter(|c| c.is_alphanumeric());
        let opening: String = letters.flat_map(char::to_lowercase).take(OPENING).collect();
        (opening.chars().count() >= SHORTEST_OPENING).then_some(opening)
    }

    /// Whether the texts of the two begin with the very same words.
    pub fn opens_like(&self, other: &Self) -> bool {
        let opening = self.opening();
        opening.is_some() && opening == other.opening()
    }

    /// Whether nobody says when it came out. What editors add by hand needs no date.
    pub fn is_undated(&self) -> bool {
        self.published.is_none() && self.source.0 != SourceName::EDITORS
    }
}

/// A copy of a piece in another outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Syndication {
    /// The outlet.
    pub outlet: String,
    /// Where it is there.
    pub url: Url,
}

/// A piece with what the store knows about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPiece {
    /// Its row.
    pub id: PieceId,
    /// When `gather` saw it first.
    pub first_seen: DateTime<Utc>,
    /// The edition it appeared in, if that edition was approved, is being sent or was sent.
    pub used_in: Option<EditionId>,
    /// Why it is not to be chosen: its site took it back.
    pub gone: Option<u16>,
    /// The piece itself.
    pub piece: Piece,
}

/// What a server told us to ask with next time (RFC 9110 section 8.8), as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// The `ETag` of the last answer.
    pub etag: Option<String>,
    /// The `Last-Modified` of the last answer.
    pub last_modified: Option<String>,
}

/// A hash of all that a feed's entry said: the same entry need not be read again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub String);

/// A piece as `gather` hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// The link in the feed, canonical; the page may have named another URL as its own.
    pub link: Url,
    /// The piece.
    pub piece: Piece,
    /// What the feed's entry was, if page and entry were read completely; none asks for another try.
    pub fingerprint: Option<Fingerprint>,
    /// The status with which the site said that the page is not there (any more): 404 or 410.
    pub gone: Option<u16>,
}
