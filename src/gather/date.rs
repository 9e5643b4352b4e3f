//! Dates as feeds and pages write them, in more ways than any standard has.
//!
//! A date without a zone is taken for UTC, but for what a publication writes for itself ([`parse_in`]). Whether a date is in
//! the future is for the caller, who knows now.

mod words;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

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

/// Forms that the feed parser's list has, too, and takes for UTC.
const USUAL: &[&str] = &["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d"];

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
        .or_else(|| since_1970(text))
        .filter(|date| is_plausible(*date))
}

/// Seconds since 1970, which are ten digits until 2286.
fn since_1970(text: &str) -> Option<DateTime<Utc>> {
    let seconds = text.parse().ok().filter(|_| text.len() == 10)?;
    DateTime::from_timestamp(seconds, 0)
}

/// Reads a date as [`parse`] does; where it has no zone, it is one of this zone.
pub(super) fn parse_in(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let plain = super::text::clean(text.get(..200).unwrap_or(text));
    match naive(&plain) {
        Some(local) => in_zone(local, zone).filter(|date| is_plausible(*date)),
        None => parse(text),
    }
}

/// A moment by a clock of this zone: the first of two, and where the clocks go forward over it, what they showed before.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let there = zone.from_local_datetime(&local).earliest();
    let there = there.or_else(|| {
        let before = zone.from_local_datetime(&(local - TimeDelta::hours(1)));
        Some(before.earliest()? + TimeDelta::hours(1))
    });
    there.map(|date| date.to_utc())
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
    naive(text).map(|date| date.and_utc())
}

/// A date and time, or a day's beginning, by whatever clock.
fn naive(text: &str) -> Option<NaiveDateTime> {
    let time = |form: &&str| NaiveDateTime::parse_from_str(text, form).ok();
    let day = |form: &&str| NaiveDate::parse_from_str(text, form).ok();
    let times = WITHOUT_ZONE.iter().chain(USUAL);
    let days = DAYS.iter().chain(USUAL);
    times
        .clone()
        .find_map(time)
        .or_else(|| days.clone().find_map(day).map(NaiveDateTime::from))
        .or_else(|| words::read(text))
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
            "Friday, January 10, 2020 - 14:33",
            "1578666780",
        ] {
            assert_eq!(
                parse(text).map(|date| date.to_rfc3339()).as_deref(),
                Some("2020-01-10T14:33:00+00:00"),
                "{text}"
            );
        }
    }

    #[test]
    fn without_a_zone_it_is_that_of_the_publication() {
        let berlin = chrono_tz::Europe::Berlin;
        for (text, meant) in [
            ("2026-07-10", "2026-07-09T22:00:00+00:00"),
            ("2026-11-10 09:30:00", "2026-11-10T08:30:00+00:00"),
            ("2026-11-10T09:30", "2026-11-10T08:30:00+00:00"),
            // Jekyll's own form has a zone.
            ("2026-11-10 09:30:00 -0500", "2026-11-10T14:30:00+00:00"),
            ("2026-11-10T09:30:00Z", "2026-11-10T09:30:00+00:00"),
            // Clocks go from 2 to 3, and from 3 back to 2.
            ("2026-03-29 02:30:00", "2026-03-29T01:30:00+00:00"),
            ("2026-10-25 02:30:00", "2026-10-25T00:30:00+00:00"),
        ] {
            let read = parse_in(text, berlin).map(|date| date.to_rfc3339());
            assert_eq!(read.as_deref(), Some(meant), "{text}");
        }
        assert_eq!(parse_in("2026-02-31", berlin), None);
        assert_eq!(parse_in("someday", berlin), None);
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
            "2026-02-31",
            "Tue, 31 Feb 2026 10:00:00 GMT",
            &"9".repeat(500),
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
