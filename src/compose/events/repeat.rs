//! The dates that a rule gives (RFC 5545, section 3.3.10), as far as [`Repeats`] goes.

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveDateTime, Weekday};

use crate::event::{Period, Repeats};

/// Periods that are gone through at most: thirteen years of a daily rule that has to be counted from its start.
const MOST_PERIODS: u32 = 5_000;

/// The starts up to `last`, the earliest of them perhaps long before `first`.
pub(super) fn starts(
    start: NaiveDateTime,
    rule: &Repeats,
    first: NaiveDateTime,
    last: NaiveDateTime,
) -> Vec<NaiveDateTime> {
    let mut found = Vec::new();
    let mut counted = 0;
    let end = rule.until.map_or(last, |until| until.min(last));
    let skipped = skipped(start.date(), rule, first.date());
    for index in skipped..skipped.saturating_add(MOST_PERIODS) {
        let Some((begins, days)) = period(start.date(), rule, index) else {
            break;
        };
        if begins > end.date() {
            break;
        }
        for day in days {
            let at = day.and_time(start.time());
            if at < start {
                continue;
            }
            counted += 1;
            if at > end || rule.count.is_some_and(|count| counted > count) {
                return found;
            }
            if at >= first {
                found.push(at);
            }
        }
    }
    found
}

/// The periods before `first` that need not be looked at; a rule that counts has to look at all.
fn skipped(start: NaiveDate, rule: &Repeats, first: NaiveDate) -> u32 {
    if rule.count.is_some() || first <= start {
        return 0;
    }
    let days = u32::try_from((first - start).num_days()).unwrap_or(0);
    let each = match rule.every {
        Period::Day => 1,
        Period::Week => 7,
        Period::Month => 31,
        Period::Year => 366,
    };
    (days / each / rule.interval.max(1)).saturating_sub(1)
}

/// When the period begins, and the days in it that the rule names.
fn period(start: NaiveDate, rule: &Repeats, index: u32) -> Option<(NaiveDate, Vec<NaiveDate>)> {
    let steps = index.checked_mul(rule.interval.max(1))?;
    let (begins, mut days) = match rule.every {
        Period::Day => {
            let day = start.checked_add_days(Days::new(steps.into()))?;
            let is_named = rule.weekdays.is_empty() || is_one_of(day, rule);
            (day, is_named.then_some(day).into_iter().collect())
        }
        Period::Week => {
            let back = start.weekday().days_since(rule.week_start);
            let week = start
                .checked_sub_days(Days::new(back.into()))?
                .checked_add_days(Days::new(u64::from(steps) * 7))?;
            (week, week_days(week, start.weekday(), rule))
        }
        Period::Month => {
            let month = start.with_day(1)?.checked_add_months(Months::new(steps))?;
            (month, month_days(month, start.day(), rule))
        }
        Period::Year => {
            let year = start.year().checked_add(i32::try_from(steps).ok()?)?;
            let begins = NaiveDate::from_ymd_opt(year, 1, 1)?;
            let mut months = rule.months.clone();
            if months.is_empty() {
                months.push(start.month());
            }
            months.sort_unstable();
            // 29 February comes every fourth year.
            let months = months
                .into_iter()
                .filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1));
            let days = months.flat_map(|month| month_days(month, start.day(), rule));
            (begins, days.collect())
        }
    };
    days.retain(|day| rule.months.is_empty() || rule.months.contains(&day.month()));
    Some((begins, placed(days, rule)))
}

/// Those of the days whose places are asked for, from the front or the back.
fn placed(days: Vec<NaiveDate>, rule: &Repeats) -> Vec<NaiveDate> {
    if rule.positions.is_empty() {
        return days;
    }
    let all = days.len();
    let is_asked = |at: usize| {
        rule.positions.iter().any(|place| {
            let nth = usize::from(place.unsigned_abs());
            let from_front = if *place > 0 {
                Some(nth)
            } else {
                (all + 1).checked_sub(nth)
            };
            from_front == Some(at + 1)
        })
    };
    let days = days.into_iter().enumerate();
    days.filter(|(at, _)| is_asked(*at))
        .map(|(_, day)| day)
        .collect()
}

fn is_one_of(day: NaiveDate, rule: &Repeats) -> bool {
    let mut weekdays = rule.weekdays.iter();
    weekdays.any(|(_, wanted)| day.weekday() == *wanted)
}

fn week_days(week: NaiveDate, own: Weekday, rule: &Repeats) -> Vec<NaiveDate> {
    let wanted = |day: &NaiveDate| {
        if rule.weekdays.is_empty() {
            day.weekday() == own
        } else {
            is_one_of(*day, rule)
        }
    };
    week.iter_days().take(7).filter(wanted).collect()
}

fn month_days(month: NaiveDate, own: u32, rule: &Repeats) -> Vec<NaiveDate> {
    let days: Vec<NaiveDate> = month
        .iter_days()
        .take_while(|day| day.month() == month.month())
        .collect();
    let length = i32::try_from(days.len()).unwrap_or(31);
    let from_end = |n: i8, of: i32| {
        if n > 0 {
            i32::from(n)
        } else {
            of + 1 + i32::from(n)
        }
    };
    let wanted = |day: &&NaiveDate| {
        let at = i32::try_from(day.day()).unwrap_or(0);
        if rule.weekdays.is_empty() && rule.month_days.is_empty() {
            return day.day() == own;
        }
        // The how-manieth of its weekday it is, and how many of them the month has.
        let nth = (at - 1) / 7 + 1;
        let of = nth + (length - at) / 7;
        let mut weekdays = rule.weekdays.iter();
        let mut month_days = rule.month_days.iter();
        (rule.weekdays.is_empty()
            || weekdays.any(|(which, weekday)| {
                *weekday == day.weekday() && which.is_none_or(|n| from_end(n, of) == nth)
            }))
            && (rule.month_days.is_empty() || month_days.any(|n| from_end(*n, length) == at))
    };
    days.iter().filter(wanted).copied().collect()
}
