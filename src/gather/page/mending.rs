//! Paragraphs that the extractor passed over in the middle of the text, put back where they stood.
//!
//! Extractors weigh each paragraph by itself and drop those with many links; readers see a text with a hole.
//! A paragraph between two that were kept, in the same element, and that reads as prose, is part of it.

use std::collections::HashMap;

use dom_query::{Document, NodeId, NodeRef, Selection};

use super::super::{teaser::prose, text};

/// In an element with fewer kept paragraphs there is no middle.
const KEPT: usize = 3;

/// A shorter paragraph is not missed.
const WORDS: usize = 8;

/// The paragraphs with what was passed over between them.
pub(super) fn mend(dom: &Document, found: Vec<String>) -> Vec<String> {
    let kept: HashMap<String, usize> = found
        .iter()
        .enumerate()
        .map(|(at, paragraph)| (text::folded(paragraph), at))
        .collect();
    let mut parents: HashMap<NodeId, Vec<NodeRef<'_>>> = HashMap::new();
    for paragraph in dom.select("p").nodes() {
        if let Some(parent) = paragraph.parent() {
            parents.entry(parent.id).or_default().push(*paragraph);
        }
    }
    let mut missed: HashMap<usize, Vec<String>> = HashMap::new();
    for siblings in parents.values() {
        for (after, paragraph) in between(siblings, &kept) {
            missed.entry(after).or_default().push(paragraph);
        }
    }
    let mut whole = Vec::with_capacity(found.len() + missed.len());
    for (at, paragraph) in found.into_iter().enumerate() {
        whole.push(paragraph);
        whole.extend(missed.remove(&at).unwrap_or_default());
    }
    whole
}

/// What stands between the first and the last kept one of these, with the place of the kept one before it.
fn between(siblings: &[NodeRef<'_>], kept: &HashMap<String, usize>) -> Vec<(usize, String)> {
    let places: Vec<Option<usize>> = siblings
        .iter()
        .map(|paragraph| kept.get(&text::folded(&paragraph.text())).copied())
        .collect();
    let last = places.iter().rposition(Option::is_some);
    let (Some(last), true) = (last, places.iter().flatten().count() >= KEPT) else {
        return Vec::new();
    };
    let mut before = None;
    let mut missed = Vec::new();
    for (paragraph, place) in siblings.iter().zip(&places).take(last) {
        match (place, before) {
            (Some(place), _) => before = Some(*place),
            (None, Some(before)) => {
                missed.extend(prose_of(paragraph).map(|text| (before, text)));
            }
            (None, None) => {}
        }
    }
    missed
}

fn prose_of(paragraph: &NodeRef<'_>) -> Option<String> {
    let whole = text::clean(&paragraph.text());
    let linked: usize = Selection::from(*paragraph)
        .select("a")
        .nodes()
        .iter()
        .map(NodeRef::normalized_char_count)
        .sum();
    let fits = text::words(&whole) >= WORDS
        && linked * 10 < whole.chars().count() * 8
        && prose::prose(&whole).is_some();
    fits.then_some(whole)
}
