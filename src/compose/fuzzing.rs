//! What `tests/fuzz` reaches: on which days events fall.

use chrono::{DateTime, Utc};

use super::events::Horizon;
use crate::{
    event::{Event, Occasion, StoredEvent},
    piece::SourceName,
};

/// The occasions of an event in the days from this moment on, in Berlin.
pub fn occasions(event: Event, from: DateTime<Utc>, days: u32) -> Vec<Occasion> {
    let stored = StoredEvent {
        source: SourceName("calendar".to_owned()),
        event,
    };
    Horizon::new(from, days, chrono_tz::Europe::Berlin).occasions(&stored)
}
