//! Time zones that a calendar describes itself, under names that nobody else has for them.
//!
//! Its rules are not followed to the day: a zone of the world that keeps the same hours is taken for it, and told.

use std::collections::BTreeMap;

use chrono::{DateTime, Offset as _, TimeZone as _};
use chrono_tz::Tz;

use super::{line::lines, when};

/// More zones than these are not looked at.
const MOST: usize = 50;

/// The zones of a calendar that go by names of its own.
#[derive(Debug, Default)]
pub(super) struct Zones(BTreeMap<String, Tz>);

/// What is known of a zone when its description ends.
#[derive(Default)]
struct Described {
    name: Option<String>,
    location: Option<Tz>,
    standard: Option<i32>,
    daylight: Option<i32>,
}

impl Zones {
    pub(super) fn read(text: &str) -> Self {
        let mut zones = Self::default();
        let mut described: Option<Described> = None;
        let mut is_daylight = false;
        for line in lines(text) {
            let value = line.value.trim();
            match (line.name.as_str(), &mut described) {
                ("BEGIN", _) if value.eq_ignore_ascii_case("VTIMEZONE") => {
                    described = Some(Described::default());
                }
                ("END", Some(_)) if value.eq_ignore_ascii_case("VTIMEZONE") => {
                    zones.take(described.take().unwrap_or_default());
                }
                ("BEGIN", Some(_)) => is_daylight = value.eq_ignore_ascii_case("DAYLIGHT"),
                ("TZID", Some(zone)) => zone.name = Some(value.to_owned()),
                ("X-LIC-LOCATION", Some(zone)) => zone.location = when::zone(value),
                // A description may go through the years; the last is today's.
                ("TZOFFSETTO", Some(zone)) if is_daylight => zone.daylight = seconds(value),
                ("TZOFFSETTO", Some(zone)) => zone.standard = seconds(value),
                _ => {}
            }
            if zones.0.len() == MOST {
                break;
            }
        }
        zones
    }

    fn take(&mut self, described: Described) {
        let Some(name) = described.name.filter(|name| when::zone(name).is_none()) else {
            return;
        };
        let standard = described.standard.or(described.daylight);
        let guessed =
            || alike(standard?, described.daylight.or(standard)?).or_else(|| fixed(standard?));
        if let Some(zone) = described.location.or_else(guessed) {
            self.0.insert(name, zone);
        }
    }

    /// The zone of this name.
    pub(super) fn named(&self, name: &str) -> Option<Tz> {
        when::zone(name).or_else(|| self.0.get(name.trim()).copied())
    }

    /// What was taken for what.
    pub(super) fn told(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(name, zone)| {
            format!(
                "the time zone \"{}\" is the calendar's own; its times are read as those of {}, which keeps the same hours",
                super::calendar::short(name),
                zone.name()
            )
        })
    }
}

/// A zone that keeps these hours in winter and in summer.
fn alike(standard: i32, daylight: i32) -> Option<Tz> {
    let hours = |zone: &Tz| {
        // Some day in January and in July, 2026.
        let at = |second| {
            let day = DateTime::from_timestamp(second, 0)?.naive_utc();
            Some(zone.offset_from_utc_datetime(&day).fix().local_minus_utc())
        };
        Some((at(1_768_435_200)?, at(1_784_073_600)?))
    };
    let is_alike = |zone: &Tz| {
        hours(zone).is_some_and(|(january, july)| {
            (january.min(july), january.max(july))
                == (standard.min(daylight), standard.max(daylight))
        })
    };
    when::usual().find(is_alike)
}

/// A zone that always keeps these hours; its name counts the other way round.
fn fixed(standard: i32) -> Option<Tz> {
    let hours = -standard / 3_600;
    (standard % 3_600 == 0)
        .then(|| format!("Etc/GMT{hours:+}").parse().ok())
        .flatten()
}

/// `+0100`, in seconds.
fn seconds(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4)?.parse().ok()?;
    Some(sign * (hours * 3_600 + minutes * 60))
}
