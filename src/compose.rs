//! Composing: which pieces go into an edition, where, and why. A pure function: the same request gives the
//! same bytes, in whatever order its pieces come.
//!
//! Before all, `edits` lays the editors' changes over the pieces, and `sections` calls each section by one name. Then three
//! steps: `judge` says of each piece whether it is of this window, `arrange` gives those a place, and `subject` makes the
//! lines an inbox shows. `events` says what takes place in the days after the slot. `adapt` and `month` make of an edition
//! what readers get who chose some of it. No IO, no clock.

mod adapt;
mod arrange;
mod copies;
mod edits;
mod events;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod judge;
mod month;
mod moved;
mod promos;
mod score;
mod sections;
mod stories;
mod subject;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use url::Url;

pub use self::{
    adapt::{adapt, sections_in},
    copies::mark as mark_copies,
    month::month,
    moved::followed,
    sections::{named as section_named, nearest as section_nearest, section_names},
    subject::{Lines, Names, of_month as month_lines},
};
use crate::{
    config::{EditionRules, Publication, Source},
    edition::{Block, Composition, EditionNumber, SeenAgain, Slot, Verdict, Window},
    edits::Edits,
    event::StoredEvent,
    piece::StoredPiece,
    promo::PlannedPromo,
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
    /// The events of all calendars.
    pub events: &'a [StoredEvent],
    /// The rules.
    pub rules: &'a EditionRules,
    /// The sources, for their weights.
    pub sources: &'a [Source],
    /// What editors changed.
    pub edits: &'a Edits,
    /// What was seen of the live pages, as far as it changes something.
    pub seen: &'a [SeenAgain],
    /// The promos there are.
    pub promos: &'a [PlannedPromo],
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
    let mut laid = edits::lay(request);
    sections::name_alike(request.rules, &mut laid);
    let request = &Request {
        pieces: &laid,
        ..*request
    };
    let judged = judge::judge(request);
    let arranged = arrange::arrange(request, &judged);
    let problems = edits::unheeded(request, &judged, &arranged.reasons);
    if arranged.teasers() < request.rules.min_pieces.max(1) {
        return too_little(request, &judged, arranged.teasers(), problems);
    }
    let lines = subject::lines(request, &arranged.blocks);
    let mut reasons = edits::written(request);
    reasons.extend(arranged.reasons);
    reasons.extend(judged.out);
    let mut blocks = arranged.blocks;
    let events = events::coming(request);
    if !events.is_empty() {
        // What can be missed comes before what can be read any time.
        blocks.insert(0, Block::Events { events });
    }
    Composed::Edition(Composition {
        subject: lines.subject,
        preheader: lines.preheader,
        blocks,
        note: request.edits.note.clone(),
        heading: None,
        printed: None,
        reasons,
        problems,
    })
}

fn too_little(
    request: &Request<'_>,
    judged: &judge::Judged<'_>,
    found: usize,
    problems: Vec<String>,
) -> Composed {
    let why = "too little to say this time: goes on to the next edition";
    let waits = judged.own.iter().chain(&judged.elsewhere);
    let reasons = waits.map(|candidate| candidate.reason(Verdict::Out, why));
    Composed::TooLittle {
        composition: Composition {
            subject: String::new(),
            preheader: String::new(),
            blocks: Vec::new(),
            note: None,
            heading: None,
            printed: None,
            reasons: reasons.chain(judged.out.iter().cloned()).collect(),
            problems,
        },
        found,
        wanted: request.rules.min_pieces.max(1),
    }
}
