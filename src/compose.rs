//! Composing: which pieces go into an edition, where, and why. A pure function: the same request gives the
//! same bytes, in whatever order its pieces come.
//!
//! Three steps: `judge` says of each piece whether it is of this window, `arrange` gives those a place,
//! and `subject` makes the lines an inbox shows. No IO, no clock.

mod arrange;
mod copies;
mod judge;
mod score;
mod subject;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use url::Url;

pub use self::copies::mark as mark_copies;
use crate::{
    config::{EditionRules, Publication, Source},
    edition::{Composition, EditionNumber, Slot, Verdict, Window},
    piece::StoredPiece,
};

/// What an edition is composed from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The stretch of time it is about.
    pub window: Window,
    /// The last edition: what it never saw is carried over.
    pub previous: Option<Previous<'a>>,
    /// The pieces of editions that were cancelled: they are carried over, too.
    pub released: &'a HashSet<Url>,
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

/// The last edition, as far as the next has to know it.
#[derive(Debug, Clone, Copy)]
pub struct Previous<'a> {
    /// The stretch of time it was about.
    pub window: Window,
    /// Every piece that it had a reason for, in or out.
    pub judged: &'a HashSet<Url>,
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
        /// Teasers that there would be.
        found: usize,
        /// Pieces that there should be (`edition.min_pieces`).
        wanted: usize,
    },
}

/// Composes an edition.
pub fn compose(request: &Request<'_>) -> Composed {
    let judged = judge::judge(request);
    let arranged = arrange::arrange(request, &judged);
    if arranged.teasers() < request.rules.min_pieces.max(1) {
        return too_little(request, &judged, arranged.teasers());
    }
    let lines = subject::lines(request, &arranged.blocks);
    let mut reasons = arranged.reasons;
    reasons.extend(judged.out);
    Composed::Edition(Composition {
        subject: lines.subject,
        preheader: lines.preheader,
        blocks: arranged.blocks,
        reasons,
    })
}

fn too_little(request: &Request<'_>, judged: &judge::Judged<'_>, found: usize) -> Composed {
    let why = "too little to say this time: goes on to the next edition";
    let waits = judged.own.iter().chain(&judged.elsewhere);
    let reasons = waits.map(|candidate| candidate.reason(Verdict::Out, why));
    Composed::TooLittle {
        composition: Composition {
            subject: String::new(),
            preheader: String::new(),
            blocks: Vec::new(),
            reasons: reasons.chain(judged.out.iter().cloned()).collect(),
        },
        found,
        wanted: request.rules.min_pieces.max(1),
    }
}
