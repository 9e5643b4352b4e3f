//! Who wrote it, as readers know it from newspapers.

use roundup_templates::view;

use super::line;
use crate::piece::Author;

/// `By A. Writer, Staff Writer; B. Writer and C. Writer`: semicolons once titles bring their own commas.
pub(super) fn byline(authors: &[Author]) -> Vec<view::Author> {
    let mut byline: Vec<_> = authors
        .iter()
        .filter_map(|author| {
            Some(view::Author {
                before: ", ",
                name: line(&author.name)?,
                title: author.title.as_deref().and_then(line),
            })
        })
        .collect();
    if byline.iter().any(|author| author.title.is_some()) {
        byline.iter_mut().for_each(|author| author.before = "; ");
    }
    if let [_, .., last] = byline.as_mut_slice() {
        last.before = " and ";
    }
    if let Some(first) = byline.first_mut() {
        first.before = "By ";
    }
    byline
}
