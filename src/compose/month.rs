//! The best of a month, for readers who want no more than that: from what its editions chose, in the order in which they
//! did.

use std::collections::HashSet;

use super::{
    arrange::{label, rule_of, unnamed},
    subject::{self, Names},
};
use crate::{
    config::EditionRules,
    edition::{Block, Composition},
    piece::Piece,
};

/// A piece, how far up it stood, and under which heading.
struct Ranked<'a> {
    rank: usize,
    piece: &'a Piece,
    heading: String,
}

/// The best of a month from its editions, the newest first: their leads, then the first of each section, then the second,
/// up to `edition.max_pieces`. Events and promos are the newest edition's. None where there is nothing.
pub fn month(
    editions: &[&Composition],
    rules: &EditionRules,
    names: &Names<'_>,
    heading: &str,
) -> Option<Composition> {
    let mut ranked: Vec<Ranked<'_>> = editions
        .iter()
        .flat_map(|edition| edition.blocks.iter())
        .flat_map(|block| ranked(block, rules, names))
        .collect();
    // The sort is stable: of the same rank the newest edition's come first.
    ranked.sort_by_key(|ranked| ranked.rank);
    let mut seen = HashSet::new();
    ranked.retain(|ranked| seen.insert(&ranked.piece.url));
    ranked.truncate(rules.max_pieces);
    let mut best = ranked.into_iter();
    let lead = best.next()?;
    let mut blocks = vec![Block::Lead {
        piece: Box::new(lead.piece.clone()),
    }];
    blocks.extend(sections(best, rules));
    let shared = editions
        .first()
        .into_iter()
        .flat_map(|edition| &edition.blocks);
    for block in shared {
        match block {
            Block::Events { .. } => blocks.insert(0, block.clone()),
            Block::Promo { .. } => blocks.push(block.clone()),
            _ => {}
        }
    }
    let lines = subject::of_month(names, heading, &blocks);
    Some(Composition {
        subject: lines.subject,
        preheader: lines.preheader,
        blocks,
        heading: Some(heading.to_owned()),
        note: None,
        reasons: Vec::new(),
        printed: None,
        problems: Vec::new(),
    })
}

fn ranked<'a>(
    block: &'a Block,
    rules: &'a EditionRules,
    names: &'a Names<'_>,
) -> impl Iterator<Item = Ranked<'a>> {
    let (first, pieces) = match block {
        Block::Lead { piece } => (0, std::slice::from_ref(piece.as_ref())),
        Block::Section { pieces, .. } => (1, pieces.as_slice()),
        _ => (0, &[][..]),
    };
    pieces.iter().enumerate().map(move |(at, piece)| Ranked {
        rank: first + at,
        piece,
        heading: match block {
            Block::Section { title, .. } => title.clone(),
            _ => heading(piece, rules, names),
        },
    })
}

/// What a lead would have stood under.
fn heading(piece: &Piece, rules: &EditionRules, names: &Names<'_>) -> String {
    match label(piece) {
        Some(label) => match rule_of(rules, label) {
            Some(at) => rules.sections[at].name.clone(),
            None => label.trim().to_owned(),
        },
        None => unnamed(names.publication, names.language),
    }
}

/// The pieces under their headings: those of the configuration in its order, then others as they come.
fn sections<'a>(
    pieces: impl Iterator<Item = Ranked<'a>>,
    rules: &EditionRules,
) -> impl Iterator<Item = Block> {
    let mut sections: Vec<(String, Vec<Piece>)> = Vec::new();
    for Ranked { piece, heading, .. } in pieces {
        match sections.iter_mut().find(|(title, _)| *title == heading) {
            Some((_, pieces)) => pieces.push(piece.clone()),
            None => sections.push((heading, vec![piece.clone()])),
        }
    }
    sections.sort_by_key(|(title, _)| rule_of(rules, title).unwrap_or(usize::MAX));
    let block = |(title, pieces)| Block::Section { title, pieces };
    sections.into_iter().map(block)
}
