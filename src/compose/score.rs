//! How much a piece weighs, and which of them leads.

use std::cmp::Ordering;

use super::{Request, judge::Candidate};
use crate::{
    config::{EditionRules, LeadRule},
    piece::Piece,
};

/// Words from which on a piece counts as long.
const LONG: f64 = 1_500.0;

/// A candidate with its weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed<'a> {
    pub(super) candidate: Candidate<'a>,
    pub(super) weight: f64,
}

/// Weighs the candidates, heaviest first.
///
/// `source weight * section weight * author weight * (1 + freshness + length + 0.5 for a credited photo + 0.25 for a dek)`, freshness running
/// from 0 at the window's start to 1 at its end, length from 0 to 1 at 1,500 words. What nobody dates is not fresh: when it
/// was gathered says little about when it came out.
pub(super) fn weigh<'a>(request: &Request<'_>, candidates: &[Candidate<'a>]) -> Vec<Weighed<'a>> {
    let mut weighed: Vec<Weighed<'a>> = candidates
        .iter()
        .map(|candidate| Weighed {
            candidate: *candidate,
            weight: weight(request, candidate),
        })
        .collect();
    weighed.sort_by(heavier);
    weighed
}

/// Heaviest first; of two that weigh the same the newer, then by URL, so that there is always an order. What has no date is
/// newer than nothing.
pub(super) fn heavier(one: &Weighed<'_>, other: &Weighed<'_>) -> Ordering {
    other
        .weight
        .total_cmp(&one.weight)
        .then_with(|| newer(one, other))
}

fn newer(one: &Weighed<'_>, other: &Weighed<'_>) -> Ordering {
    let (one, other) = (&one.candidate, &other.candidate);
    let is_dateless = |candidate: &Candidate<'_>| candidate.piece.published.is_none();
    is_dateless(one)
        .cmp(&is_dateless(other))
        .then_with(|| other.moment.cmp(&one.moment))
        .then_with(|| one.piece.url.as_str().cmp(other.piece.url.as_str()))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of a window and words of a piece are far below 2^52"
)]
fn weight(request: &Request<'_>, candidate: &Candidate<'_>) -> f64 {
    let piece = candidate.piece;
    let source = request
        .sources
        .iter()
        .find(|source| source.name == piece.source);
    let length = (request.window.to - request.window.from)
        .num_seconds()
        .max(1) as f64;
    let age = (candidate.moment - request.window.from).num_seconds() as f64;
    let freshness = match piece.published {
        Some(_) => (age / length).clamp(0.0, 1.0),
        None => 0.0,
    };
    let words = (f64::from(piece.words.unwrap_or(0)) / LONG).min(1.0);
    let credited = piece
        .image
        .as_ref()
        .is_some_and(|image| image.credit.is_some());
    let photo = if credited { 0.5 } else { 0.0 };
    let dek = if piece.dek.is_some() { 0.25 } else { 0.0 };
    let source = source.map_or(1.0, |source| source.weight);
    let section = section_weight(request.rules, piece);
    source * section * author_weight(request.rules, piece) * (1.0 + freshness + words + photo + dek)
}

/// The weight of the piece's section, as `[[edition.sections]]` has it.
fn section_weight(rules: &EditionRules, piece: &Piece) -> f64 {
    super::arrange::label(piece)
        .and_then(|label| super::arrange::rule_of(rules, label))
        .map_or(1.0, |at| rules.sections[at].weight)
}

/// The weight of the heaviest of the piece's authors that `[edition.authors]` names.
fn author_weight(rules: &EditionRules, piece: &Piece) -> f64 {
    let named = piece.authors.iter().filter_map(|author| {
        let name = author.name.trim().to_lowercase();
        let rule = rules
            .authors
            .iter()
            .find(|rule| rule.name.to_lowercase() == name);
        rule.map(|rule| rule.weight)
    });
    named.max_by(f64::total_cmp).unwrap_or(1.0)
}

/// The index of the lead among the weighed ones that may be teasers at all. A piece without a teaser text leads
/// only if none has one, and one without a date only if none of the others has one: it may be years old.
pub(super) fn lead(
    rule: LeadRule,
    weighed: &[Weighed<'_>],
    teased: impl Fn(&Weighed<'_>) -> bool,
) -> Option<usize> {
    let order = |one: &Weighed<'_>, other: &Weighed<'_>| match rule {
        LeadRule::Newest => newer(one, other),
        LeadRule::Longest => {
            let words = |weighed: &Weighed<'_>| weighed.candidate.piece.words.unwrap_or(0);
            words(other)
                .cmp(&words(one))
                .then_with(|| heavier(one, other))
        }
        LeadRule::Weighted => heavier(one, other),
    };
    let last = |weighed: &Weighed<'_>| {
        let piece = weighed.candidate.piece;
        (piece.teaser.is_empty(), piece.published.is_none())
    };
    let eligible = (0..weighed.len()).filter(|at| teased(&weighed[*at]));
    eligible.min_by(|one, other| {
        let (one, other) = (&weighed[*one], &weighed[*other]);
        last(one).cmp(&last(other)).then_with(|| order(one, other))
    })
}
