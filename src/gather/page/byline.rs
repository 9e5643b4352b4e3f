//! Who wrote a piece: where bylines are, and the titles beside their names. What is a name in one is for `names`.

mod names;

use dom_query::{Document, NodeRef, Selection};

use super::{
    super::text,
    linked::Linked,
    markup::{Seen, spaced_text},
    meta::{self, Meta},
};
use crate::piece::Author;

pub(super) use names::names;

const NAMES: &str = "[itemprop=name], .name, .author-name, .byline-name, .author__name, .byline__name, .fn, [rel~=author], .author-link, a";
const TITLES: &str = "[itemprop=jobTitle], .title, .role, .job-title, .author-title, .author-role, .byline-title, .author__title, .author__role, .byline__title, .byline-role, .position, .author-position, .affiliation";
const PLACES: &[&str] = &[
    "[itemprop=author]",
    ".byline .author",
    ".authors .author",
    ".author-item",
    ".byline",
    ".article-byline",
    ".post-byline",
    ".entry-byline",
    ".article__byline",
    ".story-byline",
    ".author-byline",
    "a[rel~=author]",
    "[rel~=author]",
    ".post-author",
    ".entry-author",
    ".article-author",
    ".article__author",
    ".author-name",
    ".author",
    ".pencraft.profile-hover-card-target",
    ".gh-article-author-name",
    ".blog-author-name",
    ".field--name-field-author",
    ".field--name-uid",
    ".social-author__name",
    "[class*=byline]",
    "[class*=Byline]",
    "[class*=author-name]",
    "[class*=authorName]",
    "[class*=AuthorName]",
    "[data-testid*=byline]",
    "[data-test*=byline]",
];

/// More authors than this are a list of something else.
const MOST: usize = 12;

/// The byline: where the data for machines lacks titles, those of the visible one of the same name.
pub(super) fn choose(linked: &Linked, meta: &Meta, seen: &Seen) -> Vec<Author> {
    let site = meta.get(meta::SITE).map(text::folded).unwrap_or_default();
    let told: Vec<Author> = meta::AUTHOR
        .iter()
        .map(|key| meta.all(&[key]).iter().flat_map(|name| names(name)))
        .map(|names| names.map(|name| Author { name, title: None }))
        .map(Iterator::collect::<Vec<_>>)
        .find(|authors| !authors.is_empty())
        .unwrap_or_default();
    let mut chosen = [&linked.authors, &told, &seen.authors]
        .into_iter()
        .map(|authors| {
            let own = |author: &&Author| site.is_empty() || text::folded(&author.name) != site;
            authors.iter().filter(own).cloned().collect::<Vec<_>>()
        })
        .find(|authors| !authors.is_empty())
        // Where the site names itself as the author, and nobody else, that is the byline.
        .unwrap_or_else(|| told.clone());
    for author in &mut chosen {
        // "Author" says nothing that standing in the byline does not.
        author.title = author
            .title
            .take()
            .filter(|title| !["author", "authors", "by"].contains(&title.to_lowercase().as_str()));
    }
    for author in chosen.iter_mut().filter(|author| author.title.is_none()) {
        let same = |other: &&Author| text::folded(&other.name) == text::folded(&author.name);
        author.title = seen
            .authors
            .iter()
            .find(same)
            .and_then(|other| other.title.clone());
    }
    dedup(chosen)
}

pub(super) fn dedup(mut authors: Vec<Author>) -> Vec<Author> {
    let mut known = std::collections::HashSet::new();
    authors.retain(|author| known.insert(text::folded(&author.name)));
    authors.truncate(MOST);
    authors
}

/// The visible byline.
pub(super) fn seen(dom: &Document) -> Vec<Author> {
    let found = PLACES.iter().find_map(|place| {
        let nodes = dom.select(place);
        let authors: Vec<Author> = nodes.nodes().iter().take(MOST).flat_map(author).collect();
        (!authors.is_empty()).then_some(authors)
    });
    dedup(found.unwrap_or_default())
}

pub(super) fn author(node: &NodeRef<'_>) -> Vec<Author> {
    let inside = Selection::from(*node);
    let title = inside
        .select(TITLES)
        .nodes()
        .first()
        .and_then(spaced_text)
        .filter(|title| title.chars().count() <= 120);
    let marked: Vec<String> = inside
        .select(NAMES)
        .nodes()
        .iter()
        .take(MOST)
        .filter_map(spaced_text)
        .filter(|name| Some(name) != title.as_ref())
        .flat_map(|name| names(&name))
        .collect();
    let names = if marked.is_empty() {
        let whole = spaced_text(node)
            .filter(|text| text.chars().count() <= 200)
            .unwrap_or_default();
        let whole = title
            .as_deref()
            .map_or(whole.clone(), |title| whole.replace(title, " "));
        names(&whole)
    } else {
        marked
    };
    let mut authors: Vec<Author> = names
        .into_iter()
        .map(|name| Author { name, title: None })
        .collect();
    if let [only] = authors.as_mut_slice() {
        only.title = title
            .map(|title| {
                title
                    .trim_matches([',', '|', '–', '—', ' ', '·'])
                    .to_owned()
            })
            .filter(|title| !title.is_empty());
    }
    authors
}
