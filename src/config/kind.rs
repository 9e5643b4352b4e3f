//! `[[source]] kind`: what a source is, with the keys that only it has.

use chrono_tz::Tz;
use serde::Deserialize;

use super::UrlPattern;

/// What a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// RSS, Atom, RDF or JSON Feed.
    Feed,
    /// A page that lists pieces by links to them.
    PageList(PageList),
    /// A sitemap, or an index of sitemaps.
    Sitemap(Reach),
    /// A folder of Markdown files.
    Folder(Folder),
    /// A WordPress site, by its REST interface.
    WordPress(Reach),
    /// A calendar: what it has becomes events and no pieces.
    Events,
}

/// Which links of a page lead to pieces, and how many are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageList {
    /// A CSS selector; without one, the links of headings and articles that stay on the site.
    pub links: Option<String>,
    /// The most links.
    pub most: usize,
}

/// How much of a large source is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Only what is newer than so many days.
    pub days: u32,
    /// Only so many pieces, the newest.
    pub most: usize,
}

/// A folder of Markdown files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// How the address of a piece is made.
    pub base: UrlPattern,
    /// How much of it is read.
    pub reach: Reach,
    /// The zone of dates without one.
    pub zone: Tz,
}

impl Reach {
    /// A month: the longest that a round-up usually looks back.
    pub(super) const DAYS: u32 = 31;
    pub(super) const MOST: usize = 200;
    /// Ten years.
    pub(super) const MOST_DAYS: u32 = 3_650;
}

impl PageList {
    pub(super) fn new(links: Option<&str>, most: usize) -> Result<Self, String> {
        if let Some(links) = links
            && dom_query::Matcher::new(links).is_err()
        {
            return Err(format!(
                "links = \"{links}\" is no CSS selector; write one such as \"main h2 a\""
            ));
        }
        Ok(Self {
            links: links.map(str::to_owned),
            most,
        })
    }
}

/// The kind as it is written.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Word {
    Feed,
    PageList,
    Sitemap,
    Folder,
    Wordpress,
    Events,
}

impl Word {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::PageList => "page-list",
            Self::Sitemap => "sitemap",
            Self::Folder => "folder",
            Self::Wordpress => "wordpress",
            Self::Events => "events",
        }
    }

    /// Whether a key that not every source has says something to this kind.
    pub(super) fn takes(self, key: &str) -> bool {
        match key {
            "links" => matches!(self, Self::PageList),
            "base" => matches!(self, Self::Folder),
            "days" => matches!(self, Self::Sitemap | Self::Wordpress | Self::Folder),
            "most" => !matches!(self, Self::Feed | Self::Events),
            _ => !matches!(self, Self::Events),
        }
    }
}
