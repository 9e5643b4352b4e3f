//! Feed entry and page to one piece: which of the two is believed, field by field.
//!
//! The feed is the publication's own list, so its headline, link and date come first; the page knows
//! more of everything else.

mod entry;

use chrono::{DateTime, Utc};
use url::Url;

use super::{
    blocks, date,
    feed::Entry,
    identity,
    page::{Chosen, Page},
    teaser, text,
};
use crate::{
    config::{Kind, Select, Source, TeaserLength},
    piece::{Author, Image, OnPage, Piece, SourceName},
};

/// Below this many words, a feed's content is not the piece itself.
const BODY_WORDS: usize = 120;

/// More pictures than these are not tried where the lead photo can't be shown.
const MOST_OTHERS: usize = 4;

/// Whether the entry alone lacks what a teaser needs, so that its page has to be read.
pub fn needs_page(entry: &Entry, source: &Source) -> bool {
    let image = entry
        .image
        .as_ref()
        .is_some_and(|image| image.credit.is_some());
    let section = source.section.is_some() || !entry.categories.is_empty();
    let body = entry
        .content
        .as_deref()
        .is_some_and(|content| text::words(&text::from_html(content)) >= BODY_WORDS);
    // Only pages give authors their titles.
    let authors = entry.authors.iter().any(|author| author.title.is_some());
    // What the configuration has selectors for, the feed has wrong.
    source.select != Select::default() || !(image && section && body && authors)
}

/// The piece that an entry at this link makes without its page.
pub fn from_entry(
    entry: &Entry,
    link: &Url,
    language: Option<&str>,
    source: &SourceName,
    length: TeaserLength,
) -> Piece {
    let (kind, section) = entry::kind_and_section(entry);
    let dek = entry::dek_of(entry);
    let title = entry::title_of(entry);
    let said: Vec<&str> = [title.as_deref(), dek.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let content = entry
        .content
        .as_deref()
        .map(blocks::paragraphs)
        .unwrap_or_default();
    let summary = entry
        .summary
        .as_deref()
        .map(blocks::paragraphs)
        .unwrap_or_default();
    let teaser_of = |paragraphs: &[String]| {
        teaser::teaser(
            &teaser::note::without(paragraphs, &entry.authors),
            &said,
            length,
        )
    };
    let mut teaser = teaser_of(&content);
    if teaser.is_empty() {
        teaser = teaser_of(&summary);
    }
    let words: usize = content.iter().map(|paragraph| text::words(paragraph)).sum();
    Piece {
        url: identity::canonical(link),
        guid: entry.guid.clone(),
        title: title.unwrap_or_default(),
        dek,
        kind,
        section,
        authors: entry::authors_of(entry),
        outlet: None,
        published: entry.published,
        updated: entry.updated,
        image: entry::image_of(entry, link),
        other_images: entry.other_images.clone(),
        teaser,
        words: u32::try_from(words)
            .ok()
            .filter(|words| *words as usize >= BODY_WORDS),
        language: entry
            .language
            .clone()
            .or_else(|| language.map(str::to_owned)),
        source: source.clone(),
        original: None,
        on_page: None,
        elsewhere: Vec::new(),
    }
}

/// The piece that a page makes without a feed.
pub fn from_page(page: &Page, url: &Url, source: SourceName, length: TeaserLength) -> Piece {
    let said: Vec<&str> = [page.title.as_deref(), page.dek.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    Piece {
        url: page
            .canonical
            .clone()
            .unwrap_or_else(|| identity::canonical(url)),
        guid: None,
        title: page.title.clone().unwrap_or_default(),
        dek: page.dek.clone(),
        kind: page.kind.clone(),
        section: page.section.clone(),
        authors: page.authors.clone(),
        outlet: None,
        published: page.published,
        updated: page.updated,
        image: page.image.clone(),
        other_images: page.other_images.clone(),
        teaser: teaser::teaser(
            &teaser::note::without(&page.body, &page.authors),
            &said,
            length,
        ),
        words: page.words(),
        language: page.language.clone(),
        source,
        original: page.original.clone(),
        on_page: Some(OnPage {
            title: None,
            unlisted: page.unlisted,
        }),
        elsewhere: Vec::new(),
    }
}

/// The piece that entry and page make together. What the configuration's own selectors found on the page is the
/// publication's last word.
pub fn both(entry: Piece, page: Piece, chosen: Chosen) -> Piece {
    let mut on_page = page.on_page.unwrap_or_default();
    let title = if chosen.title || entry.title.is_empty() {
        page.title
    } else {
        let differs = text::folded(&page.title) != text::folded(&entry.title);
        on_page.title = Some(page.title).filter(|title| differs && !title.is_empty());
        entry.title
    };
    let published = if chosen.published {
        page.published.or(entry.published)
    } else {
        entry.published.or(page.published)
    };
    let others = [entry.image.clone(), page.image.clone()];
    let others = others.into_iter().flatten();
    let others = others.chain(page.other_images).chain(entry.other_images);
    let image = image(entry.image, page.image);
    let same_as_title = |dek: &String| text::folded(dek) == text::folded(&title);
    Piece {
        url: page.url,
        guid: entry.guid,
        dek: page.dek.or(entry.dek).filter(|dek| !same_as_title(dek)),
        kind: page.kind.or(entry.kind),
        section: page.section.or(entry.section),
        authors: authors(entry.authors, page.authors),
        outlet: None,
        published,
        updated: entry.updated.max(page.updated),
        other_images: others_than(image.as_ref(), others),
        image,
        teaser: if page.teaser.is_empty() {
            entry.teaser
        } else {
            page.teaser
        },
        words: page.words.or(entry.words),
        language: page.language.or(entry.language),
        source: entry.source,
        original: page.original,
        on_page: Some(on_page),
        elsewhere: Vec::new(),
        title,
    }
}

/// What the config and the clock have to say in the end.
pub fn finish(
    mut piece: Piece,
    source: &Source,
    now: DateTime<Utc>,
    problems: &mut Vec<String>,
) -> Piece {
    if source.section.is_some() {
        piece.section.clone_from(&source.section);
    }
    piece.outlet.clone_from(&source.outlet);
    piece.source = source.name.clone();
    for (name, date) in [
        ("publication", &mut piece.published),
        ("modification", &mut piece.updated),
    ] {
        if let Some(future) = date.take_if(|date| date::is_future(*date, now)) {
            problems.push(format!(
                "{}: the {name} date {future} lies in the future and was dropped",
                piece.url
            ));
        }
    }
    // What was only ever "updated" was published then at the latest. But a sitemap says of every page when it was changed,
    // of "About us", too: that is nobody's word on when a piece came out.
    if !matches!(source.kind, Kind::Sitemap(_)) {
        piece.published = piece.published.or(piece.updated);
    }
    piece
}

/// The page's authors where it gives them titles; else the feed's, who are the publication's own word.
fn authors(entry: Vec<Author>, page: Vec<Author>) -> Vec<Author> {
    if entry.is_empty() || page.iter().any(|author| author.title.is_some()) {
        return if page.is_empty() { entry } else { page };
    }
    // Many feeds name only the account that posted the piece, or the first of its authors.
    let known = |author: &Author| {
        page.iter()
            .any(|other| text::folded(&other.name) == text::folded(&author.name))
    };
    if page.len() > entry.len() && entry.iter().all(known) {
        page
    } else {
        entry
    }
}

/// The page's picture if it has a credit or the feed has none; of the same picture, what either knows.
fn image(entry: Option<Image>, page: Option<Image>) -> Option<Image> {
    let is_photo = |image: &Image| !super::image::is_furniture(&image.url);
    let (entry, page) = (entry.filter(is_photo), page.filter(is_photo));
    let (entry, page) = match (entry, page) {
        (Some(entry), Some(page)) => (entry, page),
        (entry, page) => return entry.or(page),
    };
    if page.credit.is_some() || entry.credit.is_none() {
        return Some(page);
    }
    Some(Image {
        alt: entry
            .alt
            .or_else(|| page.alt.filter(|_| page.url == entry.url)),
        ..entry
    })
}

/// The pictures that are left for where the chosen one can't be shown, each once.
fn others_than(chosen: Option<&Image>, all: impl Iterator<Item = Image>) -> Vec<Image> {
    let mut others: Vec<Image> = Vec::new();
    for image in all {
        let known = chosen.into_iter().chain(&others);
        if !known.map(|known| &known.url).any(|url| *url == image.url)
            && !super::image::is_furniture(&image.url)
        {
            others.push(image);
        }
    }
    others.truncate(MOST_OTHERS);
    others
}

#[cfg(test)]
mod tests;
