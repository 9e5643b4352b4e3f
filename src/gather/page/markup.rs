//! What readers see above the body: headline, dek, label, byline, date and lead picture.

use chrono::{DateTime, Utc};
use dom_query::{Document, NodeRef, Selection};
use url::Url;

use super::super::{credit, date, text};
use crate::piece::{Author, Image};

/// More figures than this are not looked at.
const MOST_FIGURES: usize = 40;

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
    ".widget__head .widget__section",
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
    ".article-standfirst",
    ".article__standfirst",
    ".article-summary",
    ".lede-dek",
    "[itemprop=description]:not(meta)",
    "h1 + h2",
    "hgroup h2",
    "hgroup p",
];

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) headlines: Vec<String>,
    pub(super) head_title: Option<String>,
    pub(super) dek: Option<String>,
    pub(super) label: Option<String>,
    pub(super) authors: Vec<Author>,
    pub(super) time: Option<DateTime<Utc>>,
    pub(super) pictures: Vec<Image>,
}

impl Seen {
    pub(super) fn read(dom: &Document, base: &Url) -> Self {
        Self {
            headlines: headlines(dom),
            head_title: text_of(&dom.select_single("head title, title")),
            dek: dek(dom),
            label: first_text(dom, LABELS, 80),
            authors: super::byline::seen(dom),
            time: time(dom),
            pictures: pictures(dom, base),
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
            .find(|node| text.is_none_or(|text| node.id < text) && !is_beside(node))?;
        spaced_text(node).filter(|text| text.chars().count() <= DEK)
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

fn time(dom: &Document) -> Option<DateTime<Utc>> {
    let marked = "time[itemprop=datePublished], [itemprop=datePublished], time[pubdate], time.published, time.entry-date, .social-date, article time[datetime], main time[datetime], time[datetime]";
    marked.split(", ").find_map(|selector| {
        let found = dom.select(selector);
        let node = found.nodes().first()?;
        let told = node.attr("datetime").or_else(|| node.attr("content"));
        told.and_then(|told| date::parse(&told))
            .or_else(|| date::parse(&node.text()))
    })
}

fn pictures(dom: &Document, base: &Url) -> Vec<Image> {
    let figures = dom.select("figure, .wp-caption, .shortcode-media, .featured-image, .post-thumbnail, .lead-image, .article-image, .hero-image");
    figures
        .nodes()
        .iter()
        .take(MOST_FIGURES)
        .filter(|figure| !is_beside(figure))
        .filter_map(|figure| picture(&Selection::from(*figure), base))
        .collect()
}

/// Whether a figure belongs to what stands beside the article: other articles, adverts, the way around.
fn is_beside(figure: &NodeRef<'_>) -> bool {
    figure.ancestors_it(None).any(|around| {
        ["aside", "nav", "footer"]
            .iter()
            .any(|name| around.has_name(name))
            || around.class().is_some_and(|class| {
                let class = class.to_ascii_lowercase();
                ["related", "recommend", "sidebar", "promo", "more-stories"]
                    .iter()
                    .any(|part| class.contains(part))
            })
    })
}

pub(super) fn picture(figure: &Selection<'_>, base: &Url) -> Option<Image> {
    let inside = figure.select_single("img");
    let itself = figure.nodes().first().filter(|node| node.has_name("img"));
    let node = itself.or(inside.nodes().first())?;
    // Where pictures are loaded late, `src` is a placeholder.
    let src = [
        "data-src",
        "data-lazy-src",
        "data-original",
        "data-image",
        "src",
    ]
    .iter()
    .filter_map(|name| node.attr(name))
    .find(|src| is_picture(src.trim()))?;
    let url = base
        .join(src.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let size = |name| {
        node.attr(name)
            .and_then(|size| size.trim().trim_end_matches("px").parse::<u32>().ok())
    };
    Some(Image {
        url,
        alt: node.attr("alt").as_deref().and_then(text::non_empty),
        credit: figure_credit(figure),
        caption: figure_caption(figure),
        width: size("width").filter(|size| *size > 1),
        height: size("height").filter(|size| *size > 1),
    })
}

/// Whether an address can be a photo's, rather than a placeholder's, a logo's or a tracking pixel's.
pub(super) fn is_picture(src: &str) -> bool {
    let lower = src.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    !lower.is_empty()
        && !lower.starts_with("data:")
        && !name.ends_with(".svg")
        && ![
            "missing-image",
            "placeholder",
            "spacer",
            "blank.",
            "transparent",
            "pixel.",
            "1x1",
            "loading.",
            "lazy.",
            "avatar",
            "gravatar",
        ]
        .iter()
        .any(|part| name.contains(part))
}

const CREDITS: &str = ".credit, .photo-credit, .image-credit, .media-credit, .media-photo-credit, .wp-media-credit, .caption-credit, .photo-credits, .credits, .image__credit, .figure-credit, [itemprop=copyrightHolder], [itemprop=creditText], .photographer, .copyright, .attribution, .source, figcaption small, figcaption cite";
const CAPTIONS: &str = "figcaption, .wp-caption-text, .caption, .image-caption, .media-caption, .photo-caption, [itemprop=caption]";

fn figure_credit(figure: &Selection<'_>) -> Option<String> {
    text_of(&figure.select_single(CREDITS))
        .and_then(|marked| credit::tidy(&marked))
        .or_else(|| {
            let caption = figure.select_single(CAPTIONS);
            credit::from_caption(&text_of(&caption)?)
        })
}

/// What is said below the picture, without who made it.
fn figure_caption(figure: &Selection<'_>) -> Option<String> {
    let whole = text_of(&figure.select_single(CAPTIONS))?;
    let said = match text_of(&figure.select_single(CREDITS)) {
        Some(marked) => whole.replace(&marked, " "),
        None => whole,
    };
    credit::without(&said)
}
