//! Reads feeds and pages into pieces: politely, within limits, and as often as one likes.
//!
//! Everything that comes in is hostile until shown otherwise. Sources are read several at once, and a
//! source's failure is a value in its [`Harvest`], so that it stops nothing else. Nothing is stored here:
//! what was known before comes in, what was found goes out.

mod answer;
mod blocks;
pub mod cage;
mod charset;
mod credit;
mod date;
mod events;
pub mod feed;
mod folder;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod harvest;
mod hiding;
pub mod http;
pub mod identity;
mod image;
mod look;
pub mod merge;
mod nesting;
pub mod page;
mod page_list;
mod sitemap;
pub mod teaser;
pub mod text;
mod visit;
mod wordpress;

use std::{collections::HashMap, process::ExitCode};

use chrono::{DateTime, Utc};
use futures::{StreamExt as _, stream};
use url::Url;

use crate::{
    config::{GatherRules, Select, Source, TeaserLength},
    event::Event,
    piece::{Fingerprint, Gathered, SourceName, Validators},
};

pub use self::{
    answer::Reached,
    cage::{Cage, CageError},
    feed::{Feed, FeedError},
    harvest::Listing,
    http::{Answer, Body, FetchError, Fetched, Fetcher, NotPosted, Posted, Poster, Resting, Want},
    image::{Copied, ImageFault, Measure, Photo, measure},
    look::Look,
    page::Page,
};

/// Sources read at once.
const SOURCES_AT_ONCE: usize = 8;

/// What is known of the pieces of a source: the fingerprint of each by its link, as in [`Gathered`].
pub type Known = HashMap<Url, Fingerprint>;

/// One source to read, with what is known of it.
#[derive(Debug, Clone)]
pub struct Errand {
    /// The source.
    pub source: Source,
    /// What its server said last time.
    pub validators: Validators,
    /// Its pieces so far.
    pub known: Known,
}

/// What reading a source brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Harvest {
    /// The source.
    pub source: SourceName,
    /// Its pieces, or why there are none.
    pub outcome: HarvestOutcome,
    /// What was wrong on the way but cost no piece; each names the URL it is about.
    pub problems: Vec<String>,
}

/// How reading a source went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HarvestOutcome {
    /// The server says that nothing changed.
    NotModified,
    /// It was read.
    Read {
        /// New and changed pieces, in the feed's order.
        pieces: Vec<Gathered>,
        /// The links of those that are as they were.
        unchanged: Vec<Url>,
        /// What to ask with next time; empty where something has to be tried again.
        validators: Validators,
    },
    /// It was read, and is a calendar.
    Events {
        /// All its events, whether or not they were known.
        events: Vec<Event>,
        /// What to ask with next time.
        validators: Validators,
    },
    /// It was not read; the text names the source's address and says what to do.
    Failed(String),
}

/// Reads sources.
#[derive(Debug)]
pub struct Gatherer {
    fetcher: Fetcher,
    robots: http::robots::Robots,
    cage: Cage,
    max_bytes: u64,
    photos: image::Photos,
    /// How long the pages of one source may take.
    budget: std::time::Duration,
    teaser: TeaserLength,
}

impl Gatherer {
    /// A gatherer that keeps the rules, presents itself as `site`'s, and reads pages in the cage.
    pub fn new(rules: &GatherRules, site: &Url, cage: Cage) -> Result<Self, FetchError> {
        Ok(Self {
            fetcher: Fetcher::new(rules, site)?,
            robots: http::robots::Robots::default(),
            cage,
            max_bytes: rules.max_bytes,
            photos: image::Photos::default(),
            budget: rules.budget.0,
            teaser: rules.teaser_words,
        })
    }

    /// The client: what hosts asked of it is kept between runs.
    pub fn fetcher(&self) -> &Fetcher {
        &self.fetcher
    }

    /// Fetches an address, for looking at it by hand.
    pub async fn fetch(&self, url: &Url) -> Result<Body, FetchError> {
        match self
            .fetcher
            .fetch(url, Want::Anything, &Validators::default())
            .await?
        {
            Fetched::Body(body) => Ok(*body),
            // Never sent without validators; the client treats it as an error already.
            Fetched::NotModified => Err(FetchError::Status {
                url: http::shown(url),
                status: 304,
            }),
        }
    }

    /// Reads a page that is at hand, with the selectors of the source that it belongs to.
    pub async fn page(
        &self,
        html: &[u8],
        content_type: Option<&str>,
        url: &Url,
        select: &Select,
    ) -> Result<Page, CageError> {
        self.cage
            .selected_page(html, content_type, url, select)
            .await
    }

    /// Ends the children that read pages, and waits for them.
    pub async fn close(&self) {
        self.cage.close().await;
    }

    /// Looks at a photo; with a width, a copy of at most that width is made.
    ///
    /// # Errors
    /// When it can't be fetched, or is nothing to be shown.
    pub async fn photo(&self, url: &Url, copy: Option<u32>) -> Result<Photo, ImageFault> {
        self.photos.look(&self.fetcher, url, copy).await
    }

    /// Reads one source.
    pub async fn source(
        &self,
        source: &Source,
        validators: &Validators,
        known: &Known,
        now: DateTime<Utc>,
    ) -> Harvest {
        harvest::source(self, source, validators, known, now).await
    }

    /// What a source lists now, without reading any of it; or why nobody can tell.
    pub async fn listed(&self, source: &Source, now: DateTime<Utc>) -> Result<Listing, String> {
        harvest::listed(self, source, now).await
    }

    /// Reads many sources, several at once; the harvests come in the errands' order.
    pub async fn all(&self, errands: Vec<Errand>, now: DateTime<Utc>) -> Vec<Harvest> {
        stream::iter(errands)
            .map(|errand| async move {
                self.source(&errand.source, &errand.validators, &errand.known, now)
                    .await
            })
            .buffered(SOURCES_AT_ONCE)
            .collect()
            .await
    }
}

/// How a source is read, as far as the configuration says: where that changes, what is known of it is to be read again.
pub fn reading(source: &Source, rules: &GatherRules) -> Fingerprint {
    let how = (
        &source.select,
        rules.teaser_words,
        &source.include,
        &source.exclude,
    );
    identity::fingerprint(&how, source.section.as_deref(), source.outlet.as_deref())
}

/// Reads a feed for the command line, without its pages. `base` is where it came from.
pub fn read_feed(
    bytes: &[u8],
    content_type: Option<&str>,
    base: &Url,
    length: TeaserLength,
) -> Result<feed::Document, FeedError> {
    let feed = feed::parse(bytes, content_type, base)?;
    let source = SourceName(base.host_str().unwrap_or("file").to_owned());
    Ok(feed::Document::new(feed, base, &source, length))
}

/// The child process that reads pages.
pub fn extract_child() -> ExitCode {
    cage::run_child()
}
