//! What `tests/fuzz` reaches: the reading of what sources send, without fetching it.

use url::Url;

use super::feed::{self, Feed};

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
