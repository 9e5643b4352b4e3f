//! What `roundup feed` prints: a feed in the contract's JSON form.

use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;

use super::{super::merge, Entry, Feed};
use crate::{
    config::TeaserLength,
    piece::{Author, Image, Piece, SourceName},
};

/// A feed for the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The feed's title.
    pub title: Option<String>,
    /// The site it belongs to.
    pub link: Option<Url>,
    /// Its language.
    pub language: Option<String>,
    /// What it says it is about.
    pub description: Option<String>,
    /// Who makes it.
    pub authors: Vec<Author>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// Its entries as pieces, from the feed alone.
    pub pieces: Vec<DocumentPiece>,
    /// What was wrong with it.
    pub problems: Vec<String>,
}

/// An entry as a piece, with what the feed said at length.
///
/// Its fields are those of [`Piece`]; but an entry that has no link is shown here without a URL, so that
/// one can see what was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields of `Piece`, under their names")]
pub struct DocumentPiece {
    pub url: Option<Url>,
    pub guid: Option<String>,
    pub title: String,
    pub dek: Option<String>,
    pub kind: Option<String>,
    pub section: Option<String>,
    pub authors: Vec<Author>,
    pub outlet: Option<String>,
    pub published: Option<DateTime<Utc>>,
    pub updated: Option<DateTime<Utc>>,
    pub image: Option<Image>,
    pub teaser: Vec<String>,
    pub words: Option<u32>,
    pub language: Option<String>,
    pub source: SourceName,
    /// The entry's headline with its markup, as HTML, where it has any.
    pub title_html: Option<String>,
    /// The entry's summary, as HTML.
    pub summary: Option<String>,
    /// The entry's content, as HTML.
    pub content: Option<String>,
}

impl Document {
    /// The feed, its entries made into pieces of this source.
    pub fn new(feed: Feed, base: &Url, source: &SourceName, length: TeaserLength) -> Self {
        let language = feed.language.as_deref();
        let piece = |entry: Entry| {
            let link = entry.link.as_ref().unwrap_or(base);
            let piece = merge::from_entry(&entry, link, language, source, length);
            DocumentPiece::new(piece, entry)
        };
        Self {
            pieces: feed.entries.into_iter().map(piece).collect(),
            title: feed.title,
            link: feed.link,
            language: feed.language,
            description: feed.description,
            authors: feed.authors,
            published: feed.published,
            updated: feed.updated,
            problems: feed.problems,
        }
    }
}

impl DocumentPiece {
    fn new(piece: Piece, entry: Entry) -> Self {
        Self {
            url: entry.link.is_some().then_some(piece.url),
            guid: piece.guid,
            title: piece.title,
            dek: piece.dek,
            kind: piece.kind,
            section: piece.section,
            authors: piece.authors,
            outlet: piece.outlet,
            // As when gathering: what was only ever "updated" was published then at the latest.
            published: piece.published.or(piece.updated),
            updated: piece.updated,
            image: piece.image,
            teaser: piece.teaser,
            words: piece.words,
            language: piece.language,
            source: piece.source,
            title_html: entry.title_html,
            summary: entry.summary,
            content: entry.content,
        }
    }
}
