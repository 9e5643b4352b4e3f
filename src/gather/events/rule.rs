//! RRULE: how an event repeats, as far as a round-up needs it.

use chrono::Weekday;

use super::when::{Moment, moment};
use crate::event::{Clock, Period, Repeats};

/// Reads a rule; the error names the part that we don't know.
pub(super) fn parse(text: &str, starts: Moment) -> Result<Repeats, String> {
    let mut every = None;
    let mut rule = Repeats {
        every: Period::Day,
        interval: 1,
        count: None,
        until: None,
        weekdays: Vec::new(),
        month_days: Vec::new(),
        months: Vec::new(),
        positions: Vec::new(),
        week_start: Weekday::Mon,
    };
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=').ok_or_else(|| unknown(part))?;
        let whole = || {
            value
                .parse()
                .ok()
                .filter(|n: &u32| *n > 0)
                .ok_or_else(|| unknown(part))
        };
        match name.trim().to_ascii_uppercase().as_str() {
            "FREQ" => every = Some(period(value).ok_or_else(|| unknown(part))?),
            "INTERVAL" => rule.interval = whole()?.min(10_000),
            "COUNT" => rule.count = Some(whole()?),
            "UNTIL" => rule.until = Some(until(value, starts).ok_or_else(|| unknown(part))?),
            "BYDAY" => rule.weekdays = list(value, weekday).ok_or_else(|| unknown(part))?,
            "BYMONTHDAY" => {
                rule.month_days = list(value, month_day).ok_or_else(|| unknown(part))?;
            }
            "BYMONTH" => rule.months = list(value, month).ok_or_else(|| unknown(part))?,
            "BYSETPOS" => rule.positions = list(value, place).ok_or_else(|| unknown(part))?,
            "WKST" => rule.week_start = day(value).ok_or_else(|| unknown(part))?,
            _ => return Err(unknown(part)),
        }
    }
    rule.every = every.ok_or_else(|| unknown(text))?;
    let counted = rule.weekdays.iter().any(|(nth, _)| nth.is_some());
    let fits = match rule.every {
        Period::Day => rule.month_days.is_empty() && !counted && rule.positions.is_empty(),
        Period::Week => rule.month_days.is_empty() && !counted,
        Period::Month => true,
        // Days of a year without a month are counted through the whole year.
        Period::Year => {
            !rule.months.is_empty() || (rule.weekdays.is_empty() && rule.month_days.is_empty())
        }
    };
    if fits { Ok(rule) } else { Err(unknown(text)) }
}

fn unknown(part: &str) -> String {
    format!(
        "its rule \"{}\" is not one that we know, so only its first date counts",
        super::calendar::short(part)
    )
}

fn period(value: &str) -> Option<Period> {
    match value.trim().to_ascii_uppercase().as_str() {
        "DAILY" => Some(Period::Day),
        "WEEKLY" => Some(Period::Week),
        "MONTHLY" => Some(Period::Month),
        "YEARLY" => Some(Period::Year),
        _ => None,
    }
}

/// The last moment, by the event's clock; a day lasts until its end.
fn until(value: &str, starts: Moment) -> Option<chrono::NaiveDateTime> {
    let until = moment(value.trim(), starts.clock)?;
    if until.clock == Clock::Day {
        return until.local.date().and_hms_opt(23, 59, 59);
    }
    Some(until.by(starts.clock))
}

fn list<T>(value: &str, one: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value
        .split(',')
        .take(100)
        .map(|text| one(text.trim()))
        .collect()
}

/// `TH`, `1TH`, `-1TH`.
fn weekday(text: &str) -> Option<(Option<i8>, Weekday)> {
    let at = text
        .len()
        .checked_sub(2)
        .filter(|at| text.is_char_boundary(*at))?;
    let (nth, name) = text.split_at(at);
    let nth = match nth {
        "" => None,
        nth => Some(
            nth.parse()
                .ok()
                .filter(|n: &i8| (-5..=5).contains(n) && *n != 0)?,
        ),
    };
    Some((nth, day(name)?))
}

fn day(name: &str) -> Option<Weekday> {
    Some(match name.trim().to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

fn month(text: &str) -> Option<u32> {
    text.parse().ok().filter(|month| (1..=12).contains(month))
}

/// A place among the days of a period.
fn place(text: &str) -> Option<i16> {
    text.parse()
        .ok()
        .filter(|place: &i16| (-366..=366).contains(place) && *place != 0)
}

fn month_day(text: &str) -> Option<i8> {
    text.parse()
        .ok()
        .filter(|day: &i8| (-31..=31).contains(day) && *day != 0)
}
