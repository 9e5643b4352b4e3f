//! Calendars (iCalendar, RFC 5545): their events, for the block of events.
//!
//! Times stay as the calendar has them, with their zone: which days a repeated event falls on is asked when an
//! edition is composed.

mod calendar;
mod line;
mod rule;
mod when;
mod zones;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::{
    Gatherer, Harvest, HarvestOutcome, harvest,
    http::{Want, shown},
};
use crate::{
    config::{Location, Source},
    event::Event,
    piece::Validators,
};

/// An event that ended more days ago is over for every edition that may still be made.
const OVER: i64 = 31;

/// A calendar as read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Calendar {
    pub(super) events: Vec<Event>,
    pub(super) problems: Vec<String>,
}

pub(super) async fn harvest(
    gatherer: &Gatherer,
    source: &Source,
    validators: &Validators,
    now: DateTime<Utc>,
) -> Harvest {
    let mut problems = Vec::new();
    let outcome = match read(gatherer, source, validators, now).await {
        Ok(None) => HarvestOutcome::NotModified,
        Ok(Some((calendar, validators))) => {
            problems = calendar.problems;
            HarvestOutcome::Events {
                events: calendar.events,
                validators,
            }
        }
        Err(why) => HarvestOutcome::Failed(why),
    };
    Harvest {
        source: source.name.clone(),
        outcome,
        problems,
    }
}

pub(super) async fn read(
    gatherer: &Gatherer,
    source: &Source,
    validators: &Validators,
    now: DateTime<Utc>,
) -> Result<Option<(Calendar, Validators)>, String> {
    let Some(body) = harvest::fetch(gatherer, source, Want::Anything, validators).await? else {
        return Ok(None);
    };
    let place = match &source.location {
        Location::Path(path) => path.display().to_string(),
        Location::Url(url) => shown(url),
    };
    let validators = body.validators.clone();
    let mut calendar =
        tokio::task::spawn_blocking(move || parse(&body.bytes, &body.final_url, now))
            .await
            .map_err(|why| format!("{place}: {why}"))?
            .map_err(|why| format!("{place}: {why}"))?;
    for problem in &mut calendar.problems {
        *problem = format!("{place}: {problem}");
    }
    Ok(Some((calendar, validators)))
}

/// Reads a calendar; `base` is what its links are relative to. What was long over by `now` is left out.
pub(super) fn parse(bytes: &[u8], base: &Url, now: DateTime<Utc>) -> Result<Calendar, String> {
    let since = now - TimeDelta::days(OVER);
    calendar::parse(&String::from_utf8_lossy(bytes), base, since.naive_utc())
}

#[cfg(test)]
mod tests;
