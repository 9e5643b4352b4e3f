//! Which slot is due: a pure answer from the cron expression, the zone, the last slot and the time.
//!
//! Slots are read on the wall clock of the publication. Whatever the expression, every wall-clock time that
//! it names happens exactly once: one that the clock jumps over in spring is due at the first instant after
//! the jump, one that the clock shows twice in autumn is due the first time. (`croner` itself promises that
//! only for expressions of one fixed time, so it is asked about the wall clock alone, and the zone is
//! applied here.)
//!
//! Nothing here reads the clock or the store: `pipeline` passes in what they say, and guards with a unique
//! slot against two processes that get the same answer.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

use crate::{
    config::{Cron, Schedule},
    edition::{Month, Slot, Window},
};

#[cfg(test)]
mod tests;

/// What there is to do at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The slot to send now.
    pub due: Option<Slot>,
    /// The first slot still to come.
    pub next: Option<Slot>,
    /// The latest slot that went by unsent and is too old to be caught up with: worth a line in the log.
    pub missed: Option<Slot>,
}

/// Which slot is due at `now`, after `last` was dealt with.
///
/// Due is the latest slot that has come, is later than `last` and not older than `catch_up`. If several went
/// by, only the latest is due; its window starts where the last edition's ended, so no piece is lost. A
/// publication without a `last` slot has missed nothing.
///
/// Should the clock have been set back behind `last`, nothing is due until it has caught up again.
pub fn due(schedule: &Schedule, zone: Tz, last: Option<Slot>, now: DateTime<Utc>) -> Answer {
    let times = Times::of(&schedule.cron, zone);
    let after_last = |at: &DateTime<Utc>| last.is_none_or(|Slot(last)| *at > last);
    let latest = times.at_or_before(now).filter(after_last);
    let fresh = |at: &DateTime<Utc>| now - *at <= schedule.catch_up.delta();
    let due = latest.filter(fresh);
    let missed = latest.filter(|at| last.is_some() && !fresh(at));
    let busy_until = last.map_or(now, |Slot(last)| last.max(now));
    Answer {
        due: due.map(Slot),
        next: times.after(busy_until).map(Slot),
        missed: missed.map(Slot),
    }
}

/// Whether no other slot of its month comes after this one, on the publication's clock.
pub fn is_last_of_month(schedule: &Schedule, zone: Tz, slot: Slot) -> bool {
    let month = |at: DateTime<Utc>| Month::of(at.with_timezone(&zone).date_naive());
    let next = Times::of(&schedule.cron, zone).after(slot.0);
    next.is_none_or(|next| month(next) != month(slot.0))
}

/// The slot whose edition `roundup draft` composes: the one that is due, else the next.
pub fn next_draft(
    schedule: &Schedule,
    zone: Tz,
    last: Option<Slot>,
    now: DateTime<Utc>,
) -> Option<Slot> {
    let answer = due(schedule, zone, last, now);
    answer.due.or(answer.next)
}

/// The window of the edition of `slot`: from the end of the last edition's window to the slot.
///
/// The first window of all is one period of the schedule long: from the occurrence before the slot, or, if
/// the slot is none of the schedule's (`run --now`), as long as the two occurrences around it are apart. A
/// schedule that never comes round counts as weekly.
///
/// If `last_end` is not before the slot (somebody set the clock back), the window is empty and stands at
/// `last_end`: an end that never goes backwards keeps the next window from repeating what was sent.
pub fn window(
    schedule: &Schedule,
    zone: Tz,
    slot: Slot,
    last_end: Option<DateTime<Utc>>,
) -> Window {
    let Slot(to) = slot;
    match last_end {
        Some(end) => Window {
            from: end,
            to: to.max(end),
        },
        None => Window {
            from: to - Times::of(&schedule.cron, zone).period_at(to),
            to,
        },
    }
}

/// The occurrences of a cron expression as instants.
struct Times<'a> {
    cron: &'a croner::Cron,
    zone: Tz,
}

impl<'a> Times<'a> {
    fn of(cron: &'a Cron, zone: Tz) -> Self {
        Self {
            cron: &cron.0,
            zone,
        }
    }

    /// The first occurrence after `at`.
    fn after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let wall = self.wall_after(at)?;
        self.instant(wall)
    }

    /// The last occurrence not after `at`.
    fn at_or_before(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // From the far side: inside a repeated hour, the last occurrence may show a later wall-clock time
        // than `at` does.
        let mut wall = self.wall_after(at)?;
        loop {
            wall = self.cron.find_previous_occurrence(&wall, false).ok()?;
            let instant = self.instant(wall)?;
            if instant <= at {
                return Some(instant);
            }
        }
    }

    /// How far apart the occurrences are around `at`.
    fn period_at(&self, at: DateTime<Utc>) -> TimeDelta {
        let length = || {
            let latest = self.at_or_before(at)?;
            if latest == at {
                let just_before = at - TimeDelta::nanoseconds(1);
                return Some(at - self.at_or_before(just_before)?);
            }
            Some(self.after(at)? - latest)
        };
        length().unwrap_or(TimeDelta::weeks(1))
    }

    /// The wall-clock time of the first occurrence after `at`.
    ///
    /// Wall-clock times in their order are instants in their order, so the first one that lies after `at`
    /// is also later on the wall.
    fn wall_after(&self, at: DateTime<Utc>) -> Option<NaiveDateTime> {
        let mut wall = at.with_timezone(&self.zone).naive_local();
        loop {
            wall = self.cron.find_next_occurrence(&wall, false).ok()?;
            if self.instant(wall)? > at {
                return Some(wall);
            }
        }
    }

    /// When the wall clock shows `wall` for the first time, or, if it jumps over it, when it has jumped.
    fn instant(&self, wall: NaiveDateTime) -> Option<DateTime<Utc>> {
        let local = match self.zone.from_local_datetime(&wall) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at,
            LocalResult::None => GapInfo::new(&wall, &self.zone)?.end?,
        };
        Some(local.with_timezone(&Utc))
    }
}
