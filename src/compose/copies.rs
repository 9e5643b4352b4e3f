//! Copies of a piece in other outlets: told as where else it ran, never as pieces of their own.
//!
//! A copy names its original (`rel=canonical`), begins with the very same words, or has the headline in common with it, and
//! an author or the beginning. Copies stay in the list, so that each gets its reason; `judge` puts them out.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{
    judge::moment,
    stories::{begin_alike, folded},
};
use crate::piece::{Piece, PieceKey, StoredPiece, Syndication};

/// Outlets take a piece over within this time.
const WITHIN: TimeDelta = TimeDelta::days(30);

/// Notes on each piece where its copies are.
pub fn mark(pieces: &mut [StoredPiece]) {
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_opening: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_key = HashMap::new();
    for (at, stored) in pieces.iter().enumerate() {
        let title = folded(&stored.piece.title);
        by_title.entry(title).or_default().push(at);
        if let Some(opening) = stored.piece.opening() {
            by_opening.entry(opening).or_default().push(at);
        }
        by_key.insert(PieceKey::of(&stored.piece.url), at);
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for alike in by_title.values().chain(by_opening.values()) {
        for (at, one) in alike.iter().enumerate() {
            let others = alike[at + 1..].iter().map(|other| (*one, *other));
            pairs.extend(others.filter(|(one, other)| is_copied(&pieces[*one], &pieces[*other])));
        }
    }
    for (at, stored) in pieces.iter().enumerate() {
        let original = stored.piece.original.as_ref().map(PieceKey::of);
        let original = original.and_then(|key| by_key.get(&key));
        pairs.extend(original.filter(|home| **home != at).map(|home| (*home, at)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    for (one, other) in pairs {
        let (home, copy) = home_first(pieces, one, other);
        let copy = syndication(&pieces[copy].piece);
        let elsewhere = &mut pieces[home].piece.elsewhere;
        if !elsewhere.iter().any(|known| known.url == copy.url) {
            elsewhere.push(copy);
        }
    }
}

fn is_copied(one: &StoredPiece, other: &StoredPiece) -> bool {
    let shares_author = || {
        one.piece.authors.iter().any(|author| {
            let name = folded(&author.name);
            let others = &mut other.piece.authors.iter();
            others.any(|other| folded(&other.name) == name)
        })
    };
    one.piece.outlet != other.piece.outlet
        && (moment(one) - moment(other)).abs() <= WITHIN
        && (one.piece.opens_like(&other.piece) || shares_author() || begin_alike(one, other))
}

/// Ours is at home, whoever had it first; of two that ran in other outlets, the one that is no copy by its own word,
/// then the older.
fn home_first(pieces: &[StoredPiece], one: usize, other: usize) -> (usize, usize) {
    let rank = |at: usize| {
        let piece = &pieces[at].piece;
        (
            piece.outlet.is_some(),
            piece.original.is_some(),
            piece.is_undated(),
            piece.published,
        )
    };
    if rank(other) < rank(one) {
        (other, one)
    } else {
        (one, other)
    }
}

fn syndication(copy: &Piece) -> Syndication {
    let host = || copy.url.host_str().unwrap_or_default().to_owned();
    Syndication {
        outlet: copy.outlet.clone().unwrap_or_else(host),
        url: copy.url.clone(),
    }
}
