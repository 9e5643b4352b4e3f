//! What a page tells search engines, in its robots meta element or in its answer's `X-Robots-Tag`: that they leave it out,
//! or do so from a day on.
//!
//! Pure functions. What it means for a piece is for whoever looks at the page.

use chrono::{DateTime, Utc};

use super::{date, page::Page};

/// Words with a value of their own; any other name before a colon is that of the one robot that is meant.
const VALUED: [&str; 4] = [
    "unavailable_after",
    "max-snippet",
    "max-image-preview",
    "max-video-preview",
];

/// What was told to all robots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hiding {
    /// They leave it out.
    pub(super) unlisted: bool,
    /// They leave it out from then on.
    pub(super) withdrawn: Option<DateTime<Utc>>,
}

impl Hiding {
    /// Reads the values of all elements or headers.
    pub(super) fn read<'a>(values: impl IntoIterator<Item = &'a String>) -> Self {
        let mut told = Self::default();
        values.into_iter().for_each(|value| told.take(value));
        told
    }

    /// What is told of a page beside what it says itself.
    pub(super) fn lay_over(self, page: &mut Page) {
        page.unlisted |= self.unlisted;
        let days = [page.withdrawn, self.withdrawn];
        page.withdrawn = days.into_iter().flatten().min();
    }

    fn take(&mut self, value: &str) {
        let mut is_for_all = true;
        let mut rest = value;
        while !rest.trim().is_empty() {
            let (word, after) = rest.split_once(',').unwrap_or((rest, ""));
            let (mut word, mut value) = (word.trim(), None);
            if let Some((name, rest)) = word.split_once(':') {
                if VALUED
                    .iter()
                    .any(|known| name.trim().eq_ignore_ascii_case(known))
                {
                    (word, value) = (name.trim(), Some(rest));
                } else {
                    is_for_all = name.trim() == "*";
                    word = rest.trim();
                }
            }
            // "googlebot: unavailable_after: DATE" is for one robot, and so is never asked for its value.
            if is_for_all && word.eq_ignore_ascii_case("unavailable_after") {
                self.withdrawn = value.and_then(|day| day_of(day, after)).or(self.withdrawn);
            }
            let hides = ["noindex", "none"];
            self.unlisted |= is_for_all && hides.iter().any(|hide| word.eq_ignore_ascii_case(hide));
            rest = after;
        }
    }
}

/// The day; some ways to write one have a comma in them.
fn day_of(written: &str, after: &str) -> Option<DateTime<Utc>> {
    date::parse(written).or_else(|| {
        let next = after.split(',').next().unwrap_or_default();
        date::parse(&format!("{written},{next}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Hiding {
        Hiding::read(&[value.to_owned()])
    }

    #[test]
    fn what_is_told_to_all_robots_counts() {
        for hidden in [
            "noindex",
            "nofollow, NOINDEX",
            "none",
            "*: noindex",
            "max-snippet: 5, noindex",
        ] {
            assert!(read(hidden).unlisted, "{hidden}");
        }
        for shown in [
            "",
            "index",
            "googlebot: noindex",
            "otherbot: nofollow, noindex",
            ",,:,",
            "max-snippet:-1",
        ] {
            assert_eq!(read(shown), Hiding::default(), "{shown}");
        }
    }

    #[test]
    fn a_day_may_be_written_in_many_ways() {
        for value in [
            "unavailable_after: 2026-11-19T15:00:00Z",
            "UNAVAILABLE_AFTER: 19 Nov 2026 15:00:00 GMT",
            "noarchive, unavailable_after: Thu, 19 Nov 2026 15:00:00 GMT, nofollow",
        ] {
            let day = read(value).withdrawn.map(|day| day.to_rfc3339());
            assert_eq!(day.as_deref(), Some("2026-11-19T15:00:00+00:00"), "{value}");
        }
        assert_eq!(read("unavailable_after: 31 Feb 2026").withdrawn, None);
        assert_eq!(read("unavailable_after").withdrawn, None);
    }
}
