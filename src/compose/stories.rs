//! Which pieces tell the same story: those of one headline, looked at closely, and copies that are noted as such.
//!
//! By headline first, because every piece with every other is more than a list of thousands can afford.

use std::collections::HashMap;

use chrono::TimeDelta;
use url::Url;

use super::judge::moment;
use crate::piece::StoredPiece;

/// A list of pieces, with ways from each to those that may tell its story.
pub(super) struct Stories<'a> {
    pieces: &'a [&'a StoredPiece],
    by_title: HashMap<String, Vec<usize>>,
    titles: Vec<String>,
    by_url: HashMap<&'a Url, usize>,
    /// For the address of a copy, the pieces that name it.
    homes: HashMap<&'a Url, Vec<usize>>,
}

impl<'a> Stories<'a> {
    pub(super) fn of(pieces: &'a [&'a StoredPiece]) -> Self {
        let titles: Vec<String> = pieces
            .iter()
            .map(|stored| folded(&stored.piece.title))
            .collect();
        let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
        let mut homes: HashMap<&Url, Vec<usize>> = HashMap::new();
        for (at, stored) in pieces.iter().enumerate() {
            by_title.entry(titles[at].clone()).or_default().push(at);
            for copy in &stored.piece.elsewhere {
                homes.entry(&copy.url).or_default().push(at);
            }
        }
        let urls = pieces.iter().enumerate();
        Self {
            by_title,
            by_url: urls.map(|(at, stored)| (&stored.piece.url, at)).collect(),
            titles,
            homes,
            pieces,
        }
    }

    /// The others that tell the same story as the piece at this place, in the order of the list.
    pub(super) fn like(&self, at: usize) -> Vec<usize> {
        let piece = &self.pieces[at].piece;
        let same_title = self
            .by_title
            .get(&self.titles[at])
            .into_iter()
            .flatten()
            .copied();
        let copies = piece
            .elsewhere
            .iter()
            .filter_map(|copy| self.by_url.get(&copy.url));
        let homes = self.homes.get(&piece.url).into_iter().flatten();
        let mut alike: Vec<usize> = same_title
            .filter(|other| begin_alike(self.pieces[at], self.pieces[*other]))
            .chain(copies.copied())
            .chain(homes.copied())
            .filter(|other| *other != at)
            .collect();
        alike.sort_unstable();
        alike.dedup();
        alike
    }
}

/// Under the same headline the same beginning. A column may keep its headline from week to week; where there is no
/// beginning to compare, only what came out within two days is the same story.
pub(super) fn begin_alike(one: &StoredPiece, other: &StoredPiece) -> bool {
    match (one.piece.teaser.first(), other.piece.teaser.first()) {
        (Some(one), Some(other)) => folded(one) == folded(other),
        _ => (moment(one) - moment(other)).abs() <= TimeDelta::days(2),
    }
}

/// A text as far as it counts for whether two are the same.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
