//! Months, as the best of one is sent.

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};

/// A month of the publication's calendar; written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month that a day is in.
    pub fn of(day: impl Datelike) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The month before it.
    #[must_use]
    pub fn before(self) -> Self {
        match self.month {
            1 => Self {
                year: self.year - 1,
                month: 12,
            },
            month => Self {
                month: month - 1,
                ..self
            },
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, 1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        day.map(Self::of)
            .map_err(|_| format!("`{text}` is no month; write 2026-11"))
    }
}
