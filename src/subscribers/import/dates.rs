//! Dates as lists write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// In which order a list writes day, month and year, where it is not that of ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year: 31.12.2026.
    Dmy,
    /// Month, day, year: 12/31/2026.
    Mdy,
}

impl std::str::FromStr for DateOrder {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "dmy" => Ok(Self::Dmy),
            "mdy" => Ok(Self::Mdy),
            _ => Err(format!(
                "`{text}` is neither dmy (31.12.2026) nor mdy (12/31/2026); dates like 2026-12-31 need neither"
            )),
        }
    }
}

/// A date, with or without a time; without a zone it is one of UTC.
pub(super) fn moment(text: &str, order: Option<DateOrder>) -> Result<DateTime<Utc>, String> {
    let zoned = ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"];
    let naive = [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
    ];
    let day = || {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()?
            .and_hms_opt(0, 0, 0)
    };
    DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| {
            zoned
                .iter()
                .find_map(|form| DateTime::parse_from_str(text, form).ok())
        })
        .map(|at| at.to_utc())
        .or_else(|| {
            let parsed = naive
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
            parsed.or_else(day).map(|at| at.and_utc())
        })
        .or_else(|| Some(ordered(text, order?)?.and_utc()))
        .ok_or_else(|| wrong(text, order))
}

/// Numbers with points, slashes or hyphens between, and perhaps a time of the day.
fn ordered(text: &str, order: DateOrder) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    let mut numbers = day.split(['.', '/', '-']);
    let (one, two, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || year.len() != 4 {
        return None;
    }
    let (day, month) = match order {
        DateOrder::Dmy => (one, two),
        DateOrder::Mdy => (two, one),
    };
    let year = year.parse().ok()?;
    let date = NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)?;
    let time = match time.trim() {
        "" => NaiveTime::MIN,
        time => ["%H:%M", "%H:%M:%S%.f"]
            .iter()
            .find_map(|form| NaiveTime::parse_from_str(time, form).ok())?,
    };
    Some(date.and_time(time))
}

/// What is wrong with a date, and what to do.
fn wrong(text: &str, order: Option<DateOrder>) -> String {
    let would_be = |order| ordered(text, order).is_some();
    match order {
        None if would_be(DateOrder::Dmy) || would_be(DateOrder::Mdy) => format!(
            "`{text}` is a date of which nobody says in which order it is; say it with --dates dmy (day first) or --dates mdy (month first)"
        ),
        None => format!("`{text}` is not a date; write 2026-11-20 or 2026-11-20T07:00:00Z"),
        Some(DateOrder::Dmy) => {
            format!("`{text}` is not a date; write 20.11.2026, 20.11.2026 07:00 or 2026-11-20")
        }
        Some(DateOrder::Mdy) => {
            format!("`{text}` is not a date; write 11/20/2026, 11/20/2026 07:00 or 2026-11-20")
        }
    }
}
