//! What `roundup feed` prints: a feed in the contract's JSON form.

use serde::Serialize;
use url::Url;

use super::Feed;
use crate::piece::{Piece, SourceName};

/// A feed for the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The feed's title.
    pub title: Option<String>,
    /// The site it belongs to.
    pub link: Option<Url>,
    /// Its language.
    pub language: Option<String>,
    /// Its entries as pieces, from the feed alone.
    pub pieces: Vec<DocumentPiece>,
    /// What was wrong with it.
    pub problems: Vec<String>,
}

/// An entry as a piece, with what the feed said at length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentPiece {
    /// The piece that the entry alone would make.
    #[serde(flatten)]
    pub piece: Piece,
    /// The entry's summary, as HTML.
    pub summary: Option<String>,
    /// The entry's content, as HTML.
    pub content: Option<String>,
}

impl Document {
    /// The feed, its entries made into pieces of this source.
    pub fn new(feed: Feed, source: &SourceName) -> Self {
        let language = feed.language.clone();
        let pieces = feed.entries.into_iter().map(|entry| DocumentPiece {
            piece: super::super::merge::from_entry(&entry, language.as_deref(), source),
            summary: entry.summary,
            content: entry.content,
        });
        Self {
            pieces: pieces.collect(),
            title: feed.title,
            link: feed.link,
            language: feed.language,
            problems: feed.problems,
        }
    }
}
