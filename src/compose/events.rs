//! Which events an edition announces: those of the days from its slot on, each time that a repeated one takes place.

mod repeat;

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::Request;
use crate::{
    dates::instant,
    event::{Clock, Event, Occasion, StoredEvent},
};

/// The events from the slot on, the next first, as many as there may be.
pub(super) fn coming(request: &Request<'_>) -> Vec<Occasion> {
    let rules = request.rules;
    if rules.events == 0 {
        return Vec::new();
    }
    let horizon = Horizon::new(
        request.slot.0,
        rules.events_days,
        request.publication.timezone,
    );
    let read = |event: &&StoredEvent| {
        let mut sources = request.sources.iter();
        sources.any(|source| source.name == event.source)
    };
    let mut coming: Vec<Occasion> = request
        .events
        .iter()
        .filter(read)
        .flat_map(|event| horizon.occasions(event))
        .collect();
    // Whole days come before their hours; the rest only makes the order certain.
    coming.sort_by(|a, b| {
        let key = |o: &Occasion| (o.starts, !o.all_day, o.title.clone(), o.source.clone());
        key(a).cmp(&key(b))
    });
    let mut seen = HashSet::new();
    coming.retain(|event| seen.insert((event.starts, event.title.to_lowercase())));
    coming.truncate(rules.events);
    coming
}

/// What lasts longer is no event.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// The stretch of time that is announced.
pub(super) struct Horizon {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: Tz,
}

impl Horizon {
    pub(super) fn new(from: DateTime<Utc>, days: u32, zone: Tz) -> Self {
        Self {
            from,
            to: from + TimeDelta::days(i64::from(days)),
            zone,
        }
    }

    pub(super) fn occasions(&self, stored: &StoredEvent) -> Vec<Occasion> {
        let event = &stored.event;
        let all_day = event.clock == Clock::Day;
        let zone = match event.clock {
            Clock::Zone(zone) => zone,
            Clock::Day | Clock::Local => self.zone,
        };
        // A day that has begun is still to come, and so is what lasts for days and is not over; an hour that has begun is not.
        let from = if all_day {
            let today = self.from.with_timezone(&self.zone).date_naive();
            let lasts = event.length().min(LONGEST) - TimeDelta::days(1);
            instant(today.and_time(NaiveTime::MIN), self.zone) - lasts.max(TimeDelta::zero())
        } else {
            self.from
        };
        let within = |starts: &NaiveDateTime| {
            let at = instant(*starts, zone);
            from <= at && at < self.to
        };
        // By the event's clock, with a day to spare on both sides for whatever the zone does.
        let first = from.with_timezone(&zone).naive_local() - TimeDelta::days(1);
        let last = self.to.with_timezone(&zone).naive_local() + TimeDelta::days(1);
        starts(event, first, last)
            .into_iter()
            .filter(within)
            .map(|starts| occasion(stored, starts, zone))
            .collect()
    }
}

/// When it begins between the two, by its own clock.
fn starts(event: &Event, first: NaiveDateTime, last: NaiveDateTime) -> Vec<NaiveDateTime> {
    let mut starts = match &event.repeats {
        Some(rule) => repeat::starts(event.starts, rule, first, last),
        None => vec![event.starts],
    };
    starts.extend(&event.also);
    starts.retain(|at| first <= *at && *at <= last && !is_left_out(event, *at));
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Some programs leave out a day and not a time.
fn is_left_out(event: &Event, at: NaiveDateTime) -> bool {
    event
        .except
        .iter()
        .any(|left| *left == at || (left.time() == NaiveTime::MIN && left.date() == at.date()))
}

fn occasion(stored: &StoredEvent, starts: NaiveDateTime, zone: Tz) -> Occasion {
    let event = &stored.event;
    let all_day = event.clock == Clock::Day;
    let begins = instant(starts, zone);
    // A day has 23 hours or 25 now and then; an hour never has more minutes.
    let ends = if all_day {
        instant(starts + event.length(), zone)
    } else {
        begins + event.length()
    };
    Occasion {
        title: event.title.clone(),
        starts: begins,
        ends: (ends > begins).then_some(ends),
        all_day,
        place: event.place.clone(),
        url: event.url.clone(),
        source: stored.source.clone(),
    }
}

#[cfg(test)]
mod tests;
