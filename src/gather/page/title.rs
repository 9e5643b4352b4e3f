//! The headline: what machines are told, checked against what readers see.

use super::{
    super::text,
    linked::Linked,
    markup::Seen,
    meta::{self, Meta},
};

/// What stands between a headline and the name of the site.
const JOINTS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ",
];

/// The headline. Data for machines often carries the site's name; the h1 that it begins or ends with is
/// the headline itself. Where there is none, the site's name is cut off.
pub(super) fn choose(linked: &Linked, meta: &Meta, seen: &Seen) -> Option<String> {
    let told = [
        linked.headline.as_deref(),
        meta.get(meta::TITLE),
        seen.head_title.as_deref(),
    ];
    let told = told
        .into_iter()
        .flatten()
        .map(text::from_maybe_html)
        .find(|title| !title.is_empty());
    let Some(told) = told else {
        return seen.headlines.first().cloned();
    };
    let folded = text::folded(&told);
    // The site's own name is often an h1 too, and the title ends with it: the longer one is the headline.
    let matching = seen.headlines.iter().filter(|h1| {
        let h1 = text::folded(h1);
        h1.chars().count() >= 4 && (folded.starts_with(&h1) || folded.ends_with(&h1))
    });
    let shown = matching.max_by_key(|h1| h1.chars().count());
    Some(match shown {
        Some(h1) => h1.clone(),
        None => without_site(&told, meta.get(meta::SITE)),
    })
}

fn without_site(title: &str, site: Option<&str>) -> String {
    let cut = JOINTS
        .iter()
        .filter_map(|joint| title.rfind(joint).map(|at| (at, joint.len())))
        .max();
    let Some((at, joint)) = cut else {
        return title.to_owned();
    };
    let (head, tail) = (title[..at].trim(), title[at + joint..].trim());
    let is_site = match site {
        Some(site) => text::folded(tail) == text::folded(site),
        // Unnamed, a site's name is short beside a headline.
        None => {
            text::words(tail) <= 4
                && text::words(head) >= 3
                && text::words(head) > text::words(tail)
        }
    };
    if is_site {
        head.to_owned()
    } else {
        title.to_owned()
    }
}
