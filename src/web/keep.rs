//! Answers that browsers, feed readers and caches may keep for a while, and ask about again.

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

/// How long nobody need ask again: an edition gets a later neighbour once a week.
const CACHE: &str = "public, max-age=300";

/// Something that is the same for everybody until it changes.
pub(super) struct Kept {
    pub(super) kind: &'static str,
    pub(super) body: String,
    /// When it last changed, or may have.
    pub(super) changed: DateTime<Utc>,
}

impl Kept {
    /// The answer: all of it, or that it is still the same (RFC 9110 section 13).
    pub(super) fn answer(self, asked: &HeaderMap) -> Response {
        let digest: String = Sha256::digest(&self.body)
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let tag = format!("\"{digest}\"");
        let same = is_same(asked, &tag, self.changed);
        let changed = self.changed.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let about = [
            (header::ETAG, tag),
            (header::LAST_MODIFIED, changed),
            (header::CACHE_CONTROL, CACHE.to_owned()),
        ];
        match same {
            true => (StatusCode::NOT_MODIFIED, about).into_response(),
            false => (about, [(header::CONTENT_TYPE, self.kind)], self.body).into_response(),
        }
    }
}

/// Whether the asker has this already. A tag says it exactly, and where one is given, no date counts.
fn is_same(asked: &HeaderMap, tag: &str, changed: DateTime<Utc>) -> bool {
    if let Some(known) = text(asked, header::IF_NONE_MATCH) {
        let mut known = known.split(',').map(str::trim);
        return known.any(|known| known == "*" || known.trim_start_matches("W/") == tag);
    }
    let since = text(asked, header::IF_MODIFIED_SINCE);
    let since = since.and_then(|since| DateTime::parse_from_rfc2822(since).ok());
    // Such a date has no fractions of a second.
    since.is_some_and(|since| changed.timestamp() <= since.timestamp())
}

fn text(asked: &HeaderMap, name: HeaderName) -> Option<&str> {
    asked.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_or_a_date_says_that_nothing_changed() {
        let changed = "2026-11-20T06:00:00.4Z".parse().unwrap();
        let asked = |name: HeaderName, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            is_same(&headers, "\"ab\"", changed)
        };
        assert!(asked(header::IF_NONE_MATCH, "\"x\", W/\"ab\""));
        assert!(!asked(header::IF_NONE_MATCH, "\"a\""));
        assert!(asked(
            header::IF_MODIFIED_SINCE,
            "Fri, 20 Nov 2026 06:00:00 GMT"
        ));
        assert!(!asked(
            header::IF_MODIFIED_SINCE,
            "Fri, 20 Nov 2026 05:59:59 GMT"
        ));
        assert!(!asked(header::IF_MODIFIED_SINCE, "yesterday"));
        assert!(!is_same(&HeaderMap::new(), "\"ab\"", changed));
    }
}
