//! Who wrote a piece: where bylines are, and the titles beside their names. What is a name in one is for `names`.

mod bare;
mod names;
mod roles;

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef, Selection};

use super::{
    super::text,
    linked::Linked,
    markup::{Seen, spaced_text},
    meta::{self, Meta},
};
use crate::piece::Author;

pub(in super::super) use names::{authors, is_nobody};

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
    ".node__meta .username",
    ".submitted .username",
    "article footer .username",
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

/// A title is not longer, in characters, and a byline neither.
const TITLE: usize = 120;
const BYLINE: usize = 200;

/// More authors than this are a list of something else.
const MOST: usize = 12;

/// The byline: where the data for machines lacks titles, those of the visible one of the same name.
pub(super) fn choose(linked: &Linked, meta: &Meta, seen: &Seen) -> Vec<Author> {
    let site = meta.get(meta::SITE).map(text::folded).unwrap_or_default();
    let told: Vec<Author> = meta::AUTHOR
        .iter()
        .map(|key| {
            let names = meta.all(&[key]);
            let names = names.iter().map(|name| match key.starts_with("dc") {
                true => in_order(name),
                false => (*name).to_owned(),
            });
            names.flat_map(|name| authors(&name))
        })
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
    with_titles_of(&mut chosen, &seen.authors);
    dedup(chosen)
}

/// Libraries write "Lyst, Ana".
fn in_order(name: &str) -> String {
    let word = |part: &str| !part.is_empty() && !part.trim().contains(' ');
    match name.split_once(',') {
        Some((last, first)) if word(last) && word(first) => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => name.to_owned(),
    }
}

pub(in super::super) fn dedup(mut authors: Vec<Author>) -> Vec<Author> {
    let mut known = HashSet::new();
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

/// The authors that an element names. Their titles are marked behind the names, or stand there in words.
pub(super) fn author(node: &NodeRef<'_>) -> Vec<Author> {
    let (mut found, title) = marked(node);
    let whole = short_text(node).unwrap_or_default();
    if found.is_empty() {
        let names = title.as_deref().map(|title| whole.replace(title, " "));
        found = authors(names.as_deref().unwrap_or(&whole));
    }
    if let [only] = found.as_mut_slice() {
        only.title = only
            .title
            .take()
            .or_else(|| title.as_deref().and_then(tidy_title));
    }
    // A link holds the name alone; what is behind it tells more.
    let around = node.parent().as_ref().and_then(short_text);
    let mut told = authors(&whole);
    told.extend(around.iter().flat_map(|text| authors(text)));
    with_titles_of(&mut found, &told);
    found
}

/// Gives authors without a title that which they have here.
fn with_titles_of(authors: &mut [Author], told: &[Author]) {
    for author in authors.iter_mut().filter(|author| author.title.is_none()) {
        let name = text::folded(&author.name);
        author.title = told
            .iter()
            .filter(|other| text::folded(&other.name) == name)
            .find_map(|other| other.title.clone());
    }
}

/// The names and titles that have an element of their own, in the order of the page; and the title before all names.
fn marked(node: &NodeRef<'_>) -> (Vec<Author>, Option<String>) {
    let inside = Selection::from(*node);
    let titles: HashSet<NodeId> = ids(&inside.select(TITLES));
    let both = inside.select(&format!("{NAMES}, {TITLES}"));
    let mut nodes: Vec<&NodeRef<'_>> = both.nodes().iter().take(MOST * 3).collect();
    nodes.sort_by_key(|node| node.id);
    let mut found: Vec<Author> = Vec::new();
    let mut first = None;
    for node in nodes {
        let Some(said) = spaced_text(node) else {
            continue;
        };
        if !titles.contains(&node.id) {
            found.extend(authors(&said));
        } else if let Some(author) = found.last_mut() {
            author.title = author.title.take().or_else(|| tidy_title(&said));
        } else {
            first = first.or(Some(said));
        }
    }
    (found, first)
}

fn ids(selection: &Selection<'_>) -> HashSet<NodeId> {
    selection.nodes().iter().map(|node| node.id).collect()
}

fn tidy_title(said: &str) -> Option<String> {
    let title = said.trim_matches([',', '|', '–', '—', ' ', '·']);
    let fits = !title.is_empty() && title.chars().count() <= TITLE;
    fits.then(|| title.to_owned())
}

fn short_text(node: &NodeRef<'_>) -> Option<String> {
    spaced_text(node).filter(|text| text.chars().count() <= BYLINE)
}
