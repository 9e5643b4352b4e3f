//! Composing: which pieces go into an edition, where, and why. A pure function: the same request gives the
//! same bytes, in whatever order its pieces come.
//!
//! Three steps: `judge` says of each piece whether it is of this window, `arrange` gives those a place,
//! and `subject` makes the lines an inbox shows. No IO, no clock.

mod arrange;
mod judge;
mod score;
mod subject;
#[cfg(test)]
mod tests;

use crate::{
    config::{EditionRules, Publication, Source},
    edition::{Composition, EditionNumber, Reason, Slot, Window},
    piece::StoredPiece,
};

/// What an edition is composed from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The stretch of time it is about.
    pub window: Window,
    /// The last edition's window: what came too late for it is carried over.
    pub previous: Option<Window>,
    /// The moment it belongs to.
    pub slot: Slot,
    /// Its number.
    pub number: EditionNumber,
    /// The pieces to choose from, and others that deserve a reason.
    pub pieces: &'a [StoredPiece],
    /// The rules.
    pub rules: &'a EditionRules,
    /// The sources, for their weights.
    pub sources: &'a [Source],
    /// Who publishes: name, zone and language of the subject's date.
    pub publication: &'a Publication,
}

/// What composing came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composed {
    /// There is an edition.
    Edition(Composition),
    /// Too little to say.
    TooLittle {
        /// No blocks, but the reasons.
        composition: Composition,
        /// Pieces of our own that there are.
        found: usize,
        /// Pieces that there should be (`edition.min_pieces`).
        wanted: usize,
    },
}

/// Composes an edition.
pub fn compose(request: &Request<'_>) -> Composed {
    let judged = judge::judge(request);
    let found = judged.own.len();
    if found == 0 || found < request.rules.min_pieces {
        let waits = judged.own.iter().chain(&judged.elsewhere).map(|candidate| {
            candidate.reason(
                crate::edition::Verdict::Out,
                "too little to say this time: goes on to the next edition",
            )
        });
        let composition = Composition {
            subject: String::new(),
            preheader: String::new(),
            blocks: Vec::new(),
            reasons: waits.chain(judged.out.iter().cloned()).collect(),
        };
        return Composed::TooLittle {
            composition,
            found,
            wanted: request.rules.min_pieces.max(1),
        };
    }
    let arranged = arrange::arrange(request, &judged);
    let lines = subject::lines(request, &arranged.blocks);
    let mut reasons: Vec<Reason> = arranged.reasons;
    reasons.extend(judged.out);
    Composed::Edition(Composition {
        subject: lines.subject,
        preheader: lines.preheader,
        blocks: arranged.blocks,
        reasons,
    })
}
