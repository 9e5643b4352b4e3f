//! The body of an article: trafilatura's reading of the page, or dom_smoothie's, or nothing.
//!
//! Both are given the page without the furniture that their heuristics are known to keep.

mod spaces;

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use url::Url;

use super::{
    super::{blocks, teaser::furniture, text},
    Effort, mending, pruning,
};
use crate::sentence;

/// A body with fewer words is tried again with the other extractor.
const FEW_WORDS: usize = 40;

/// What has no more paragraphs may end with any line.
const FEW_PARAGRAPHS: usize = 4;

/// A longer line is no heading.
const HEADING_WORDS: usize = 6;

/// The most that is kept of one page.
const MOST_BYTES: usize = 2_000_000;

/// The body; `title` is the page's headline.
pub(super) fn extract(
    dom: &Document,
    html: &str,
    url: &Url,
    effort: Effort,
    title: Option<&str>,
) -> Vec<String> {
    pruning::prune(dom, title);
    let cleaned = spaces::hidden(&dom.html());
    let mut best = Vec::new();
    if effort == Effort::Full {
        best = guarded(|| trafilatura(&cleaned));
        if words(&best) < FEW_WORDS {
            // What was removed may have been the article after all.
            best = longer(best, guarded(|| trafilatura(&spaces::hidden(html))));
        }
    }
    if words(&best) < FEW_WORDS {
        best = longer(best, guarded(|| smoothie(&cleaned, url)));
    }
    kept(mending::mend(dom, best))
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
        .map(|found| blocks::paragraphs(&spaces::shown(&found.content_html)))
        .unwrap_or_default()
}

fn smoothie(html: &str, url: &Url) -> Vec<String> {
    let config = dom_smoothie::Config {
        max_elements_to_parse: 100_000,
        ..Default::default()
    };
    dom_smoothie::Readability::new(html, Some(url.as_str()), Some(config))
        .and_then(|mut reader| reader.parse())
        .map(|article| blocks::paragraphs(&spaces::shown(&article.content)))
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

/// The paragraphs without furniture, and not too many.
pub(super) fn kept(paragraphs: Vec<String>) -> Vec<String> {
    let mut bytes = 0;
    let kept = paragraphs
        .into_iter()
        .filter(|paragraph| !furniture::is_surely_furniture(paragraph))
        .take_while(|paragraph| {
            bytes += paragraph.len();
            bytes <= MOST_BYTES
        })
        .collect();
    without_tail(kept)
}

/// The body without the headings at its end: what stood under them is gone already.
fn without_tail(mut body: Vec<String>) -> Vec<String> {
    while body.len() > FEW_PARAGRAPHS
        && body.last().is_some_and(|last| {
            text::words(last) <= HEADING_WORDS && !sentence::is_whole(last) && !last.ends_with('…')
        })
    {
        body.pop();
    }
    body
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
