//! Pieces that an edition spoke of, by the addresses that they have by now.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::stories::folded;
use crate::piece::StoredPiece;

/// The addresses that an edition had for its pieces, and those that the same pieces have now: a piece whose address is
/// nobody's any more is the one that has its headline and an address that the edition did not know.
pub fn followed<'a>(
    spoken_of: impl Iterator<Item = (&'a Url, &'a str)>,
    pieces: &[StoredPiece],
) -> HashSet<Url> {
    let mut titles: HashMap<&Url, &str> = spoken_of.collect();
    let known: HashSet<Url> = titles.keys().map(|url| (*url).clone()).collect();
    for stored in pieces {
        titles.remove(&stored.piece.url);
    }
    let moved: HashSet<String> = titles.into_values().map(folded).collect();
    let has_moved = |stored: &&StoredPiece| {
        !known.contains(&stored.piece.url) && moved.contains(&folded(&stored.piece.title))
    };
    let now: Vec<Url> = pieces
        .iter()
        .filter(has_moved)
        .map(|stored| stored.piece.url.clone())
        .collect();
    known.into_iter().chain(now).collect()
}
