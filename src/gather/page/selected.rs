//! What a source's own selectors find on a page (`[source.select]`): it goes over everything else.

use chrono::{DateTime, Utc};
use dom_query::{Document, Selection};
use url::Url;

use super::{
    super::{blocks, date, text},
    Page, body, byline, label, markup,
};
use crate::{
    config::{Select, Selector},
    piece::{Author, Image},
};

/// More elements than this are not what was meant.
const MOST: usize = 1_000;

/// What was found; none where there is no selector, or it finds nothing.
#[derive(Debug, Default)]
pub(super) struct Selected {
    pub(super) title: Option<String>,
    dek: Option<String>,
    label: Option<String>,
    authors: Vec<Author>,
    pub(super) published: Option<DateTime<Utc>>,
    image: Option<Image>,
    pub(super) body: Vec<String>,
    problems: Vec<String>,
}

impl Selected {
    /// Takes off what is to be removed, and reads the rest.
    pub(super) fn read(dom: &Document, base: &Url, select: &Select) -> Self {
        if let Some(remove) = &select.remove
            && let Some(unwanted) = dom.try_select(remove.as_str())
        {
            unwanted.remove();
        }
        let found = |selector: &Option<Selector>| dom.try_select(selector.as_ref()?.as_str());
        let line = |selector| markup::text_of(&found(selector)?);
        let mut selected = Self {
            title: line(&select.title),
            dek: line(&select.dek),
            label: line(&select.label),
            authors: found(&select.byline)
                .map(|all| authors(&all))
                .unwrap_or_default(),
            published: found(&select.date).and_then(|found| moment(&found)),
            image: found(&select.image).and_then(|found| markup::picture(&found, base)),
            body: found(&select.body)
                .map(|all| paragraphs(&all))
                .unwrap_or_default(),
            problems: Vec::new(),
        };
        selected.problems = [
            ("title", &select.title, selected.title.is_some()),
            ("date", &select.date, selected.published.is_some()),
            ("body", &select.body, !selected.body.is_empty()),
        ]
        .into_iter()
        .filter(|(.., found)| !found)
        .filter_map(|(key, selector, _)| {
            let selector = selector.as_ref()?;
            Some(format!(
                "select.{key} = \"{selector}\" finds nothing on the page; the usual rules are used"
            ))
        })
        .collect();
        selected
    }

    /// Lays what was found over what the page says by the usual rules.
    pub(super) fn lay_over(self, page: &mut Page) {
        page.dek = self.dek.or(page.dek.take());
        if let Some(told) = self.label {
            (page.kind, page.section) = label::split(&told);
        }
        if !self.authors.is_empty() {
            page.authors = self.authors;
        }
        page.published = self.published.or(page.published);
        if let Some(image) = self.image {
            let second = page.image.replace(image);
            page.other_images.splice(0..0, second);
        }
        page.problems.extend(self.problems);
    }
}

fn authors(found: &Selection<'_>) -> Vec<Author> {
    let all = found.nodes().iter().take(MOST).flat_map(byline::author);
    byline::dedup(all.collect())
}

fn moment(found: &Selection<'_>) -> Option<DateTime<Utc>> {
    let node = found.nodes().first()?;
    let told = ["datetime", "content", "title"]
        .iter()
        .filter_map(|name| node.attr(name))
        .find_map(|told| date::parse(&told));
    told.or_else(|| date::parse(&text::clean(&node.text())))
}

fn paragraphs(found: &Selection<'_>) -> Vec<String> {
    let each = found.nodes().iter().take(MOST);
    body::kept(
        each.flat_map(|node| blocks::paragraphs(&node.html()))
            .collect(),
    )
}
