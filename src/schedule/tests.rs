//! Examples around the changes of the clock, and properties over random schedules, zones and runs.

use chrono::{Datelike, Timelike};
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::config::{Approval, Span};

const DAY: u64 = 86_400;

fn schedule(cron: &str, catch_up: u64) -> Schedule {
    Schedule {
        segment: None,
        cron: cron.parse().unwrap(),
        catch_up: Span::seconds(catch_up),
        approval: Approval::Auto,
        deadline: Span::seconds(0),
    }
}

fn zone(name: &str) -> Tz {
    name.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn slot(text: &str) -> Slot {
    Slot(at(text))
}

/// All occurrences in a stretch of time, found by asking for one after the other.
fn occurrences(cron: &str, zone: Tz, from: &str, to: &str) -> Vec<DateTime<Utc>> {
    let cron = cron.parse().unwrap();
    let times = Times::of(&cron, zone);
    std::iter::successors(times.after(at(from)), |last| times.after(*last))
        .take_while(|time| *time <= at(to))
        .collect()
}

#[test]
fn a_slot_is_due_from_its_moment_until_catch_up_is_over() {
    let weekly = schedule("0 7 * * FRI", DAY);
    let berlin = zone("Europe/Berlin");
    let last = Some(slot("2025-05-02T05:00:00Z"));
    let this = Some(slot("2025-05-09T05:00:00Z"));
    let next = Some(slot("2025-05-16T05:00:00Z"));
    let ask = |now| due(&weekly, berlin, last, at(now));
    let answer = |due, next, missed| Answer { due, next, missed };

    assert_eq!(ask("2025-05-09T04:59:59.999999Z"), answer(None, this, None));
    assert_eq!(ask("2025-05-09T05:00:00Z"), answer(this, next, None));
    assert_eq!(ask("2025-05-10T05:00:00Z"), answer(this, next, None));
    assert_eq!(ask("2025-05-10T05:00:00.000001Z"), answer(None, next, this));
}

#[test]
fn of_several_missed_slots_the_latest_is_due() {
    let weekly = schedule("0 7 * * FRI", DAY);
    let last = Some(slot("2025-04-04T05:00:00Z"));
    let answer = due(
        &weekly,
        zone("Europe/Berlin"),
        last,
        at("2025-05-09T06:00:00Z"),
    );
    assert_eq!(answer.due, Some(slot("2025-05-09T05:00:00Z")));
    assert_eq!(answer.missed, None);
}

#[test]
fn a_new_publication_has_missed_nothing() {
    let weekly = schedule("0 7 * * FRI", DAY);
    let answer = due(
        &weekly,
        zone("Europe/Berlin"),
        None,
        at("2025-05-13T06:00:00Z"),
    );
    assert_eq!((answer.due, answer.missed), (None, None));
}

#[test]
fn a_clock_set_back_makes_nothing_due_again() {
    let weekly = schedule("0 7 * * FRI", DAY);
    let last = slot("2025-05-09T05:00:00Z");
    let berlin = zone("Europe/Berlin");
    let answer = due(&weekly, berlin, Some(last), at("2025-05-01T06:00:00Z"));
    assert_eq!(answer.due, None);
    assert_eq!(answer.next, Some(slot("2025-05-16T05:00:00Z")));
    let empty = window(&weekly, berlin, slot("2025-05-02T05:00:00Z"), Some(last.0));
    assert_eq!((empty.from, empty.to), (last.0, last.0));
}

#[test]
fn the_draft_is_of_the_due_slot_else_of_the_next() {
    let weekly = schedule("0 7 * * FRI", DAY);
    let draft = |now| next_draft(&weekly, zone("Europe/Berlin"), None, at(now));
    assert_eq!(
        draft("2025-05-09T04:00:00Z"),
        Some(slot("2025-05-09T05:00:00Z"))
    );
    assert_eq!(
        draft("2025-05-09T09:00:00Z"),
        Some(slot("2025-05-09T05:00:00Z"))
    );
    assert_eq!(
        draft("2025-05-11T09:00:00Z"),
        Some(slot("2025-05-16T05:00:00Z"))
    );
}

// Clocks in Berlin jump from 02:00 to 03:00 on 2025-03-30, and from 03:00 back to 02:00 on 2025-10-26.
#[rstest]
#[case::gap("0 2 * * SUN", "2025-03-29T12:00:00Z", "2025-03-31T12:00:00Z", &["2025-03-30T01:00:00Z"])]
#[case::late_in_the_gap("59 2 * * SUN", "2025-03-29T12:00:00Z", "2025-03-31T12:00:00Z", &["2025-03-30T01:00:00Z"])]
#[case::overlap("0 2 * * SUN", "2025-10-25T12:00:00Z", "2025-10-27T12:00:00Z", &["2025-10-26T00:00:00Z"])]
#[case::late_in_the_overlap("30 2 * * SUN", "2025-10-25T12:00:00Z", "2025-10-27T12:00:00Z", &["2025-10-26T00:30:00Z"])]
#[case::two_hours_in_the_gap("0 2,14 * * SUN", "2025-03-29T12:00:00Z", "2025-03-31T12:00:00Z", &["2025-03-30T01:00:00Z", "2025-03-30T12:00:00Z"])]
#[case::two_hours_in_the_overlap("0 2,14 * * SUN", "2025-10-25T12:00:00Z", "2025-10-27T12:00:00Z", &["2025-10-26T00:00:00Z", "2025-10-26T13:00:00Z"])]
#[case::two_times_in_one_gap("15,45 2 * * SUN", "2025-03-29T12:00:00Z", "2025-03-31T12:00:00Z", &["2025-03-30T01:00:00Z"])]
fn each_time_on_the_wall_happens_once(
    #[case] cron: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &[&str],
) {
    let expected: Vec<_> = expected.iter().map(|text| at(text)).collect();
    let found = occurrences(cron, zone("Europe/Berlin"), from, to);
    assert_eq!(found, expected);
}

#[test]
fn within_the_repeated_hour_nothing_is_due_twice() {
    let weekly = schedule("30 2 * * SUN", DAY);
    let berlin = zone("Europe/Berlin");
    let first = slot("2025-10-26T00:30:00Z");
    // 02:10 for the second time: the slot's wall-clock time is still ahead, its instant is not.
    let unsent = due(&weekly, berlin, None, at("2025-10-26T01:10:00Z"));
    assert_eq!(unsent.due, Some(first));
    let sent = due(&weekly, berlin, Some(first), at("2025-10-26T01:40:00Z"));
    assert_eq!(sent.due, None);
    assert_eq!(sent.next, Some(slot("2025-11-02T01:30:00Z")));
}

#[test]
fn a_day_that_a_zone_leaves_out_is_made_up_for() {
    // Samoa went from the 29th to the 31st of December 2011.
    let found = occurrences(
        "0 7 * * FRI",
        zone("Pacific/Apia"),
        "2011-12-28T00:00:00Z",
        "2012-01-05T00:00:00Z",
    );
    assert_eq!(found, [at("2011-12-30T10:00:00Z")]);
}

#[rstest]
#[case::weekly_over_the_change("0 7 * * FRI", "2025-04-04T05:00:00Z", "2025-03-28T06:00:00Z")]
#[case::monthly("0 7 1 * *", "2025-05-01T05:00:00Z", "2025-04-01T05:00:00Z")]
#[case::between_two_slots("0 7 * * FRI", "2025-05-12T09:30:00Z", "2025-05-05T09:30:00Z")]
#[case::never("0 7 30 2 *", "2025-05-12T09:30:00Z", "2025-05-05T09:30:00Z")]
fn the_first_window_is_one_period_long(#[case] cron: &str, #[case] to: &str, #[case] from: &str) {
    let found = window(&schedule(cron, DAY), zone("Europe/Berlin"), slot(to), None);
    assert_eq!((found.from, found.to), (at(from), at(to)));
}

#[test]
fn a_schedule_that_never_comes_round_is_never_due() {
    let never = schedule("0 7 30 2 *", DAY);
    let answer = due(&never, zone("UTC"), None, at("2025-05-12T09:30:00Z"));
    assert_eq!((answer.due, answer.next), (None, None));
}

const CRONS: [&str; 9] = [
    "0 7 * * FRI",
    "0 7 * * *",
    "0 6 * * TUE,FRI",
    "15 18 1 * *",
    "0 9 L * *",
    "30 2 * * SUN",
    "30 2 * * *",
    "0 0,12 * * *",
    "*/20 1-3 * * SAT,SUN",
];

const ZONES: [&str; 9] = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
];

fn case() -> impl Strategy<Value = (Schedule, Tz)> {
    let catch_up = prop_oneof![Just(0), 1..14 * DAY, Just(DAY)];
    (
        proptest::sample::select(&CRONS[..]),
        proptest::sample::select(&ZONES[..]),
        catch_up,
    )
        .prop_map(|(cron, name, catch_up)| (schedule(cron, catch_up), zone(name)))
}

fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    // 2010 to 2035, with parts of a second.
    (1_262_304_000_000_i64..2_051_222_400_000)
        .prop_map(|millis| DateTime::from_timestamp_millis(millis).unwrap())
}

proptest! {
    #[test]
    fn windows_join_and_no_slot_is_due_twice(
        (schedule, zone) in case(),
        start in moment(),
        steps in proptest::collection::vec(1_i64..10 * 86_400_000, 1..40),
    ) {
        let mut now = start;
        let mut last: Option<Slot> = None;
        let mut end: Option<DateTime<Utc>> = None;
        for step in steps {
            now += TimeDelta::milliseconds(step);
            let answer = due(&schedule, zone, last, now);
            prop_assert!(answer.next.is_some_and(|Slot(next)| next > now));
            prop_assert!(!(answer.due.is_some() && answer.missed.is_some()));
            let Some(slot) = answer.due else { continue };
            prop_assert!(slot.0 <= now);
            prop_assert!(now - slot.0 <= schedule.catch_up.delta());
            prop_assert!(last.is_none_or(|last| slot > last));
            let window = window(&schedule, zone, slot, end);
            prop_assert_eq!(end.unwrap_or(window.from), window.from);
            prop_assert!(window.from < window.to);
            prop_assert_eq!(window.to, slot.0);
            prop_assert_eq!(due(&schedule, zone, Some(slot), now).due, None);
            (last, end) = (Some(slot), Some(window.to));
        }
    }

    #[test]
    fn after_and_before_agree((schedule, zone) in case(), now in moment()) {
        let times = Times::of(&schedule.cron, zone);
        let next = times.after(now).unwrap();
        let previous = times.at_or_before(now).unwrap();
        prop_assert!(previous <= now && now < next);
        prop_assert_eq!(times.after(previous), Some(next));
        prop_assert_eq!(times.at_or_before(next), Some(next));
        prop_assert_eq!(times.at_or_before(next - TimeDelta::nanoseconds(1)), Some(previous));
    }

    #[test]
    fn a_daily_slot_comes_on_every_day(name in proptest::sample::select(&ZONES[..]), year in 2012_i32..2035) {
        let zone = zone(name);
        let (from, to) = (format!("{year}-01-02T12:00:00Z"), format!("{year}-12-30T12:00:00Z"));
        let found = occurrences("30 2 * * *", zone, &from, &to);
        let local: Vec<_> = found.iter().map(|time| time.with_timezone(&zone)).collect();
        for pair in local.windows(2) {
            prop_assert_eq!(pair[0].date_naive().succ_opt(), Some(pair[1].date_naive()));
        }
        let moved = local.iter().filter(|time| (time.hour(), time.minute()) != (2, 30)).count();
        prop_assert!(moved <= 2, "only in a gap may it be another time: {}", moved);
        prop_assert!(local.iter().all(|time| time.year() == year || time.year() == year + 1));
    }
}
