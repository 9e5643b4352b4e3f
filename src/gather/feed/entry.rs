//! One entry of a feed: which of the many fields that feeds have mean what we ask for.

use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;

use super::{
    super::{date, text},
    Problems,
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
    let title = found.title.as_deref().and_then(text::some_from_maybe_html);
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
    let updated = day("modification", found.updated, found.updated_str.as_deref());
    Entry {
        guid: found.id.as_deref().and_then(text::non_empty),
        summary: found
            .summary
            .clone()
            .filter(|summary| !summary.trim().is_empty()),
        content: content(found),
        authors: authors(found),
        categories: categories(found),
        image: image(found, base),
        language: found.language.as_deref().and_then(language),
        link,
        title,
        published,
        updated,
    }
}

/// A link that can be fetched; anything but http and https is none.
/// A longer address than this is none that a browser opens; a few of them would fill a mail.
const LONGEST_LINK: usize = 2_000;

pub(in super::super) fn http_url(link: &str, base: &Url) -> Option<Url> {
    let link = link.trim();
    if link.is_empty() || link.len() > LONGEST_LINK {
        return None;
    }
    let url = base.join(link).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
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
        .filter(|id| found.guidislink != Some(false) && id.contains("://"));
    found
        .link
        .as_deref()
        .into_iter()
        .chain(alternate)
        .chain(found.external_url.as_deref())
        .chain(guid)
        .find_map(|link| http_url(link, base))
}

fn content(found: &feedparser_rs::Entry) -> Option<String> {
    let longest = found
        .content
        .iter()
        .max_by_key(|content| content.value.len())?;
    Some(longest.value.clone()).filter(|content| !content.trim().is_empty())
}

fn authors(found: &feedparser_rs::Entry) -> Vec<Author> {
    let persons = found
        .authors
        .iter()
        .filter_map(|person| person.name.as_deref());
    let single = found.author.as_deref().or(found.dc_creator.as_deref());
    let mut names: Vec<String> = persons.filter_map(name).collect();
    if names.is_empty() {
        names.extend(single.and_then(name));
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(text::folded(name)));
    names
        .into_iter()
        .map(|name| Author { name, title: None })
        .collect()
}

/// A name, out of the forms `Name`, `mail@example.org (Name)` and `Name <mail@example.org>`.
fn name(written: &str) -> Option<String> {
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

fn image(found: &feedparser_rs::Entry, base: &Url) -> Option<Image> {
    let media = found.media_content.iter().filter(|media| {
        media.medium.as_deref() == Some("image")
            || is_picture(media.content_type.as_deref(), &media.url)
    });
    let media = media.map(|media| {
        (
            media.url.as_str(),
            media.width.as_deref(),
            media.height.as_deref(),
        )
    });
    // The largest first: feeds list thumbnails and originals in any order.
    let mut candidates: Vec<_> = media.collect();
    candidates.sort_by_key(|(_, width, _)| std::cmp::Reverse(size(*width)));
    let enclosures = found
        .enclosures
        .iter()
        .filter(|enclosure| is_picture(enclosure.enclosure_type.as_deref(), &enclosure.url))
        .map(|enclosure| (enclosure.url.as_str(), None, None));
    candidates.extend(enclosures);
    let thumbnails = found.media_thumbnail.iter();
    candidates.extend(thumbnails.map(|small| {
        (
            small.url.as_str(),
            small.width.as_deref(),
            small.height.as_deref(),
        )
    }));
    candidates.into_iter().find_map(|(url, width, height)| {
        Some(Image {
            url: http_url(url, base)?,
            alt: None,
            credit: credit(found),
            width: size(width),
            height: size(height),
        })
    })
}

fn is_picture(kind: Option<&str>, url: &str) -> bool {
    match kind {
        Some(kind) => kind.starts_with("image/"),
        None => {
            let path = url
                .split(['?', '#'])
                .next()
                .unwrap_or(url)
                .to_ascii_lowercase();
            [".jpg", ".jpeg", ".png", ".webp", ".gif"]
                .iter()
                .any(|end| path.ends_with(end))
        }
    }
}

fn size(text: Option<&str>) -> Option<u32> {
    text?
        .trim()
        .trim_end_matches("px")
        .parse()
        .ok()
        .filter(|size| *size > 0)
}

fn credit(found: &feedparser_rs::Entry) -> Option<String> {
    let credits = found.media_credit.iter();
    let by_role = credits.max_by_key(|credit| match credit.role.as_deref() {
        Some("photographer") => 2,
        None => 1,
        Some(_) => 0,
    })?;
    super::super::credit::tidy(&text::from_maybe_html(&by_role.content))
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
