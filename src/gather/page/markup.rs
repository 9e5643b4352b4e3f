//! What readers see above the body: headline, dek, label, byline, date and lead picture; pictures are for `figure`.

mod figure;

use chrono::{DateTime, Utc};
use dom_query::{Document, NodeRef, Selection};
use url::Url;

use super::super::{date, text};
use crate::piece::{Author, Image};

pub(super) use figure::{is_picture, picture};

/// A dek is not longer, in characters.
const DEK: usize = 500;

/// A paragraph of more words is the text of the article.
const LONG_PARAGRAPH: usize = 30;

/// Labels above a headline, the most telling first.
const LABELS: &[&str] = &[
    "article .kicker, header .kicker, main .kicker, .kicker",
    ".eyebrow",
    ".article-label",
    ".post-label",
    ".story-label",
    ".article__label",
    ".section-label",
    ".article-kicker",
    ".overline",
    ".rubric",
    ".post-kicker",
    ".article__kicker",
    "article .label",
    "header .label",
    ".article-section",
    ".article__section",
    ".post-section",
    ".entry-category",
    ".post-category",
    ".article-category",
    "article .category",
    "article header .section",
    "[itemprop=articleSection]",
    "article:has(h1) .widget__section",
    ".widget__head .widget__section",
    ".gh-article-tag",
    ".blog-item-category",
    ".field--name-field-section a",
    ".field--name-field-category a",
    "a[rel~=category]",
    ".cat-links a",
];

const DEKS: &[&str] = &[
    ".dek",
    ".deck",
    ".standfirst",
    "[itemprop=alternativeHeadline]",
    ".article-dek",
    ".article__dek",
    ".subheadline",
    ".sub-headline",
    ".article-subtitle",
    ".article__subtitle",
    ".entry-subtitle",
    ".post-subtitle",
    ".subhead",
    "header .subtitle",
    "article .subtitle",
    ".widget__subheadline",
    ".gh-article-excerpt",
    ".article-standfirst",
    ".article__standfirst",
    ".article-summary",
    ".lede-dek",
    "[itemprop=description]:not(meta)",
    "h1 + h2",
    "hgroup h2",
    "hgroup p",
];

const PUBLISHED: &[&str] = &[
    "time[itemprop=datePublished]",
    "[itemprop=datePublished]",
    "time[pubdate]",
    "time.published",
    "time.entry-date",
    ".social-date",
    "article time[datetime]:not(.updated)",
    "main time[datetime]:not(.updated)",
    "time[datetime]",
    "article time",
    "main time",
    ".entry-date",
    ".post-date",
    ".article-date",
    ".article__date",
    ".publish-date",
    ".publication-date",
    ".pubdate",
];

const UPDATED: &[&str] = &["[itemprop=dateModified]", "time.updated:not(.published)"];

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) headlines: Vec<String>,
    pub(super) marked_headline: Option<String>,
    pub(super) head_title: Option<String>,
    pub(super) dek: Option<String>,
    pub(super) label: Option<String>,
    pub(super) authors: Vec<Author>,
    pub(super) time: Option<DateTime<Utc>>,
    pub(super) updated: Option<DateTime<Utc>>,
    pub(super) pictures: Vec<Image>,
}

impl Seen {
    pub(super) fn read(dom: &Document, base: &Url) -> Self {
        Self {
            headlines: headlines(dom),
            marked_headline: text_of(&dom.select_single("[itemprop=headline]:not(meta)")),
            head_title: text_of(&dom.select_single("head title, title")),
            dek: dek(dom),
            label: first_text(dom, LABELS, 80),
            authors: super::byline::seen(dom),
            time: time(dom, PUBLISHED),
            updated: time(dom, UPDATED),
            pictures: figure::pictures(dom, base),
        }
    }
}

/// An element's text, cleaned; none where it is empty.
pub(super) fn text_of(selection: &Selection<'_>) -> Option<String> {
    let node = selection.nodes().first()?;
    spaced_text(node)
}

/// A node's text with a space wherever an element ends, so that neighbours don't run together.
pub(super) fn spaced_text(node: &NodeRef<'_>) -> Option<String> {
    let mut out = String::new();
    for inner in node.descendants_it() {
        if inner.is_text() {
            let hidden = inner.parent().is_some_and(|parent| {
                parent.has_name("script")
                    || parent.has_name("style")
                    || parent.has_class("headerlink")
            });
            if !hidden {
                out.push_str(&inner.text());
            }
        } else if inner.is_element() && !is_inline(&inner) {
            out.push(' ');
        }
    }
    text::non_empty(&out)
}

fn is_inline(node: &NodeRef<'_>) -> bool {
    [
        "b", "i", "em", "strong", "u", "s", "sup", "sub", "small", "a", "span", "mark", "abbr",
        "cite", "q",
    ]
    .iter()
    .any(|name| node.has_name(name))
}

fn first_text(dom: &Document, selectors: &[&str], longest: usize) -> Option<String> {
    selectors.iter().find_map(|selector| {
        let found = dom.try_select(selector)?;
        let node = found.nodes().first()?;
        spaced_text(node).filter(|text| text.chars().count() <= longest)
    })
}

/// The line under the headline: not what stands beside the article, nor a heading after its text began.
fn dek(dom: &Document) -> Option<String> {
    let headline = dom.select_single("h1");
    let headline = headline.nodes().first().map(|node| node.id);
    let text = dom.select("p");
    // Nodes are numbered in the order of the page.
    let text = text.nodes().iter().find(|paragraph| {
        headline.is_none_or(|headline| paragraph.id > headline)
            && text::words(&paragraph.text()) > LONG_PARAGRAPH
            && !paragraph.class().is_some_and(|class| is_dek_class(&class))
    });
    let text = text.map(|paragraph| paragraph.id);
    DEKS.iter().find_map(|selector| {
        let found = dom.try_select(selector)?;
        let nodes = found.nodes();
        let node = nodes
            .iter()
            .find(|node| text.is_none_or(|text| node.id < text) && !figure::is_beside(node))?;
        spaced_text(node)
            .filter(|text| text.chars().count() <= DEK && !super::pruning::is_of_digest(text))
    })
}

fn is_dek_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    ["dek", "deck", "standfirst", "sub", "summary", "lede"]
        .iter()
        .any(|part| class.contains(part))
}

fn headlines(dom: &Document) -> Vec<String> {
    let all = |selector: &str| -> Vec<String> {
        let found = dom.select(selector);
        found
            .iter()
            .take(10)
            .filter_map(|headline| text_of(&headline))
            .collect()
    };
    match all("h1") {
        none if none.is_empty() => {
            all("[itemprop=headline]:not(meta), .widget__headline, .entry-title, .post-title")
        }
        found => found,
    }
}

fn time(dom: &Document, marked: &[&str]) -> Option<DateTime<Utc>> {
    marked.iter().find_map(|selector| {
        let found = dom.select(selector);
        let node = found.nodes().first()?;
        let told = node.attr("datetime").or_else(|| node.attr("content"));
        told.and_then(|told| date::parse(&told))
            .or_else(|| date::parse(&node.text()))
    })
}
