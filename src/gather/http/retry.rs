//! How long a server wants to be left alone.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Nobody may send us away for longer.
pub(super) const LONGEST_REST: Duration = Duration::from_secs(24 * 3_600);

/// How long the server wants to be left alone (RFC 9110 section 10.2.3). A date counts from the server's
/// own clock, which it sends along.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let told = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = told.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST_REST));
    }
    let until = DateTime::parse_from_rfc2822(told).ok()?;
    let now = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
    let wait = (until - now).to_std().ok()?;
    Some(wait.min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_retry_after() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "120".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(120)));
        headers.insert(
            RETRY_AFTER,
            "Fri, 06 Nov 2026 08:01:00 GMT".parse().unwrap(),
        );
        assert_eq!(retry_after(&headers), None);
        headers.insert(DATE, "Fri, 06 Nov 2026 08:00:00 GMT".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(60)));
    }
}
