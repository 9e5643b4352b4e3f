//! Who wrote a piece: names out of bylines, and the titles beside them.

use dom_query::{Document, NodeRef, Selection};

use super::{
    super::text,
    linked::Linked,
    markup::{Seen, spaced_text},
    meta::{self, Meta},
};
use crate::piece::Author;

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

/// The names in a byline like "By Ana Lyst and Bo Reporter, Staff Writer".
pub(super) fn names(byline: &str) -> Vec<String> {
    let byline = without_brackets(&text::from_maybe_html(byline));
    let mut found = Vec::new();
    for part in without_by(&byline).split([';', '|', '·', '•', ',', '、']) {
        for part in AND.iter().fold(vec![part], |parts, and| {
            parts
                .into_iter()
                .flat_map(|part| people(part, and))
                .collect()
        }) {
            let name = until_date(without_by(part));
            if is_name(name) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

/// What stands between two names.
const AND: &[&str] = &[
    " and ",
    " & ",
    " und ",
    " et ",
    " y ",
    " e ",
    " en ",
    " och ",
    " og ",
    " i ",
    " и ",
    " with ",
    " mit ",
    " avec ",
    " con ",
    " edited by ",
    " Edited by ",
];

/// The two sides of an "and", where both can be people: "Salt & Water" is one name.
fn people<'a>(part: &'a str, and: &str) -> Vec<&'a str> {
    let sides: Vec<&str> = part.split(and).map(str::trim).collect();
    let person = |side: &&str| {
        let side = without_by(side);
        side.chars().count() > 1 && side.starts_with(|c: char| !c.is_lowercase())
    };
    let full = |side: &&str| without_by(side).split_whitespace().count() > 1;
    if sides.iter().all(person) && sides.iter().any(full) {
        sides
    } else {
        vec![part]
    }
}

/// "Ana Lyst (The River)" and `Ana Lyst [staff]` without what is in brackets.
fn without_brackets(byline: &str) -> String {
    let mut depth = 0_usize;
    byline
        .chars()
        .filter(|c| match c {
            '(' | '[' | '（' => {
                depth += 1;
                false
            }
            ')' | ']' | '）' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// "Ana Lyst March 25" and "Ana Lyst 3 hours ago" without the date.
fn until_date(part: &str) -> &str {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let mut words = part.match_indices(' ').filter(|(at, _)| {
        let next = part[at + 1..].split(' ').next().unwrap_or_default();
        let digits = next.starts_with(|c: char| c.is_ascii_digit());
        digits
            || (MONTHS.contains(&next.to_lowercase().as_str())
                && part.contains(|c: char| c.is_ascii_digit()))
    });
    match words.next() {
        Some((at, _)) => part[..at].trim(),
        None => part.trim(),
    }
}

fn without_by(text: &str) -> &str {
    let text = text.trim();
    for by in [
        "by: ",
        "by ",
        "written by ",
        "von ",
        "par ",
        "por ",
        "author: ",
        "words by ",
        "story by ",
        "posted by ",
        "reported by ",
        "text: ",
        "text von ",
        "door ",
        "af ",
        "av ",
        "autor: ",
        "autorin: ",
        "auteur : ",
        "and ",
    ] {
        if let Some(start) = text
            .get(..by.len())
            .filter(|start| start.eq_ignore_ascii_case(by))
        {
            return without_by(&text[start.len()..]);
        }
    }
    text
}

/// Whether a text can be a name: a few words with capitals, no address, no role, no date.
fn is_name(name: &str) -> bool {
    const ROLES: &[&str] = &[
        "writer",
        "reporter",
        "editor",
        "correspondent",
        "columnist",
        "contributor",
        "admin",
        "administrator",
        "author",
        "fellow",
        "analyst",
        "staff writer",
        "senior editor",
        "staff reporter",
        "contributing writer",
        "phd",
        "ph.d.",
        "jr.",
        "sr.",
        "md",
        "m.d.",
        "published",
        "updated",
        "follow",
        "share",
        "by",
        "view all posts",
        "twitter",
        "facebook",
        "email",
        "more",
        "see all",
        "bio",
        "guest author",
        "home",
    ];
    let lower = name.to_lowercase();
    let words = name.split_whitespace().count();
    (1..=6).contains(&words)
        && (2..=60).contains(&name.chars().count())
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['@', '/', '<', '>', '{', '#', '=', '?', '!'])
        && !name.chars().any(|c| c.is_ascii_digit())
        && !lower.starts_with("http")
        && !lower.ends_with(".com")
        && !["print ", "follow ", "share ", "view ", "edited ", "read "]
            .iter()
            .any(|verb| lower.starts_with(verb))
        && !ROLES.contains(&lower.as_str())
        && !ROLES
            .iter()
            .any(|role| words > 1 && role.len() > 5 && lower.ends_with(&format!(" {role}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_bylines() {
        assert_eq!(
            names("By Ana Lyst and Bo Baker, Staff Writer"),
            ["Ana Lyst", "Bo Baker"]
        );
        assert_eq!(names("BY ANA LYST"), ["ANA LYST"]);
        assert_eq!(names("Ana Lyst & Bo O’Neil"), ["Ana Lyst", "Bo O’Neil"]);
        for (byline, one) in [
            ("Salt & Water", "Salt & Water"),
            ("Mac & i", "Mac & i"),
            ("Ana Lyst (https://river.example/ana/)", "Ana Lyst"),
            ("By Ana Lyst March 25, 2015", "Ana Lyst"),
            ("Ana Lyst 3 hours ago", "Ana Lyst"),
            ("von Ana Lyst", "Ana Lyst"),
            ("Par Ana Lyst", "Ana Lyst"),
        ] {
            assert_eq!(names(byline), [one], "{byline}");
        }
        assert_eq!(names("Ana Lyst et Bo Baker"), ["Ana Lyst", "Bo Baker"]);
        for nobody in [
            "https://example.org/author/x",
            "admin",
            "12 min",
            "a@example.org",
            "",
        ] {
            assert_eq!(names(nobody), Vec::<String>::new(), "{nobody}");
        }
    }
}
