//! An event: something that readers can go to, as a calendar announces it, once or again and again.
//!
//! Data only. Calendars are read by `gather`; which days a repeated event falls on is for `compose`.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::piece::SourceName;

/// An event as the calendar has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The calendar's own identifier, unique within its source.
    pub uid: String,
    /// What it is called.
    pub title: String,
    /// When it begins, by its own clock.
    pub starts: NaiveDateTime,
    /// Which clock that is.
    pub clock: Clock,
    /// How many minutes it lasts; 0 where nobody says.
    pub minutes: i64,
    /// Where it is.
    pub place: Option<String>,
    /// Where to read more.
    pub url: Option<Url>,
    /// What it is about.
    pub about: Option<String>,
    /// How it repeats.
    pub repeats: Option<Repeats>,
    /// When it takes place, too, by the same clock.
    pub also: Vec<NaiveDateTime>,
    /// When it does not take place, although it would by its rule.
    pub except: Vec<NaiveDateTime>,
}

impl Event {
    /// How long it lasts.
    pub fn length(&self) -> TimeDelta {
        TimeDelta::try_minutes(self.minutes).unwrap_or_default()
    }
}

/// What the time of an event is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Whole days, wherever one is.
    Day,
    /// The clock of wherever one is; for us, that of the publication.
    Local,
    /// The clock of a zone.
    Zone(Tz),
}

/// How an event repeats: the rules of RFC 5545 that calendars of a publication use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    /// The period.
    pub every: Period,
    /// How many periods lie between.
    pub interval: u32,
    /// So many times and no more, the first among them.
    pub count: Option<u32>,
    /// Not after this, by the event's clock.
    pub until: Option<NaiveDateTime>,
    /// On these days of the week; within a month perhaps only the first, or (below zero) the last of them.
    pub weekdays: Vec<(Option<i8>, Weekday)>,
    /// On these days of the month; below zero from its end.
    pub month_days: Vec<i8>,
    /// In these months only, from 1; none for all.
    #[serde(default)]
    pub months: Vec<u32>,
    /// Of the days of a period only these: the first is 1, the last -1; none for all.
    #[serde(default)]
    pub positions: Vec<i16>,
    /// The day that a week begins with.
    pub week_start: Weekday,
}

/// The period of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each name says what it is")]
pub enum Period {
    Day,
    Week,
    Month,
    Year,
}

/// An event with the source it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The source.
    pub source: SourceName,
    /// The event.
    pub event: Event,
}

/// One time that an event takes place, as an edition announces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// What it is called.
    pub title: String,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// When it ends, where the calendar says.
    pub ends: Option<DateTime<Utc>>,
    /// Whether it takes whole days: `starts` and `ends` are then midnights in the publication's zone.
    pub all_day: bool,
    /// Where it is.
    pub place: Option<String>,
    /// Where to read more.
    pub url: Option<Url>,
    /// The source it came from.
    pub source: SourceName,
}
