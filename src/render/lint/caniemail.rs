//! What mail programs make of the finished HTML, by the data of caniemail.com.
//!
//! `data.tsv` is a compact extract of them (with its licence in `NOTICE`); `caniemail/extract.py` makes it anew, and
//! says how at its top. [`used`] reads which features the HTML uses, [`fallback`] knows what stands in for each where a
//! program lacks it. A feature that some program lacks is a note where something stands in for it, and a warning where
//! nothing does; one that is known everywhere, but somewhere only in part, is a note.

mod beside;
mod fallback;
mod used;

use std::{collections::BTreeMap, sync::LazyLock};

use self::beside::Element;
use super::{Findings, Level, Support, page::Page};

pub(super) use self::used::Used;

/// Clients named in a sentence; `--json` has them all.
const NAMED: usize = 6;

/// The extract.
struct Data {
    clients: Vec<&'static str>,
    features: Vec<Feature>,
}

/// What is known of one feature.
struct Feature {
    /// Its name in caniemail's addresses.
    slug: &'static str,
    /// What it is found by.
    keys: Vec<&'static str>,
    title: &'static str,
    /// A letter for each client: y(es), n(o), a(lmost), - for unknown.
    support: &'static str,
}

static DATA: LazyLock<Data> = LazyLock::new(|| read(include_str!("caniemail/data.tsv")));

fn read(table: &'static str) -> Data {
    let mut lines = table.lines().filter(|line| !line.starts_with('#'));
    let clients = lines.next().unwrap_or_default().split('\t').collect();
    let feature = |line: &'static str| {
        let mut fields = line.split('\t');
        Some(Feature {
            slug: fields.next()?,
            keys: fields.next()?.split(' ').collect(),
            title: fields.next()?,
            support: fields.next()?,
        })
    };
    Data {
        clients,
        features: lines.filter_map(feature).collect(),
    }
}

impl Data {
    fn clients_with(&self, feature: &Feature, letter: char) -> Vec<&'static str> {
        let clients = self.clients.iter().zip(feature.support.chars());
        let those = clients.filter(|(_, known)| *known == letter);
        those.map(|(client, _)| *client).collect()
    }
}

pub(super) fn check(page: &Page, findings: &mut Findings) {
    let used = Used::by(page);
    let elements = Element::of(page);
    for feature in &DATA.features {
        let keys = feature.keys.iter();
        if let Some(place) = keys.filter_map(|key| used.place(key)).min() {
            let fallback = fallback::of(feature.slug, place, page, &elements, &used);
            judge(feature, fallback, &used, findings);
        }
    }
}

fn judge(feature: &Feature, fallback: Option<&'static str>, used: &Used, findings: &mut Findings) {
    let lacking = DATA.clients_with(feature, 'n');
    let partly = DATA.clients_with(feature, 'a');
    if lacking.is_empty() && (partly.is_empty() || fallback::is_spared(feature.slug, used)) {
        return;
    }
    let (level, advice) = match fallback {
        Some(why) => (Level::Note, why.to_owned()),
        None => {
            let level = if lacking.is_empty() {
                Level::Note
            } else {
                Level::Warning
            };
            let advice = format!(
                "put something beside it that they know, or leave it out: https://www.caniemail.com/features/{}/",
                feature.slug
            );
            (level, advice)
        }
    };
    let message = if lacking.is_empty() {
        format!("{} in part only: {}", feature.title, families(&partly))
    } else {
        format!("{} is lacking in {}", feature.title, families(&lacking))
    };
    let owned = |clients: Vec<&str>| clients.into_iter().map(str::to_owned).collect();
    findings.support(
        level,
        message,
        advice,
        Support {
            feature: feature.slug.to_owned(),
            clients: owned(lacking),
            partly: owned(partly),
            fallback: fallback.map(str::to_owned),
        },
    );
}

/// `Gmail, Outlook (Windows, macOS) and 4 more`: a family once, without its platforms where it is all of them.
fn families(clients: &[&str]) -> String {
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for client in &DATA.clients {
        *all.entry(client.split(" (").next().unwrap_or(client))
            .or_default() += 1;
    }
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for client in clients {
        let (family, platform) = client.split_once(" (").unwrap_or((client, ""));
        let platform = platform.trim_end_matches(')');
        match found.iter_mut().find(|(known, _)| *known == family) {
            Some((_, platforms)) => platforms.push(platform),
            None => found.push((family, vec![platform])),
        }
    }
    // The programs that most people read with come first.
    let rank = |family: &str| {
        let order = [
            "Gmail",
            "Apple Mail",
            "Outlook",
            "Yahoo! Mail",
            "Samsung Email",
            "Thunderbird",
        ];
        order
            .iter()
            .position(|known| *known == family)
            .unwrap_or(order.len())
    };
    found.sort_by_key(|(family, _)| rank(family));
    let words = found.iter().map(|(family, platforms)| {
        if all.get(family) == Some(&platforms.len()) {
            (*family).to_owned()
        } else {
            format!("{family} ({})", platforms.join(", "))
        }
    });
    let named: Vec<_> = words.take(NAMED).collect();
    match found.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extract_is_whole() {
        assert!(DATA.features.len() > 290, "{}", DATA.features.len());
        for feature in &DATA.features {
            assert_eq!(
                feature.support.len(),
                DATA.clients.len(),
                "{}",
                feature.slug
            );
            assert!(
                feature
                    .support
                    .chars()
                    .all(|letter| "yna-".contains(letter))
            );
        }
    }

    #[test]
    fn families_are_named_once() {
        let all: Vec<_> = DATA
            .clients
            .iter()
            .copied()
            .filter(|client| client.starts_with("Gmail"))
            .collect();
        let mut some = vec!["AOL (iOS)"];
        some.extend(&all);
        assert_eq!(families(&some), "Gmail, AOL (iOS)");
    }
}
