//! What a section is called: sites write one section in several ways ("culture", "Culture"), and an edition in one.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use chrono::{DateTime, Utc};

use super::arrange::{label, rule_of};
use crate::{
    config::EditionRules,
    piece::{Piece, StoredPiece},
};

/// A section's name as far as it counts for whether two are the same.
pub(super) fn folded(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// How often a name was written like this, and when that was first seen; the more often and then the sooner, the better.
type Standing = (usize, Reverse<DateTime<Utc>>);

/// Gives the pieces of a section one name for it: that of the configuration, or else the one that is written most often.
pub(super) fn name_alike(rules: &EditionRules, pieces: &mut [StoredPiece]) {
    let mut written: HashMap<String, BTreeMap<String, Standing>> = HashMap::new();
    for stored in pieces.iter() {
        let Some(name) = label(&stored.piece).map(str::trim) else {
            continue;
        };
        let spellings = written.entry(folded(name)).or_default();
        let (count, first) = spellings
            .entry(name.to_owned())
            .or_insert((0, Reverse(stored.first_seen)));
        *count += 1;
        *first = Reverse(first.0.min(stored.first_seen));
    }
    let configured = |name: &str| Some(rules.sections[rule_of(rules, name)?].name.clone());
    let names: HashMap<String, String> = written
        .into_iter()
        .filter_map(|(section, spellings)| {
            // Of two that stand the same the one with the capital.
            let usual = spellings
                .into_iter()
                .max_by_key(|(name, standing)| (*standing, Reverse(name.clone())));
            let (usual, _) = usual?;
            Some((section, configured(&usual).unwrap_or(usual)))
        })
        .collect();
    for stored in pieces {
        let piece = &mut stored.piece;
        let name = label(piece).and_then(|name| names.get(&folded(name)));
        if let Some(name) = name.cloned() {
            *place_of(piece) = Some(name);
        }
    }
}

/// Where the name stands that a piece is filed under.
fn place_of(piece: &mut Piece) -> &mut Option<String> {
    let has_section = piece
        .section
        .as_deref()
        .is_some_and(|name| !name.trim().is_empty());
    if has_section {
        &mut piece.section
    } else {
        &mut piece.kind
    }
}

/// The sections that there are: those of the configuration, then those of the pieces, each once.
pub fn section_names<'a>(
    rules: &'a EditionRules,
    pieces: impl Iterator<Item = &'a Piece>,
) -> Vec<&'a str> {
    let configured = rules.sections.iter().map(|rule| rule.name.as_str());
    let mut known: Vec<&str> = Vec::new();
    for name in configured.chain(pieces.filter_map(label)).map(str::trim) {
        if named(name, &known).is_none() {
            known.push(name);
        }
    }
    known
}

/// The section of this name as it is known, however it is written here.
pub fn named<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let mut known = known.iter().copied();
    known.find(|known| folded(known) == folded(name))
}

/// The section that somebody may have meant.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let alike = |known: &&str| strsim::jaro_winkler(&folded(known), &folded(name));
    let best = known
        .iter()
        .max_by(|one, other| alike(one).total_cmp(&alike(other)));
    best.filter(|best| alike(best) > 0.8).copied()
}
