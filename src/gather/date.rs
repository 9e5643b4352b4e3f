//! Dates as feeds and pages write them, in more ways than any standard has.
//!
//! A date without a zone is taken for UTC. Whether a date is in the future is for the caller, who knows now.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// Forms that the feed parser's list lacks.
const WITH_ZONE: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%Y-%m-%dT%H:%M:%S%.f %z",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%dT%H:%M %z",
    "%Y-%m-%d %H:%M:%S%.f%z",
    "%Y-%m-%d %H:%M:%S%.f %z",
    "%Y/%m/%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M %z",
    "%d %b %Y %H:%M %z",
];

const WITHOUT_ZONE: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%d %B %Y %H:%M",
    "%d %b %Y %H:%M",
    "%B %d, %Y %I:%M %p",
    "%b %d, %Y %I:%M %p",
    "%B %d, %Y, %I:%M %p",
    "%B %d, %Y %H:%M",
];

const DAYS: &[&str] = &[
    "%Y%m%d",
    "%d %B, %Y",
    "%A, %B %d, %Y",
    "%A %d %B %Y",
    "%a %d %b %Y",
];

/// How far ahead of our clock a date may lie: clocks and zones are wrong by hours, seldom by more.
const LENIENCE: TimeDelta = TimeDelta::hours(24);

/// Reads a date; none where it is none, or lies outside of what can be meant.
pub(super) fn parse(text: &str) -> Option<DateTime<Utc>> {
    // Every known form is short; what is longer is no date.
    let text = super::text::clean(text.get(..200).unwrap_or(text));
    let text = text.trim_end_matches(['.', ',']);
    if text.is_empty() || text.len() > 80 {
        return None;
    }
    // The feed parser's own list comes after ours with zones: it reads "+0100" and then forgets it.
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|date| date.to_utc())
        .or_else(|| with_zone(text))
        // It slices some nonsense in the middle of a character.
        .or_else(|| {
            std::panic::catch_unwind(|| feedparser_rs::util::date::parse_date(text))
                .ok()
                .flatten()
        })
        .or_else(|| without_zone(text))
        .filter(|date| is_plausible(*date))
}

fn with_zone(text: &str) -> Option<DateTime<Utc>> {
    let named = ["UTC", "GMT", "Z"]
        .iter()
        .find_map(|zone| text.strip_suffix(zone));
    let text = named.map_or_else(
        || text.to_owned(),
        |text| format!("{} +0000", text.trim_end()),
    );
    let read = |form: &&str| DateTime::parse_from_str(&text, form).ok();
    WITH_ZONE.iter().find_map(read).map(|date| date.to_utc())
}

fn without_zone(text: &str) -> Option<DateTime<Utc>> {
    let time = |form: &&str| NaiveDateTime::parse_from_str(text, form).ok();
    let day = |form: &&str| NaiveDate::parse_from_str(text, form).ok();
    WITHOUT_ZONE
        .iter()
        .find_map(time)
        .or_else(|| DAYS.iter().find_map(day).map(NaiveDateTime::from))
        .map(|date| date.and_utc())
}

/// The Web is not older, and nothing that is out now was published in a later century.
fn is_plausible(date: DateTime<Utc>) -> bool {
    (1970..2200).contains(&date.year())
}

/// Whether a date lies further ahead than clocks go wrong.
pub(super) fn is_future(date: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    date > now + LENIENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_ways_to_write_one_moment() {
        for text in [
            "2020-01-10T14:33:00Z",
            "2020-01-10T15:33:00+0100",
            "2020-01-10 15:33:00 +0100",
            "2020-01-10 14:33:00 UTC",
            "2020-01-10T14:33:00.000Z",
            "Fri, 10 Jan 2020 14:33:00 GMT",
            "Fri, 10 Jan 2020 09:33:00 EST",
            "2020/1/10 14:33:00",
            "2020-01-10T14:33",
            "January 10, 2020 2:33 PM",
        ] {
            assert_eq!(
                parse(text).map(|date| date.to_rfc3339()).as_deref(),
                Some("2020-01-10T14:33:00+00:00"),
                "{text}"
            );
        }
    }

    #[test]
    fn nonsense_is_none() {
        for text in [
            "",
            "yesterday",
            "0000-00-00",
            "9999-12-31",
            "0001-01-01T00:00:00Z",
            "-",
            &"9".repeat(500),
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
