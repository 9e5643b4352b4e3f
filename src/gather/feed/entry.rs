//! One entry of a feed: which of the many fields that feeds have mean what we ask for.

mod image;

use chrono::{DateTime, Utc};
use feedparser_rs::{FeedMeta, TextConstruct, TextType, util::sanitize::sanitize_html};
use serde::Serialize;
use url::Url;

use super::{
    super::{date, nesting, text},
    Problems, links,
};
use crate::piece::{Author, Image};

/// One entry of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The feed's own identifier.
    pub guid: Option<String>,
    /// Where the piece is, as the feed gives it but absolute. Without one, an entry makes no piece.
    pub link: Option<Url>,
    /// The headline.
    pub title: Option<String>,
    /// The headline with its markup, as HTML, where it has any.
    pub title_html: Option<String>,
    /// A short account of the piece, as HTML.
    pub summary: Option<String>,
    /// The piece or its beginning, as HTML.
    pub content: Option<String>,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// The categories it is filed under.
    pub categories: Vec<String>,
    /// A picture, with its credit where the feed tells.
    pub image: Option<Image>,
    /// Other pictures, for where that one can't be shown.
    pub other_images: Vec<Image>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
}

/// What relative links are resolved against: where the feed is, or for a file the site it belongs to.
pub(super) fn base_of(base: &Url, site: Option<&Url>) -> Url {
    if matches!(base.scheme(), "http" | "https") {
        return base.clone();
    }
    site.unwrap_or(base).clone()
}

pub(super) fn convert(found: &feedparser_rs::Entry, base: &Url, problems: &mut Problems) -> Entry {
    let title = title(found.title.as_deref(), found.title_detail.as_ref());
    let link = link(found, base);
    let name = title.as_deref().or(found.id.as_deref());
    let name = shortened(name.unwrap_or("without a title"));
    if link.is_none() {
        problems.push(format!("\"{name}\" has no http link, so it makes no piece"));
    }
    let mut day = |which, read: Option<DateTime<Utc>>, written: Option<&str>| {
        let date = written
            .and_then(date::parse)
            .or_else(|| read.filter(|_| written.is_none()));
        if let (None, Some(written)) = (date, written.and_then(text::non_empty)) {
            problems.push(format!(
                "\"{name}\": the {which} date \"{}\" makes no sense",
                shortened(&written)
            ));
        }
        date
    };
    let published = day(
        "publication",
        found.published.or(found.dc_date),
        found.published_str.as_deref(),
    );
    // The parser takes the one date for the other where there is only one.
    let updated = if found.updated_str == found.published_str {
        published
    } else {
        day("modification", found.updated, found.updated_str.as_deref())
    };
    let content = content(found, base);
    let mut images = image::all(found, base).into_iter();
    let summary = found
        .summary
        .as_deref()
        .and_then(|summary| html(summary, base));
    Entry {
        guid: found.id.as_deref().and_then(text::non_empty),
        title_html: found
            .title
            .as_deref()
            .and_then(|title| title_html(title, base)),
        summary,
        content,
        authors: authors(found),
        categories: categories(found),
        image: images.next(),
        other_images: images.collect(),
        language: found.language.as_deref().and_then(language),
        link,
        title,
        published,
        updated,
    }
}

/// A longer address than this is none that a browser opens; a few of them would fill a mail.
const LONGEST_LINK: usize = 2_000;

/// A link that can be fetched; anything but http and https is none.
pub(in super::super) fn http_url(link: &str, base: &Url) -> Option<Url> {
    let link = &*with_plain_ampersands(link.trim());
    if link.is_empty() || link.len() > LONGEST_LINK {
        return None;
    }
    let url = base.join(link).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// What is left of an escaped ampersand behind its `&`.
const ESCAPES: [&str; 4] = ["amp;", "#38;", "#038;", "#x26;"];

/// Feeds escape their addresses once too often, or twice ("&amp;amp;"), and the feed parser hands all of them over escaped.
fn with_plain_ampersands(link: &str) -> String {
    let mut parts = link.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for mut part in parts {
        while let Some(rest) = ESCAPES.iter().find_map(|escape| part.strip_prefix(escape)) {
            part = rest;
        }
        plain.push('&');
        plain.push_str(part);
    }
    plain
}

fn link(found: &feedparser_rs::Entry, base: &Url) -> Option<Url> {
    let alternate = found
        .links
        .iter()
        .filter(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .map(|link| link.href.as_str());
    let guid = found
        .id
        .as_deref()
        .filter(|id| found.link.is_none() && id.contains("://"));
    found
        .link
        .as_deref()
        .into_iter()
        .chain(alternate)
        .chain(found.external_url.as_deref())
        .chain(guid)
        .find_map(|link| http_url(link, base))
}

fn content(found: &feedparser_rs::Entry, base: &Url) -> Option<String> {
    let contents = found.content.iter();
    let longest = contents.max_by_key(|content| content.value.len())?;
    html(&longest.value, base)
}

/// HTML whose links can be followed; none where there is none.
fn html(html: &str, base: &Url) -> Option<String> {
    let resolved = links::resolve(html, base).into_owned();
    Some(resolved).filter(|html| !html.trim().is_empty())
}

/// A headline as plain text. Where the feed does not say what it is, it may be HTML, escaped once or twice.
pub(super) fn title(written: Option<&str>, detail: Option<&TextConstruct>) -> Option<String> {
    let written = written?;
    if detail.is_some_and(|detail| detail.content_type != TextType::Text) {
        return Some(text::from_html(written)).filter(|title| !title.is_empty());
    }
    // Scripts have text too, but none to be read.
    if text::holds_tag(written) && !nesting::too_deep(written) {
        return text::some_from_maybe_html(&sanitize_html(written));
    }
    text::some_from_maybe_html(written)
}

fn title_html(written: &str, base: &Url) -> Option<String> {
    if !text::holds_tag(written) || nesting::too_deep(written) {
        return None;
    }
    html(&sanitize_html(written), base)
}

/// What a feed is about, as plain text.
pub(super) fn description(meta: &FeedMeta) -> Option<String> {
    let written = meta.subtitle.as_deref().or(meta.summary.as_deref())?;
    text::some_from_maybe_html(written)
}

/// Who makes a feed.
pub(super) fn feed_authors(meta: &FeedMeta) -> Vec<Author> {
    let persons = if meta.authors.is_empty() {
        &meta.contributors
    } else {
        &meta.authors
    };
    people(persons.iter().filter_map(|person| person.name.as_deref()))
}

fn authors(found: &feedparser_rs::Entry) -> Vec<Author> {
    let persons = found.authors.iter();
    let authors = people(persons.filter_map(|person| person.name.as_deref()));
    if authors.is_empty() {
        return people(found.author.as_deref().or(found.dc_creator.as_deref()));
    }
    authors
}

fn people<'a>(written: impl IntoIterator<Item = &'a str>) -> Vec<Author> {
    let mut names: Vec<String> = written.into_iter().filter_map(name).collect();
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(text::folded(name)));
    names
        .into_iter()
        .map(|name| Author { name, title: None })
        .collect()
}

/// A name, out of the forms `Name`, `mail@example.org (Name)` and `Name <mail@example.org>`.
pub(super) fn name(written: &str) -> Option<String> {
    let mut name = text::from_maybe_html(written);
    if let Some((mail, rest)) = name.split_once('(').filter(|(mail, _)| mail.contains('@')) {
        let inner = rest.trim().trim_end_matches(')').trim();
        name = if inner.is_empty() {
            mail.trim().to_owned()
        } else {
            inner.to_owned()
        };
    }
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|word| !word.contains('@') && !word.contains("://"))
        .collect();
    Some(words.join(" ")).filter(|name| name.chars().any(char::is_alphabetic))
}

fn categories(found: &feedparser_rs::Entry) -> Vec<String> {
    let tags = found
        .tags
        .iter()
        .map(|tag| tag.label.as_deref().unwrap_or(&tag.term));
    let mut seen = std::collections::HashSet::new();
    tags.chain(found.dc_subject.iter().map(String::as_str))
        .filter_map(text::some_from_maybe_html)
        .filter(|tag| seen.insert(tag.to_lowercase()))
        .collect()
}

/// A language tag as BCP 47 writes it, or none where it can't be one.
pub(in super::super) fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    let fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    if !fits {
        return None;
    }
    let mut tag = primary;
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            break;
        }
        tag.push('-');
        if part.len() == 2 {
            tag.push_str(&part.to_ascii_uppercase());
        } else {
            tag.push_str(part);
        }
    }
    Some(tag)
}

fn shortened(text: &str) -> String {
    let text = text::clean(text);
    if text.chars().count() <= 80 {
        return text;
    }
    text.chars().take(79).chain(['…']).collect()
}
