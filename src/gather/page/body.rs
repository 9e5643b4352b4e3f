//! The body of an article: trafilatura's reading of the page, or dom_smoothie's, or nothing.
//!
//! Both are given the page without the furniture that their heuristics are known to keep.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use url::Url;

use super::{
    super::{blocks, teaser::furniture, text},
    Effort,
};

/// What is taken off the page first. Nothing here holds the text of an article.
const FURNITURE: &str = "script:not([type='application/ld+json']), style, noscript, template, svg, iframe, figcaption, .wp-caption-text, .caption, .credit, .photo-credit, .image-credit, .image-caption, .share, .sharing, .share-bar, .share-buttons, .social-share, .social-links, .addtoany_container, .sharedaddy, .newsletter, .newsletter-signup, .newsletter-box, .signup, .sign-up, .subscribe, .subscribe-box, .related, .related-posts, .related-articles, .related-stories, .recommended, .read-more, .readmore, .more-stories, .byline, .dateline, .disclaimer, .author-bio, .about-author, .breadcrumb, .breadcrumbs, .comments, #comments, .cookie, .ad, .ads, .advert, .advertisement, .promo, .popover, .tooltip, .hovercard, .hover-card, .rollover-block, .rollover-people-block, [role=tooltip], [aria-hidden=true], [hidden]";

/// A body with fewer words is tried again with the other extractor.
const FEW_WORDS: usize = 40;

/// The most that is kept of one page.
const MOST_BYTES: usize = 2_000_000;

pub(super) fn extract(dom: &Document, html: &str, url: &Url, effort: Effort) -> Vec<String> {
    remove_furniture(dom);
    let cleaned = dom.html().to_string();
    let mut best = Vec::new();
    if effort == Effort::Full {
        best = guarded(|| trafilatura(&cleaned));
        if words(&best) < FEW_WORDS {
            // What was removed may have been the article after all.
            best = longer(best, guarded(|| trafilatura(html)));
        }
    }
    if words(&best) < FEW_WORDS {
        best = longer(best, guarded(|| smoothie(&cleaned, url)));
    }
    kept(best)
}

fn remove_furniture(dom: &Document) {
    let whole = dom.body().map_or(0, |body| body.normalized_char_count());
    for element in dom.select(FURNITURE).nodes() {
        // A class on a wrapper of the whole article can have any of these names.
        let wraps = ["html", "body", "main", "article"]
            .iter()
            .any(|name| element.has_name(name));
        if !wraps
            && (whole < 400
                || element.normalized_char_count() * 4 < whole
                || element.has_name("script"))
        {
            element.remove_from_parent();
        }
    }
}

/// A panic in an extractor is one page's loss; the cage is there for what can't be caught.
fn guarded(extract: impl FnOnce() -> Vec<String>) -> Vec<String> {
    catch_unwind(AssertUnwindSafe(extract)).unwrap_or_default()
}

fn trafilatura(html: &str) -> Vec<String> {
    let mut options = ::trafilatura::Options::default();
    options.enable_fallback = true;
    options.focus = ::trafilatura::ExtractionFocus::FavorPrecision;
    options.exclude_comments = true;
    // The paragraphs come from the HTML: the extractor's own text runs them together.
    ::trafilatura::extract(html, &options)
        .map(|found| blocks::paragraphs(&found.content_html))
        .unwrap_or_default()
}

fn smoothie(html: &str, url: &Url) -> Vec<String> {
    let config = dom_smoothie::Config {
        max_elements_to_parse: 100_000,
        ..Default::default()
    };
    dom_smoothie::Readability::new(html, Some(url.as_str()), Some(config))
        .and_then(|mut reader| reader.parse())
        .map(|article| blocks::paragraphs(&article.content))
        .unwrap_or_default()
}

fn words(paragraphs: &[String]) -> usize {
    paragraphs
        .iter()
        .map(|paragraph| text::words(paragraph))
        .sum()
}

fn longer(one: Vec<String>, other: Vec<String>) -> Vec<String> {
    if words(&other) > words(&one) {
        other
    } else {
        one
    }
}

fn kept(paragraphs: Vec<String>) -> Vec<String> {
    let mut bytes = 0;
    paragraphs
        .into_iter()
        .filter(|paragraph| !furniture::is_furniture(paragraph))
        .take_while(|paragraph| {
            bytes += paragraph.len();
            bytes <= MOST_BYTES
        })
        .collect()
}

/// The body without the headline that extractors keep at its beginning.
pub(super) fn without_head(mut body: Vec<String>, title: Option<&str>) -> Vec<String> {
    let title = title.map(text::folded).unwrap_or_default();
    if body
        .first()
        .is_some_and(|first| text::folded(first) == title)
    {
        body.remove(0);
    }
    body
}
