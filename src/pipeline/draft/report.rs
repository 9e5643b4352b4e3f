//! What `draft` and the editing of drafts print.

use serde::Serialize;

use super::super::report::EditionHead;
use crate::edition::{Block, Composition, Edition, EditionState, Reason, Slot, Window};

/// What `draft` prints.
#[derive(Debug, Clone, Serialize)]
pub struct DraftReport {
    /// The draft, or the edition that would have been one.
    pub edition: DraftEdition,
    /// Why each piece is in or out.
    pub reasons: Vec<Reason>,
    /// Why there is no draft, when there is none.
    pub problems: Vec<String>,
}

/// An edition with its blocks.
#[derive(Debug, Clone, Serialize)]
pub struct DraftEdition {
    /// Its head.
    #[serde(flatten)]
    pub head: EditionHead,
    /// The line an inbox shows after the subject.
    pub preheader: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

impl DraftReport {
    /// The report of a stored edition.
    pub fn of(edition: &Edition) -> Self {
        Self {
            edition: DraftEdition {
                head: EditionHead::of(edition),
                preheader: edition.composition.preheader.clone(),
                blocks: edition.composition.blocks.clone(),
            },
            reasons: edition.composition.reasons.clone(),
            problems: edition.composition.problems.clone(),
        }
    }

    pub(super) fn too_little(
        slot: Slot,
        window: Window,
        composition: Composition,
        why: String,
    ) -> Self {
        let mut problems = vec![why];
        problems.extend(composition.problems);
        Self {
            edition: DraftEdition {
                head: EditionHead {
                    id: None,
                    number: None,
                    state: EditionState::Skipped,
                    slot: slot.0,
                    window,
                    subject: composition.subject,
                    paused: None,
                },
                preheader: composition.preheader,
                blocks: composition.blocks,
            },
            reasons: composition.reasons,
            problems,
        }
    }
}
