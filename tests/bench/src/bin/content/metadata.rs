//! Whether a title, a byline and a time are what the page is known to say.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// White space collapsed, and lower case.
fn plain(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// The same title but for white space and case.
pub(crate) fn same_title(found: &str, truth: &str) -> bool {
    plain(found) == plain(truth)
}

/// The same byline: each author's name stands in it, or it stands in the names.
pub(crate) fn same_byline(found: &[&str], truth: &str) -> bool {
    let truth = plain(truth);
    let truth = truth.strip_prefix("by ").unwrap_or(&truth);
    let found: Vec<String> = found.iter().map(|name| plain(name)).collect();
    !found.is_empty()
        && (found.iter().all(|name| truth.contains(name)) || found.join(" ").contains(truth))
}

/// The same instant, or the same day where the truth has only a day. A truth without a zone is taken for UTC.
pub(crate) fn same_time(found: &str, truth: &str) -> bool {
    let Ok(found) = DateTime::parse_from_rfc3339(found) else {
        return false;
    };
    if let Ok(day) = NaiveDate::parse_from_str(truth, "%Y-%m-%d") {
        return found.date_naive() == day;
    }
    instant(truth).is_some_and(|truth| truth == found.to_utc())
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"));
    let bare = || {
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
    };
    zoned
        .map(|zoned| zoned.to_utc())
        .ok()
        .or_else(|| Some(bare()?.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same() {
        assert!(same_title("Water  Rises", "water rises\n"));
        assert!(!same_title("Water rises", "Water rises | The River"));
        assert!(same_byline(&["Ana Lyst"], "By\n Ana Lyst, staff"));
        assert!(same_byline(&["Ana Lyst", "Bo Baker"], "Ana Lyst"));
        assert!(!same_byline(
            &["Ana Lyst", "Bo Baker"],
            "Ana Lyst, C. Amera"
        ));
        assert!(!same_byline(&[], "Ana Lyst"));
        assert!(same_time(
            "2026-11-05T09:00:00Z",
            "2026-11-05T10:00:00+0100"
        ));
        assert!(same_time("2026-11-05T09:00:00Z", "2026-11-05"));
        assert!(same_time("2026-11-05T09:00:00Z", "2026-11-05 09:00:00"));
        assert!(!same_time("2026-11-05T09:00:00Z", "2026-11-05T09:00:01Z"));
    }
}
