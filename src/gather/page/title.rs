//! The headline: what machines are told, checked against what readers see.

use url::Url;

use super::{
    super::text,
    linked::Linked,
    markup::Seen,
    meta::{self, Meta},
};

/// What stands between a headline and the name of the site.
const JOINTS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ",
];

/// Unnamed, a site's name has no more words than this.
const SITE_WORDS: usize = 4;

/// A title and an h1 that differ in a letter or two are the same.
const ALIKE: f64 = 0.9;

/// Longer titles, in bytes, are not compared letter by letter.
const LONGEST: usize = 400;

/// The headline. Data for machines often carries the site's name; the h1 that it begins or ends with is
/// the headline itself. Where there is none, the site's name is cut off.
pub(super) fn choose(linked: &Linked, meta: &Meta, seen: &Seen, url: &Url) -> Option<String> {
    let told: Vec<String> = [
        linked.headline.as_deref(),
        linked.name.as_deref(),
        meta.get(meta::TITLE),
        seen.marked_headline.as_deref(),
        seen.head_title.as_deref(),
    ]
    .into_iter()
    .flatten()
    .map(text::from_maybe_html)
    .filter(|title| !title.is_empty())
    .collect();
    let site = Site {
        name: meta.get(meta::SITE).map(text::folded),
        host: url.host_str().map(text::folded).unwrap_or_default(),
    };
    let Some(first) = told.first() else {
        let headline = seen.headlines.iter().find(|h1| !site.is(h1));
        return headline.or(seen.headlines.first()).cloned();
    };
    // Of several titles that one is meant which readers see.
    told.iter()
        .find_map(|told| agreed(told, seen, &site))
        .or_else(|| alone(&told, seen, &site))
        .or_else(|| Some(without_site(first, seen, &site)))
}

/// The only h1, where nothing is told but a title of the window that is as short as a site's name, and has no word of it.
fn alone(told: &[String], seen: &Seen, site: &Site) -> Option<String> {
    let ([window], [h1]) = (told, seen.headlines.as_slice()) else {
        return None;
    };
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(text::folded).collect() };
    let (named, said) = (words(window), words(h1));
    let fits = named.len() <= SITE_WORDS
        && said.len() > named.len() + 1
        && said.iter().all(|word| !named.contains(word))
        && !site.is(h1);
    fits.then(|| h1.clone())
}

/// The title as an h1 has it, or with more behind that belongs to it; none where no h1 agrees with it.
fn agreed(told: &str, seen: &Seen, site: &Site) -> Option<String> {
    if let Some(h1) = shown(told, seen, site) {
        return Some(h1.to_owned());
    }
    let folded = text::folded(told);
    let alike = |h1: &String| strsim::normalized_levenshtein(&text::folded(h1), &folded) > ALIKE;
    if told.len() < LONGEST && seen.headlines.iter().any(alike) {
        return Some(told.to_owned());
    }
    let begins = |h1: &&String| {
        let h1_folded = text::folded(h1);
        h1_folded.chars().count() >= 4 && !site.is(h1) && folded.starts_with(&h1_folded)
    };
    seen.headlines
        .iter()
        .find(begins)
        .map(|_| without_site(told, seen, site))
}

/// The h1 that is the told title but for the name of the site.
fn shown<'a>(told: &str, seen: &'a Seen, site: &Site) -> Option<&'a str> {
    let folded = text::folded(told);
    let matching = seen.headlines.iter().filter(|h1| {
        let h1_folded = text::folded(h1);
        let length = h1_folded.chars().count();
        if length < 4 || (site.is(h1) && h1_folded != folded) {
            return false;
        }
        match folded.strip_prefix(&h1_folded) {
            // A second half that is more than a name belongs to the headline.
            Some(rest) => rest.is_empty() || site.is_tail(told, h1),
            // What a title ends with is as often the site's name, which is shorter than a headline.
            None => folded.ends_with(&h1_folded) && length * 2 > folded.chars().count(),
        }
    });
    // The site's own name is often an h1 too: the longer one is the headline.
    matching
        .max_by_key(|h1| h1.chars().count())
        .map(String::as_str)
}

/// What is known of the site's name.
struct Site {
    /// As the page gives it, folded.
    name: Option<String>,
    /// The host, folded.
    host: String,
}

impl Site {
    /// Whether a text is the site's name, or a good part of it ("Washington Post", "The Washington Post").
    fn is(&self, text: &str) -> bool {
        let folded = text::folded(text);
        if folded.chars().count() < 2 {
            return false;
        }
        let named = self.name.as_deref().is_some_and(|name| {
            name == folded
                || (folded.len() > 3 && name.contains(&folded))
                || (name.len() > 3 && folded.contains(name) && folded.len() < name.len() * 2)
        });
        named || (folded.len() > 3 && self.host.contains(&folded))
    }

    /// Whether what follows a headline in a title is the site's name, perhaps after that of a section.
    fn is_tail(&self, told: &str, headline: &str) -> bool {
        let tail = JOINTS
            .iter()
            .filter_map(|joint| told.rfind(joint).map(|at| &told[at + joint.len()..]))
            .min_by_key(|tail| tail.len());
        match tail {
            Some(tail) if self.is(tail) => true,
            _ => {
                let words = text::words(told).saturating_sub(text::words(headline));
                self.name.is_none() && words <= SITE_WORDS
            }
        }
    }
}

/// What follows the site's whole name in a title.
fn after_site<'a>(title: &'a str, site: &Site) -> Option<&'a str> {
    let name = site.name.as_deref()?;
    let mut joints = JOINTS.iter().chain(&[": "]);
    joints.find_map(|joint| {
        let (head, rest) = title.split_once(joint)?;
        (text::folded(head) == name && text::words(rest) > 1).then(|| rest.trim())
    })
}

fn without_site(title: &str, seen: &Seen, site: &Site) -> String {
    if let Some(rest) = after_site(title, site) {
        return rest.to_owned();
    }
    let cut = JOINTS
        .iter()
        .filter_map(|joint| title.rfind(joint).map(|at| (at, joint.len())))
        .max();
    let Some((at, joint)) = cut else {
        return title.to_owned();
    };
    let (head, tail) = (title[..at].trim(), title[at + joint..].trim());
    let is_site = site.is(tail)
        // Unnamed, a site's name is short beside a headline.
        || (site.name.is_none()
            && text::words(tail) <= SITE_WORDS
            && text::words(head) >= 3
            && text::words(head) > text::words(tail));
    // What an h1 says, too, with more around it, is part of the headline.
    let folded = text::folded(tail);
    let in_headline = seen.headlines.iter().any(|h1| {
        let h1 = text::folded(h1);
        h1.contains(&folded) && h1.len() > folded.len() * 3 / 2
    });
    if is_site && !in_headline {
        head.to_owned()
    } else {
        title.to_owned()
    }
}
