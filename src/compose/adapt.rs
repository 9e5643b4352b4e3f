//! The same edition for readers who chose some of its sections, or other words: fewer blocks, and a subject that is true
//! of them.

use super::{
    arrange::{label, unnamed},
    subject::{self, Names},
};
use crate::{
    edition::{Block, Composition},
    piece::Piece,
    preference::Sections,
};

/// The edition with these sections only, its lines in the language of `names`. None where nothing is left to read.
///
/// The lead stays where it belongs to one of the sections; where not, the best of the first takes its place. What has no
/// section, events and promos, stays. A subject that an editor wrote stays while the lead does.
pub fn adapt(
    composition: &Composition,
    sections: &Sections,
    own: &Names<'_>,
    names: &Names<'_>,
) -> Option<Composition> {
    let mut blocks = chosen(&composition.blocks, sections);
    blocks.iter().flat_map(Block::pieces).next()?;
    let made = subject::made(own, &composition.blocks);
    let wanted = subject::made(names, &blocks);
    let is_led_alike =
        lead(&blocks).map(|lead| &lead.url) == lead(&composition.blocks).map(|lead| &lead.url);
    let is_whole = blocks == composition.blocks;
    // The one heading that is ours.
    let [was, is] = [own, names].map(|names| unnamed(names.publication, names.language));
    for block in &mut blocks {
        if let Block::Section { title, .. } = block
            && *title == was
        {
            title.clone_from(&is);
        }
    }
    Some(Composition {
        subject: if composition.subject == made.subject || !is_led_alike {
            wanted.subject
        } else {
            composition.subject.clone()
        },
        preheader: if composition.preheader == made.preheader || !is_whole {
            wanted.preheader
        } else {
            composition.preheader.clone()
        },
        blocks,
        ..composition.clone()
    })
}

/// Which of the sections there is something of in an edition.
pub fn sections_in<'a>(
    composition: &'a Composition,
    sections: &'a [&str],
) -> impl Iterator<Item = &'a str> {
    let is_there = |name: &str| {
        let only = Sections::only([name.to_owned()]);
        let mut blocks = composition.blocks.iter();
        blocks.any(|block| kept(block, &only).is_some_and(|block| !block.pieces().is_empty()))
    };
    sections.iter().copied().filter(move |name| is_there(name))
}

fn lead(blocks: &[Block]) -> Option<&Piece> {
    blocks.iter().find_map(|block| match block {
        Block::Lead { piece } => Some(piece.as_ref()),
        _ => None,
    })
}

fn chosen(blocks: &[Block], sections: &Sections) -> Vec<Block> {
    if sections.names().is_none() {
        return blocks.to_vec();
    }
    let mut left: Vec<Block> = blocks
        .iter()
        .filter_map(|block| kept(block, sections))
        .collect();
    if lead(&left).is_none() {
        promote(&mut left);
    }
    left
}

/// What is left of a block.
fn kept(block: &Block, sections: &Sections) -> Option<Block> {
    let belongs = |piece: &&Piece| label(piece).is_some_and(|label| sections.has(label.trim()));
    let some =
        |pieces: &[Piece]| -> Vec<Piece> { pieces.iter().filter(belongs).cloned().collect() };
    match block {
        Block::Lead { piece } => belongs(&piece.as_ref()).then(|| block.clone()),
        Block::Section { title, .. } => sections.has(title).then(|| block.clone()),
        Block::Icymi { pieces } => {
            let pieces = some(pieces);
            (!pieces.is_empty()).then_some(Block::Icymi { pieces })
        }
        Block::Elsewhere { pieces } => {
            let pieces = some(pieces);
            (!pieces.is_empty()).then_some(Block::Elsewhere { pieces })
        }
        Block::Events { .. } | Block::Promo { .. } => Some(block.clone()),
    }
}

/// The best of the first section leads.
fn promote(blocks: &mut Vec<Block>) {
    let first = blocks.iter_mut().enumerate();
    let found = first.into_iter().find_map(|(at, block)| match block {
        Block::Section { pieces, .. } if !pieces.is_empty() => {
            Some((at, pieces.remove(0), pieces.is_empty()))
        }
        _ => None,
    });
    let Some((at, piece, is_empty)) = found else {
        return;
    };
    if is_empty {
        blocks.remove(at);
    }
    blocks.insert(
        at,
        Block::Lead {
            piece: Box::new(piece),
        },
    );
}
