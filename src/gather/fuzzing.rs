//! What `tests/fuzz` reaches: the reading of calendars, without a server.

use chrono::DateTime;
use url::Url;

use crate::event::Event;

/// The events of a calendar and what was wrong with it; none where it is no calendar.
pub fn ical(bytes: &[u8]) -> Option<(Vec<Event>, Vec<String>)> {
    let base = Url::parse("https://weir.example/").ok()?;
    let calendar = super::events::parse(bytes, &base, DateTime::UNIX_EPOCH).ok()?;
    Some((calendar.events, calendar.problems))
}
