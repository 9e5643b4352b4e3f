//! Headlines below the teasers: "in case you missed it", and "elsewhere".

use std::collections::HashMap;

use super::Arranged;
use crate::{
    compose::{judge::Candidate, score::Weighed},
    config::EditionRules,
    edition::{Block, Verdict},
};

/// What found no room as a teaser: headlines, best first, as many as there may be.
pub(super) fn place(
    arranged: &mut Arranged,
    rules: &EditionRules,
    weighed: &[Weighed<'_>],
    mut rest: Vec<(Candidate<'_>, String)>,
) {
    let urls = weighed.iter().map(|weighed| &weighed.candidate.piece.url);
    let rank: HashMap<_, _> = urls.zip(0..).collect();
    rest.sort_by_key(|(candidate, _)| (!candidate.wish().is_in(), rank.get(&candidate.piece.url)));
    let pinned = rest
        .iter()
        .filter(|(candidate, _)| candidate.wish().is_in())
        .count();
    let left = rest.split_off(rest.len().min(rules.icymi.max(pinned)));
    for (candidate, why) in &rest {
        arranged
            .reasons
            .push(candidate.placed(&format!("in case you missed it: {why}")));
    }
    for (candidate, why) in &left {
        let why = format!(
            "no room: {why}, and so is \"in case you missed it\" (icymi = {})",
            rules.icymi
        );
        arranged.reasons.push(candidate.reason(Verdict::Out, &why));
    }
    if !rest.is_empty() {
        let pieces = rest
            .into_iter()
            .map(|(candidate, _)| candidate.piece.clone())
            .collect();
        arranged.blocks.push(Block::Icymi { pieces });
    }
}

/// Pieces that ran in other outlets, as many as there may be.
pub(super) fn place_elsewhere(
    arranged: &mut Arranged,
    rules: &EditionRules,
    elsewhere: &[Candidate<'_>],
) {
    let mut elsewhere = elsewhere.to_vec();
    elsewhere.sort_by_key(|candidate| !candidate.wish().is_in());
    let pinned = elsewhere
        .iter()
        .filter(|candidate| candidate.wish().is_in())
        .count();
    let most = rules.elsewhere.max(pinned);
    let (shown, left) = elsewhere.split_at(elsewhere.len().min(most));
    for candidate in shown {
        let outlet = candidate
            .piece
            .outlet
            .as_deref()
            .unwrap_or("another outlet");
        arranged
            .reasons
            .push(candidate.placed(&format!("elsewhere: ran in {outlet}")));
    }
    for candidate in left {
        let why = format!(
            "no room: \"elsewhere\" is full (elsewhere = {})",
            rules.elsewhere
        );
        arranged.reasons.push(candidate.reason(Verdict::Out, &why));
    }
    if !shown.is_empty() {
        let pieces = shown
            .iter()
            .map(|candidate| candidate.piece.clone())
            .collect();
        arranged.blocks.push(Block::Elsewhere { pieces });
    }
}
