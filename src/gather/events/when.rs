//! Times in calendars: days, times of a zone, and how long something lasts.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::{line::Line, zones::Zones};
use crate::{dates::instant, event::Clock};

/// What Windows calls the zones that most calendars from Outlook are in.
const WINDOWS: &[(&str, Tz)] = &[
    ("AUS Eastern Standard Time", Tz::Australia__Sydney),
    ("Central Europe Standard Time", Tz::Europe__Budapest),
    ("Central European Standard Time", Tz::Europe__Warsaw),
    ("Central Standard Time", Tz::America__Chicago),
    ("E. South America Standard Time", Tz::America__Sao_Paulo),
    ("Eastern Standard Time", Tz::America__New_York),
    ("FLE Standard Time", Tz::Europe__Kiev),
    ("GMT Standard Time", Tz::Europe__London),
    ("GTB Standard Time", Tz::Europe__Bucharest),
    ("India Standard Time", Tz::Asia__Kolkata),
    ("Israel Standard Time", Tz::Asia__Jerusalem),
    ("Mountain Standard Time", Tz::America__Denver),
    ("Pacific Standard Time", Tz::America__Los_Angeles),
    ("Romance Standard Time", Tz::Europe__Paris),
    ("Russian Standard Time", Tz::Europe__Moscow),
    ("South Africa Standard Time", Tz::Africa__Johannesburg),
    ("Tokyo Standard Time", Tz::Asia__Tokyo),
    ("Turkey Standard Time", Tz::Europe__Istanbul),
    ("UTC", Tz::UTC),
    ("W. Europe Standard Time", Tz::Europe__Berlin),
];

/// A time by a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) local: NaiveDateTime,
    pub(super) clock: Clock,
}

impl Moment {
    /// The same moment by another clock, where both are clocks of zones.
    pub(super) fn by(self, clock: Clock) -> NaiveDateTime {
        match (self.clock, clock) {
            (Clock::Zone(own), Clock::Zone(other)) if own != other => {
                instant(self.local, own).with_timezone(&other).naive_local()
            }
            _ => self.local,
        }
    }
}

/// The moments of a property, which may have several with commas between; the error says what is not understood.
pub(super) fn moments(line: &Line, usual: Clock, zones: &Zones) -> Result<Vec<Moment>, String> {
    let clock = match line.parameter("TZID") {
        Some(name) => Clock::Zone(zones.named(name).ok_or_else(|| {
            format!(
                "the time zone \"{}\" is not known",
                super::calendar::short(name)
            )
        })?),
        None => usual,
    };
    let each = line.value.split(',').map(str::trim);
    each.filter(|text| !text.is_empty())
        .take(1_000)
        .map(|text| {
            moment(text, clock)
                .ok_or_else(|| format!("\"{}\" is no time", super::calendar::short(text)))
        })
        .collect()
}

/// `20261121`, `20261121T180000` or `20261121T170000Z`.
pub(super) fn moment(text: &str, clock: Clock) -> Option<Moment> {
    let plausible = |day: &NaiveDate| {
        use chrono::Datelike as _;
        (1900..2200).contains(&day.year())
    };
    let day = text
        .get(..8)
        .filter(|day| day.bytes().all(|c| c.is_ascii_digit()))?;
    let day = NaiveDate::parse_from_str(day, "%Y%m%d")
        .ok()
        .filter(plausible)?;
    let rest = &text[8..];
    if rest.is_empty() {
        return Some(Moment {
            local: day.and_time(NaiveTime::MIN),
            clock: Clock::Day,
        });
    }
    let (time, clock) = match rest.strip_suffix('Z') {
        Some(time) => (time, Clock::Zone(Tz::UTC)),
        None => (rest, clock),
    };
    let time = time.strip_prefix('T')?;
    let time = NaiveTime::parse_from_str(time, "%H%M%S")
        .or_else(|_| NaiveTime::parse_from_str(time, "%H%M"))
        .ok()?;
    Some(Moment {
        local: day.and_time(time),
        clock,
    })
}

/// A zone by its IANA name, with whatever a program put before it; or by the name that Windows has for it.
pub(super) fn zone(name: &str) -> Option<Tz> {
    let name = name.trim();
    if let Some((_, zone)) = WINDOWS.iter().find(|(known, _)| *known == name) {
        return Some(*zone);
    }
    let mut rest = name.trim_start_matches('/');
    loop {
        if let Ok(zone) = rest.parse() {
            return Some(zone);
        }
        rest = rest.split_once('/')?.1;
    }
}

/// The zones that most calendars are in.
pub(super) fn usual() -> impl Iterator<Item = Tz> {
    WINDOWS.iter().map(|(_, zone)| *zone)
}

/// From one moment to another, in minutes.
pub(super) fn minutes_between(from: Moment, to: Moment) -> i64 {
    let at = |moment: Moment| match moment.clock {
        Clock::Zone(zone) => instant(moment.local, zone),
        Clock::Day | Clock::Local => moment.local.and_utc(),
    };
    (at(to) - at(from)).num_minutes().max(0)
}

/// `P1DT2H30M`, in minutes.
pub(super) fn duration(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut minutes, mut number) = (0_i64, None::<i64>);
    for c in text.chars() {
        let unit = match c {
            '0'..='9' => {
                let digit = i64::from(c.to_digit(10)?);
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            'T' => continue,
            'W' => 7 * 24 * 60,
            'D' => 24 * 60,
            'H' => 60,
            'M' => 1,
            'S' => 0,
            _ => return None,
        };
        minutes = minutes.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    (number.is_none() && minutes < 366 * 24 * 60).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_go_by_many_names() {
        assert_eq!(zone("Europe/Berlin"), Some(Tz::Europe__Berlin));
        assert_eq!(
            zone("/mozilla.example/20050126_1/Europe/Berlin"),
            Some(Tz::Europe__Berlin)
        );
        assert_eq!(zone("W. Europe Standard Time"), Some(Tz::Europe__Berlin));
        assert_eq!(zone("Customized Time Zone"), None);
    }

    #[test]
    fn durations() {
        assert_eq!(duration("PT1H30M"), Some(90));
        assert_eq!(duration("P2W"), Some(20_160));
        assert_eq!(duration("P1DT30S"), Some(1_440));
        assert_eq!(duration("P99999999999999999999D"), None);
        assert_eq!(duration("PT1"), None);
    }
}
