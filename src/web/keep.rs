//! Answers that browsers, feed readers and caches may keep for a while, and ask about again.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use super::tag::{is_known, tag_of};

/// How long nobody need ask again: an edition gets a later neighbour once a week.
const CACHE: &str = "public, max-age=300";

/// Something that is the same for everybody until it changes.
pub(super) struct Kept {
    pub(super) kind: &'static str,
    pub(super) body: String,
    /// When it last changed, or may have.
    pub(super) changed: DateTime<Utc>,
    /// When it is asked for.
    pub(super) now: DateTime<Utc>,
}

impl Kept {
    /// The answer: all of it, or that it is still the same (RFC 9110 section 13).
    pub(super) fn answer(self, asked: &HeaderMap) -> Response {
        let tag = tag_of(&self.body);
        let changed = settled(self.changed, self.now);
        let same = is_same(asked, &tag, changed);
        // The same page may be sent compressed: the tag is of what it says, not of the octets on the wire.
        let about = [
            (header::ETAG, format!("W/{tag}")),
            (header::CACHE_CONTROL, CACHE.to_owned()),
            // Also where nothing is sent (RFC 9110 section 15.4.5).
            (header::VARY, "accept-encoding".to_owned()),
        ];
        let mut answer = match same {
            true => (StatusCode::NOT_MODIFIED, about).into_response(),
            false => (about, [(header::CONTENT_TYPE, self.kind)], self.body).into_response(),
        };
        let date = changed.map(|changed| changed.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        if let Some(Ok(date)) = date.map(HeaderValue::try_from) {
            answer.headers_mut().insert(header::LAST_MODIFIED, date);
        }
        answer
    }
}

/// A date has no fractions of a second: as long as that second lasts, there may be another change of the same date
/// (RFC 9110 section 8.8.2.2), and no date is told.
fn settled(changed: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (changed.timestamp() < now.timestamp()).then_some(changed)
}

/// Whether the asker has this already. A tag says it exactly, and where one is given, no date counts.
fn is_same(asked: &HeaderMap, tag: &str, changed: Option<DateTime<Utc>>) -> bool {
    if let Some(known) = is_known(asked, tag) {
        return known;
    }
    let since = asked.get(header::IF_MODIFIED_SINCE);
    let since = since.and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| DateTime::parse_from_rfc2822(since).ok());
    // Such a date has no fractions of a second.
    let (Some(since), Some(changed)) = (since, changed) else {
        return false;
    };
    changed.timestamp() <= since.timestamp()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    #[test]
    fn a_tag_or_a_date_says_that_nothing_changed() {
        let changed = Some("2026-11-20T06:00:00.4Z".parse().unwrap());
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

    #[test]
    fn the_second_of_a_change_is_told_when_it_is_over() {
        let changed: DateTime<Utc> = "2026-11-20T06:00:00.4Z".parse().unwrap();
        assert_eq!(
            settled(changed, "2026-11-20T06:00:00.9Z".parse().unwrap()),
            None
        );
        let later = "2026-11-20T06:00:01.1Z".parse().unwrap();
        assert_eq!(settled(changed, later), Some(changed));
    }
}
