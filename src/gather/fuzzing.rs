//! What `tests/fuzz` reaches: the reading of what sources send, without fetching it.

use chrono::DateTime;
use url::Url;

use super::feed::{self, Feed};
use crate::event::Event;

/// Reads a feed that came from a public address; none where it is refused.
pub fn feed(octets: &[u8], content_type: Option<&str>) -> Option<Feed> {
    let base = Url::parse("https://weir.example/feed").ok()?;
    match feed::parse(octets, content_type, &base) {
        Ok(feed) => Some(feed),
        Err(why) => {
            let broken = matches!(why, feed::FeedError::Broken);
            assert!(!broken, "the parser panicked");
            None
        }
    }
}

/// The events of a calendar and what was wrong with it; none where it is no calendar.
pub fn ical(bytes: &[u8]) -> Option<(Vec<Event>, Vec<String>)> {
    let base = Url::parse("https://weir.example/").ok()?;
    let calendar = super::events::parse(bytes, &base, DateTime::UNIX_EPOCH).ok()?;
    Some((calendar.events, calendar.problems))
}
