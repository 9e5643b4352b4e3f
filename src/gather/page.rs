//! Article pages: what a page says about its piece, in data for machines and in what readers see.
//!
//! For machines there are JSON-LD (`linked`) and meta elements (`meta`); what is seen is read by
//! `markup` and `label`; the body by `body`. All of this runs in the cage: a hostile page may take
//! any of it down.

mod body;
mod byline;
mod document;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod label;
mod linked;
mod markup;
mod mending;
mod meta;
mod picture;
mod pruning;
mod selected;
mod title;

use chrono::{DateTime, Utc};
use dom_query::Document as Dom;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{feed, nesting, text};
use crate::{
    config::Select,
    piece::{Author, Image},
};

pub(super) use byline::{authors, dedup as without_twins, is_nobody};
pub use document::Document;
pub(super) use label::split as split_label;

/// What a page yields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The headline.
    pub title: Option<String>,
    /// The line under the headline.
    pub dek: Option<String>,
    /// What kind of writing it is: the first half of a label like "Analysis | Waterways".
    pub kind: Option<String>,
    /// The section: the other half.
    pub section: Option<String>,
    /// The byline, with the titles that the site gives its authors.
    pub authors: Vec<Author>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// The URL that the page calls its own, where it may (on its own site).
    pub canonical: Option<Url>,
    /// The URL on another site that the page names as its original.
    pub original: Option<Url>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The lead picture.
    pub image: Option<Image>,
    /// Other pictures, for where the lead picture can't be shown.
    pub other_images: Vec<Image>,
    /// The body, a paragraph each.
    pub body: Vec<String>,
    /// Whether it asks search engines to leave it out.
    pub unlisted: bool,
    /// When it asks search engines to leave it out from then on.
    pub withdrawn: Option<DateTime<Utc>>,
    /// What the publication's own selectors found: it goes over what feeds say.
    pub chosen: Chosen,
    /// What was wrong with it, where it could be read all the same.
    pub problems: Vec<String>,
}

/// What was found by selectors of the configuration (`[source.select]`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The headline.
    pub title: bool,
    /// The date of publication.
    pub published: bool,
}

impl Page {
    /// Words in the whole body; none where no body was found.
    pub fn words(&self) -> Option<u32> {
        let words: usize = self
            .body
            .iter()
            .map(|paragraph| text::words(paragraph))
            .sum();
        u32::try_from(words).ok().filter(|words| *words > 0)
    }
}

/// How much to ask of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effort {
    /// The best extractor.
    Full,
    /// The light one: for pages that were too much for the best.
    Light,
}

/// Why a page was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// It nests too deep.
    #[error("the page's markup is nested too deep to be read safely")]
    TooDeep,
}

/// Reads a page. Call it in the cage only, but for tests.
pub fn extract(html: &str, url: &Url, effort: Effort, select: &Select) -> Result<Page, PageError> {
    if nesting::too_deep(html) {
        return Err(PageError::TooDeep);
    }
    let dom = Dom::from(html);
    let base = base(&dom, url);
    let mut chosen = selected::Selected::read(&dom, &base, select);
    let meta = meta::Meta::read(&dom);
    let seen = markup::Seen::read(&dom, &base);
    let linked = linked::Linked::read(&dom, &known(&dom, &meta, &seen, url));
    let by_selector = Chosen {
        title: chosen.title.is_some(),
        published: chosen.published.is_some(),
    };
    let title = chosen
        .title
        .take()
        .or_else(|| title::choose(&linked, &meta, &seen, url));
    let body = match std::mem::take(&mut chosen.body) {
        body if body.is_empty() => body::extract(&dom, html, url, effort, title.as_deref()),
        body => body,
    };
    let told = picture::told(&linked, &meta, &base);
    let image = picture::choose(&told, &seen);
    let mut page = Page {
        canonical: canonical(&dom, &meta, url),
        original: original(&dom, url),
        language: language(&linked, &meta, &dom),
        other_images: picture::others(image.as_ref(), told, &seen),
        image,
        authors: byline::choose(&linked, &meta, &seen),
        published: published(&linked, &meta, &seen),
        updated: linked
            .modified
            .or_else(|| meta.date(meta::MODIFIED))
            .or(seen.updated),
        dek: dek(&linked, &meta, &seen, title.as_deref(), &body),
        body: body::without_head(body, title.as_deref()),
        title,
        chosen: by_selector,
        ..Page::default()
    };
    (page.kind, page.section) = label::choose(&seen, &linked, &meta);
    // Some templates have the headline once more in the label.
    let title = page.title.as_deref().map(text::folded);
    if page.section.as_deref().map(text::folded) == title {
        page.section = page.kind.take();
    }
    chosen.lay_over(&mut page);
    meta.hiding().lay_over(&mut page);
    if page.body.is_empty() {
        page.problems
            .push("no article text was found on the page".to_owned());
    }
    Ok(page)
}

/// What relative links are resolved against; a `base` element may say.
fn base(dom: &Dom, url: &Url) -> Url {
    let base = dom.select_single("base[href]").attr("href");
    base.and_then(|href| url.join(href.trim()).ok())
        .filter(|base| matches!(base.scheme(), "http" | "https"))
        .unwrap_or_else(|| url.clone())
}

fn known<'a>(dom: &Dom, meta: &meta::Meta, seen: &markup::Seen, url: &'a Url) -> linked::Known<'a> {
    let titles = seen.headlines.iter().chain(&seen.head_title);
    let titles = titles.map(String::as_str).chain(meta.get(meta::TITLE));
    linked::Known {
        url,
        canonical: canonical(dom, meta, url),
        titles: titles
            .map(text::folded)
            .filter(|title| !title.is_empty())
            .collect(),
    }
}

fn published(
    linked: &linked::Linked,
    meta: &meta::Meta,
    seen: &markup::Seen,
) -> Option<DateTime<Utc>> {
    linked
        .published
        .or_else(|| meta.date(meta::PUBLISHED))
        .or(seen.time)
}

fn language(linked: &linked::Linked, meta: &meta::Meta, dom: &Dom) -> Option<String> {
    let html = dom.select_single("html[lang]").attr("lang");
    let told = [
        html.as_deref(),
        linked.language.as_deref(),
        meta.get(meta::LANGUAGE),
    ];
    told.into_iter().flatten().find_map(feed::language)
}

/// The URL that the page calls its own. Believed on the same host and on its parent or child domains only:
/// otherwise a page could take the place of any other piece.
fn canonical(dom: &Dom, meta: &meta::Meta, url: &Url) -> Option<Url> {
    let link = dom.select_single("link[rel=canonical][href]").attr("href");
    let told = link.as_deref().or_else(|| meta.get(&["og:url"]))?;
    let told = url.join(told.trim()).ok()?;
    let is_home = told.path() == "/" && told.query().is_none() && url.path() != "/";
    (matches!(told.scheme(), "http" | "https") && same_site(&told, url) && !is_home)
        .then(|| super::identity::canonical(&told))
}

/// The URL on another site that the page calls its own: where a copy comes from. It takes nobody's place; it is only
/// compared with what is known.
fn original(dom: &Dom, url: &Url) -> Option<Url> {
    let link = dom
        .select_single("link[rel=canonical][href]")
        .attr("href")?;
    let told = url.join(link.trim()).ok()?;
    (matches!(told.scheme(), "http" | "https") && !same_site(&told, url) && told.path() != "/")
        .then(|| super::identity::canonical(&told))
}

fn same_site(one: &Url, other: &Url) -> bool {
    let (Some(one_host), Some(other_host)) = (one.domain(), other.domain()) else {
        return one.host() == other.host() && one.port() == other.port();
    };
    let under = |host: &str, parent: &str| {
        // "org" is a parent of many sites; a parent that counts has a name of its own.
        parent.contains('.')
            && host
                .strip_suffix(parent)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    one_host == other_host || under(one_host, other_host) || under(other_host, one_host)
}

fn dek(
    linked: &linked::Linked,
    meta: &meta::Meta,
    seen: &markup::Seen,
    title: Option<&str>,
    body: &[String],
) -> Option<String> {
    let title = title.map(text::folded).unwrap_or_default();
    let start: String = body
        .iter()
        .take(3)
        .map(|paragraph| text::folded(paragraph))
        .collect();
    let told = [linked.description.as_deref(), meta.get(meta::DESCRIPTION)];
    let told = told
        .into_iter()
        .flatten()
        .filter(|told| !text::is_label(told));
    let told = told.filter(|told| {
        // What only repeats the beginning, or was cut off, was made by the content system.
        let folded = text::folded(told);
        let probe: String = folded.chars().take(60).collect();
        !told.ends_with('…')
            && !told.ends_with("...")
            && !told.ends_with(']')
            && !start.contains(&probe)
    });
    [seen.dek.as_deref(), linked.alternative.as_deref()]
        .into_iter()
        .flatten()
        .chain(told)
        // A word alone is a label.
        .filter(|dek| dek.chars().count() <= 400 && !text::is_label(dek))
        .find(|dek| {
            let folded = text::folded(dek);
            !folded.is_empty() && folded != title && !title.contains(&folded)
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests;
