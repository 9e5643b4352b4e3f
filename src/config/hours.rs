//! When mail may go, and how much on which day: `delivery.window`, `delivery.quiet_hours`, `delivery.warmup`.

use std::str::FromStr;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use super::values::from_text;

/// A stretch of the day: `22:00-07:00` goes over midnight. The end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    from: NaiveTime,
    to: NaiveTime,
}

impl Times {
    fn holds(self, time: NaiveTime) -> bool {
        if self.from <= self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

impl FromStr for Times {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        text.split_once('-')
            .and_then(|(from, to)| Some((time(from)?, time(to)?)))
            .filter(|(from, to)| from != to)
            .map(|(from, to)| Self { from, to })
            .ok_or_else(|| format!("`{text}` is not a stretch of the day; write \"07:00-21:00\""))
    }
}
from_text!(Times);

/// When mail may go, in the publication's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hours {
    window: Option<Times>,
    quiet: Vec<Times>,
}

impl Hours {
    pub(super) fn new(window: Option<Times>, quiet: Vec<Times>) -> Result<Self, String> {
        let hours = Self { window, quiet };
        let minutes =
            (0..24 * 60).filter_map(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0));
        if !minutes.into_iter().any(|time| hours.is_open(time)) {
            return Err("window and quiet_hours together leave no time of the day".to_owned());
        }
        Ok(hours)
    }

    /// When mail may go again; none when it may go now.
    pub fn closed_until(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        if self.is_open(now.with_timezone(&zone).time()) {
            return None;
        }
        let minute = now.with_second(0)?.with_nanosecond(0)?;
        // Every clock time comes within two days, whatever happens to the clocks in between.
        (1..=2 * 24 * 60)
            .map(|minutes| minute + Duration::minutes(minutes))
            .find(|at| self.is_open(at.with_timezone(&zone).time()))
    }

    fn is_open(&self, time: NaiveTime) -> bool {
        self.window.is_none_or(|window| window.holds(time))
            && !self.quiet.iter().any(|quiet| quiet.holds(time))
    }
}

/// A plan for a relay or an address that nobody knows yet: so many messages on the first day, so many on the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warmup {
    start: NaiveDate,
    per_day: Vec<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWarmup {
    start: Day,
    per_day: Vec<u64>,
}

/// A day as `2026-11-20`.
#[derive(Debug, Clone, Copy)]
struct Day(NaiveDate);

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|day| (1970..=9999).contains(&day.year()))
            .map(Self)
            .ok_or_else(|| format!("`{text}` is not a day; write \"2026-11-20\""))
    }
}
from_text!(Day);

impl RawWarmup {
    pub(super) fn check(self) -> Result<Warmup, String> {
        if self.per_day.is_empty() || self.per_day.contains(&0) {
            return Err(
                "warmup.per_day wants a number above 0 for each day: [500, 1000, 5000]".to_owned(),
            );
        }
        Ok(Warmup {
            start: self.start.0,
            per_day: self.per_day,
        })
    }
}

impl Warmup {
    /// How many messages may go on this day; none when the plan is over. Before it begins, its first day's number holds.
    pub fn quota(&self, day: NaiveDate) -> Option<u64> {
        let days = (day - self.start).num_days().max(0);
        self.per_day.get(usize::try_from(days).ok()?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn hours(window: Option<&str>, quiet: &[&str]) -> Result<Hours, String> {
        let window = window.map(|text| text.parse().unwrap());
        Hours::new(
            window,
            quiet.iter().map(|text| text.parse().unwrap()).collect(),
        )
    }

    #[test]
    fn quiet_hours_go_over_midnight_in_the_zone_of_the_publication() {
        let hours = hours(None, &["22:00-07:00"]).unwrap();
        let zone = chrono_tz::Europe::Berlin;
        assert_eq!(hours.closed_until(at("2026-11-20T20:59:59Z"), zone), None);
        assert_eq!(
            hours.closed_until(at("2026-11-20T21:00:30Z"), zone),
            Some(at("2026-11-21T06:00:00Z"))
        );
        assert_eq!(hours.closed_until(at("2026-11-21T06:00:00Z"), zone), None);
    }

    #[test]
    fn a_night_in_which_the_clocks_change_is_as_long_as_it_is() {
        let hours = hours(Some("08:00-20:00"), &[]).unwrap();
        let zone = chrono_tz::Europe::Berlin;
        assert_eq!(
            hours.closed_until(at("2026-10-24T19:00:00Z"), zone),
            Some(at("2026-10-25T07:00:00Z"))
        );
        assert_eq!(
            hours.closed_until(at("2026-03-28T20:00:00Z"), zone),
            Some(at("2026-03-29T06:00:00Z"))
        );
    }

    #[test]
    fn hours_that_leave_no_time_are_an_error() {
        assert!(hours(Some("08:00-20:00"), &["07:00-21:00"]).is_err());
        assert!(hours(Some("08:00-20:00"), &["08:00-19:59"]).is_ok());
        assert!("8-20".parse::<Times>().is_err() && "08:00-08:00".parse::<Times>().is_err());
    }

    #[test]
    fn a_plan_has_a_number_for_each_day_and_then_none() {
        let plan = Warmup {
            start: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            per_day: vec![500, 1_000],
        };
        let quota = |day| plan.quota(NaiveDate::from_ymd_opt(2026, 11, day).unwrap());
        assert_eq!(
            [19, 20, 21, 22].map(quota),
            [Some(500), Some(500), Some(1_000), None]
        );
    }
}
