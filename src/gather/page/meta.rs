//! The meta elements of a page: OpenGraph and its many relatives.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use dom_query::Document;

use super::super::{date, hiding::Hiding, text};

pub(super) const TITLE: &[&str] = &[
    "dc.title",
    "dcterms.title",
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "headline",
];
pub(super) const DESCRIPTION: &[&str] = &[
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "dcterms.description",
];
pub(super) const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "date.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "article.published",
    "date",
    "og:pubdate",
    "cxenseparse:recs:publishtime",
];
pub(super) const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
];
pub(super) const SECTION: &[&str] = &[
    "article:section",
    "parsely-section",
    "og:section",
    "section",
    "articlesection",
];
pub(super) const AUTHOR: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "og:article:author",
    "byl",
    "citation_author",
    "article:author_name",
    "og:author",
];
pub(super) const LANGUAGE: &[&str] = &["og:locale", "content-language", "dc.language", "language"];
pub(super) const SITE: &[&str] = &["og:site_name", "application-name"];

/// A name in lower case; Dublin Core is written with a colon or a point.
fn key(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    for (written, meant) in [
        ("dc:", "dc."),
        ("dcterms:", "dcterms."),
        ("dcterm:", "dcterms."),
    ] {
        if let Some(rest) = name.strip_prefix(written) {
            return format!("{meant}{rest}");
        }
    }
    name
}

/// The meta elements of a page by name, in lower case; of several with one name, all.
pub(super) struct Meta(HashMap<String, Vec<String>>);

impl Meta {
    pub(super) fn read(dom: &Document) -> Self {
        let mut found: HashMap<String, Vec<String>> = HashMap::new();
        let mut proper = HashSet::new();
        for element in dom.select("meta[content]").iter().take(500) {
            let property = element.attr("property");
            let is_property = property.is_some();
            let name = property.or_else(|| {
                ["name", "itemprop", "http-equiv"]
                    .iter()
                    .find_map(|attribute| element.attr(attribute))
            });
            let content = element
                .attr("content")
                .as_deref()
                .and_then(text::some_from_maybe_html);
            if let (Some(name), Some(content)) = (name, content) {
                let values = found.entry(key(&name)).or_default();
                // `property` is what the makers of these vocabularies ask for; `name` is a slip beside it.
                if is_property && !proper.contains(&key(&name)) {
                    proper.insert(key(&name));
                    values.clear();
                }
                if is_property || !proper.contains(&key(&name)) {
                    values.push(content);
                }
            }
        }
        Self(found)
    }

    /// The first value of the first of these names that is there.
    pub(super) fn get(&self, names: &[&str]) -> Option<&str> {
        names
            .iter()
            .find_map(|name| self.0.get(*name)?.first())
            .map(String::as_str)
    }

    /// What the page tells search engines.
    pub(super) fn hiding(&self) -> Hiding {
        Hiding::read(self.all(&["robots"]))
    }

    /// All values of the first of these names that is there.
    pub(super) fn all(&self, names: &[&str]) -> &[String] {
        names
            .iter()
            .find_map(|name| self.0.get(*name))
            .map_or(&[], Vec::as_slice)
    }

    /// The first of these that is a date.
    pub(super) fn date(&self, names: &[&str]) -> Option<DateTime<Utc>> {
        names
            .iter()
            .filter_map(|name| self.0.get(*name)?.first())
            .find_map(|text| date::parse(text))
    }
}
