//! Feeds: RSS, Atom and JSON Feed to one shape, and what was wrong with them.
//!
//! Reading is by the feedparser-rs crate, which limits depth and sizes and takes out of HTML what could do
//! harm; what feeds get wrong is mended in front of it, by `mend`. Nothing here fetches; pages behind the
//! entries are `page`.

mod document;
mod entry;
mod json;
mod links;
mod mend;
mod private;

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use chrono::{DateTime, Utc};
use feedparser_rs::{FeedVersion, ParseOptions, ParsedFeed, ParserLimits};
use url::Url;

use super::{charset, date, text};
use crate::piece::Author;

pub use document::{Document, DocumentPiece};
pub use entry::Entry;
pub(super) use entry::{http_url, language};

/// More entries than this are not read: a feed holds the newest, and all of an archive is not news.
const MOST_ENTRIES: usize = 2_000;

/// More problems than this are not told one by one.
const MOST_PROBLEMS: usize = 50;

/// A feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its title.
    pub title: Option<String>,
    /// The site it belongs to.
    pub link: Option<Url>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// What it says it is about.
    pub description: Option<String>,
    /// Who makes it.
    pub authors: Vec<Author>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// Its entries, in its order.
    pub entries: Vec<Entry>,
    /// What was wrong with it, where it could be read all the same.
    pub problems: Vec<String>,
}

/// Why something could not be read as a feed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// It is a web page.
    #[error("this is a web page, not a feed{}", hint.as_deref().map(|url| format!("; the page says its feed is at {url}")).unwrap_or_else(|| "; look in the page's source for rel=\"alternate\" to find its feed".to_owned()))]
    Page {
        /// The feed that the page names.
        hint: Option<String>,
    },
    /// It is something else.
    #[error(
        "this is not an RSS, Atom or JSON feed ({0}); open the address in a browser to see what is there"
    )]
    NotAFeed(String),
    /// It declares entities that grow, or that lead elsewhere.
    #[error(
        "this feed declares entities of its own, as an attack does ({0}); it is not read: have the site write its texts out"
    )]
    Bomb(String),
    /// It is empty.
    #[error("this is empty, not a feed; check the address")]
    Empty,
    /// The parser gave up on it in a way it never should.
    #[error("this feed breaks the feed parser; please report it with a copy of the feed")]
    Broken,
}

/// Reads a feed. `base` is where it came from; relative links are resolved against it.
pub fn parse(bytes: &[u8], content_type: Option<&str>, base: &Url) -> Result<Feed, FeedError> {
    let read_as = charset::decode_feed(bytes, content_type);
    let source = prepare(&read_as.text);
    if source.is_empty() {
        return Err(FeedError::Empty);
    }
    let mended = mend::mend(&source, base, MOST_ENTRIES + 1).map_err(FeedError::Bomb)?;
    let readable = match &mended {
        Some(mended) => Cow::Borrowed(mended.xml.as_str()),
        None => json::mended(&source, base),
    };
    let (readable, masks) = private::mask(&readable);
    let parsed = read(&readable)?;
    if parsed.version == FeedVersion::Unknown {
        return Err(not_a_feed(&source, parsed.bozo_exception, base));
    }
    let fault = mended.and_then(|mended| mended.fault);
    let mut feed = masks.lift(convert(&parsed, fault, base));
    let problem = read_as.problem.map(|why| format!("the feed: {why}"));
    feed.problems.splice(0..0, problem);
    Ok(feed)
}

/// Text as it is read: nothing before the first bracket, none of the control characters that XML forbids,
/// and those that only windows-1252 has a meaning for with that meaning.
fn prepare(source: &str) -> String {
    let start = source.find(['<', '{']).unwrap_or(source.len());
    let allowed = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let source = source[start..].chars().map(charset::western);
    source.filter(allowed).collect()
}

fn read(source: &str) -> Result<ParsedFeed, FeedError> {
    let options = ParseOptions {
        limits: ParserLimits {
            // One more, so that "exactly full" and "cut off" can be told apart.
            max_entries: MOST_ENTRIES + 1,
            max_text_length: 4 << 20,
            max_feed_size_bytes: 64 << 20,
            ..ParserLimits::default()
        },
        ..ParseOptions::default()
    };
    // The parser promises never to panic. If it does on some feed all the same, that one source fails and
    // the run goes on.
    let parse = || feedparser_rs::parse_with_options(source.as_bytes(), &options);
    catch_unwind(AssertUnwindSafe(parse))
        .map_err(|_| FeedError::Broken)?
        .map_err(|why| FeedError::NotAFeed(text::clean(&why.to_string())))
}

fn not_a_feed(source: &str, why: Option<String>, base: &Url) -> FeedError {
    let start: String = source
        .chars()
        .take(2_000)
        .collect::<String>()
        .to_ascii_lowercase();
    if start.contains("<!doctype html") || start.contains("<html") {
        return FeedError::Page {
            hint: named_feed(source, base),
        };
    }
    FeedError::NotAFeed(why.map_or_else(|| "unknown format".to_owned(), |why| text::clean(&why)))
}

/// The feed that a page names in its head.
fn named_feed(source: &str, base: &Url) -> Option<String> {
    let head = &source[..source.find("</head").unwrap_or(source.len())];
    if super::nesting::too_deep(head) {
        return None;
    }
    let document = dom_query::Document::from(head);
    let links = document.select("link[rel=alternate][href]");
    let feed = links.iter().find(|link| {
        let kind = link.attr_or("type", "").to_ascii_lowercase();
        ["rss", "atom", "feed+json"]
            .iter()
            .any(|name| kind.contains(name))
    })?;
    let url = base.join(&feed.attr_or("href", "")).ok()?;
    Some(super::http::shown(&url))
}

fn convert(parsed: &ParsedFeed, fault: Option<String>, base: &Url) -> Feed {
    let meta = &parsed.feed;
    let mut problems = Problems::default();
    let told = parsed.bozo_exception.as_deref().unwrap_or("unknown reason");
    let fault = fault.or_else(|| parsed.bozo.then(|| told.to_owned()));
    if let Some(why) = fault {
        problems.push(format!(
            "the feed is not well-formed: {}",
            text::clean(&why)
        ));
    }
    let link = meta
        .link
        .as_deref()
        .and_then(|link| entry::http_url(link, base));
    let base = entry::base_of(base, link.as_ref());
    let found = &parsed.entries[..parsed.entries.len().min(MOST_ENTRIES)];
    if parsed.entries.len() > MOST_ENTRIES {
        problems.push(format!(
            "the feed has more than {MOST_ENTRIES} entries; the rest was not read"
        ));
    }
    let entries = found
        .iter()
        .map(|found| entry::convert(found, &base, &mut problems))
        .collect();
    Feed {
        title: entry::title(meta.title.as_deref(), meta.title_detail.as_ref()),
        language: meta.language.as_deref().and_then(entry::language),
        link,
        description: entry::description(meta),
        authors: entry::feed_authors(meta),
        published: meta.published_str.as_deref().and_then(date::parse),
        updated: meta.updated_str.as_deref().and_then(date::parse),
        entries,
        problems: problems.told(),
    }
}

/// Problems, up to a number that people read.
#[derive(Debug, Default)]
struct Problems {
    kept: Vec<String>,
    more: usize,
}

impl Problems {
    fn push(&mut self, problem: String) {
        if self.kept.len() < MOST_PROBLEMS {
            self.kept.push(problem);
        } else {
            self.more += 1;
        }
    }

    fn told(mut self) -> Vec<String> {
        if self.more > 0 {
            self.kept
                .push(format!("and {} more problems like these", self.more));
        }
        self.kept
    }
}

#[cfg(test)]
mod tests;
