//! An invented edition with every kind of block, for trying a layout: what this week's edition does not have,
//! next week's may.

use chrono::{DateTime, Utc};

use crate::edition::{Composition, Edition, EditionId, EditionNumber, EditionState, Slot, Window};

/// The edition: its first piece has everything that a piece can have, its last almost nothing.
pub fn sample(slot: DateTime<Utc>) -> Edition {
    #[expect(clippy::expect_used, reason = "a constant that a test reads")]
    let composition: Composition =
        serde_json::from_str(include_str!("sample.json")).expect("a constant");
    Edition {
        id: EditionId(0),
        number: Some(EditionNumber(1)),
        state: EditionState::Draft,
        slot: Slot(slot),
        window: Window {
            from: slot - chrono::TimeDelta::days(7),
            to: slot,
        },
        composition,
        started: None,
        finished: None,
        paused: None,
        why: None,
        changed: slot,
    }
}
