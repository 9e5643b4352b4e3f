//! When events take place, by example.

use rstest::rstest;

use super::*;
use crate::{
    event::{Period, Repeats},
    piece::SourceName,
};
use chrono::Weekday;

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn event(starts: &str, clock: Clock, repeats: Option<Repeats>) -> StoredEvent {
    StoredEvent {
        source: SourceName("town".to_owned()),
        event: Event {
            uid: "1".to_owned(),
            title: "Market".to_owned(),
            starts: at(starts),
            clock,
            minutes: if clock == Clock::Day { 1440 } else { 90 },
            place: None,
            url: None,
            about: None,
            repeats,
            also: Vec::new(),
            except: Vec::new(),
        },
    }
}

fn rule(every: Period) -> Repeats {
    Repeats {
        every,
        interval: 1,
        count: None,
        until: None,
        weekdays: Vec::new(),
        month_days: Vec::new(),
        months: Vec::new(),
        positions: Vec::new(),
        week_start: Weekday::Mon,
    }
}

/// What an edition of Friday, 20 November, seven in the morning in Berlin announces for so many days.
fn announced(event: &StoredEvent, days: u32) -> Vec<String> {
    let slot = "2026-11-20T06:00:00Z".parse().unwrap();
    let horizon = Horizon::new(slot, days, Tz::Europe__Berlin);
    let found = horizon.occasions(event);
    found
        .iter()
        .map(|o| o.starts.format("%m-%dT%H:%MZ").to_string())
        .collect()
}

const BERLIN: Clock = Clock::Zone(Tz::Europe__Berlin);

#[rstest]
#[case("2026-11-20T07:30:00", BERLIN, &["11-20T06:30Z"])]
#[case("2026-11-20T06:30:00", BERLIN, &[])]
#[case("2026-11-27T06:59:00", BERLIN, &["11-27T05:59Z"])]
#[case("2026-11-27T07:00:00", BERLIN, &[])]
#[case("2026-11-21T18:00:00", Clock::Local, &["11-21T17:00Z"])]
#[case("2026-11-21T18:00:00", Clock::Zone(Tz::America__New_York), &["11-21T23:00Z"])]
// The slot's own day has begun, and is still to come.
#[case("2026-11-20T00:00:00", Clock::Day, &["11-19T23:00Z"])]
#[case("2026-11-19T00:00:00", Clock::Day, &[])]
fn once(#[case] starts: &str, #[case] clock: Clock, #[case] wanted: &[&str]) {
    assert_eq!(announced(&event(starts, clock, None), 7), wanted);
}

#[test]
fn years_by_weekday_and_places_in_a_month() {
    let of =
        |starts: &str, rule: Repeats, days| announced(&event(starts, BERLIN, Some(rule)), days);
    let last_sunday_of_november = Repeats {
        months: vec![11],
        weekdays: vec![(Some(-1), Weekday::Sun)],
        ..rule(Period::Year)
    };
    assert_eq!(
        of("2020-11-29T10:00:00", last_sunday_of_november, 400),
        ["11-29T09:00Z", "11-28T09:00Z"]
    );
    let workdays = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];
    let first_workday = Repeats {
        weekdays: workdays.map(|day| (None, day)).to_vec(),
        positions: vec![1],
        ..rule(Period::Month)
    };
    assert_eq!(
        of("2026-10-01T10:00:00", first_workday.clone(), 45),
        ["12-01T09:00Z", "01-01T09:00Z"]
    );
    let last_workday_in_winter = Repeats {
        positions: vec![-1],
        months: vec![12, 1],
        ..first_workday
    };
    assert_eq!(
        of("2020-01-31T10:00:00", last_workday_in_winter, 200),
        ["12-31T09:00Z", "01-29T09:00Z"]
    );
    let friday_13th = Repeats {
        weekdays: vec![(None, Weekday::Fri)],
        month_days: vec![13],
        ..rule(Period::Month)
    };
    assert_eq!(
        of("2026-02-13T10:00:00", friday_13th, 300),
        ["08-13T08:00Z"]
    );
    let workday = Repeats {
        weekdays: workdays.map(|day| (None, day)).to_vec(),
        ..rule(Period::Day)
    };
    assert_eq!(
        of("2026-11-02T10:00:00", workday, 4),
        ["11-20T09:00Z", "11-23T09:00Z"]
    );
}

#[test]
fn the_clock_on_the_wall_stays_when_the_clocks_change() {
    let weekly = event("2026-06-06T18:00:00", BERLIN, Some(rule(Period::Week)));
    assert_eq!(announced(&weekly, 7), ["11-21T17:00Z"]);
}

#[test]
fn rules() {
    let of =
        |starts: &str, rule: Repeats, days| announced(&event(starts, BERLIN, Some(rule)), days);
    let daily = Repeats {
        interval: 3,
        ..rule(Period::Day)
    };
    assert_eq!(
        of("2026-01-01T12:00:00", daily.clone(), 7),
        ["11-21T11:00Z", "11-24T11:00Z"]
    );
    // Ten times from 1 November on is until the 28th.
    let ten = Repeats {
        count: Some(10),
        ..daily
    };
    assert_eq!(
        of("2026-11-01T12:00:00", ten, 14),
        ["11-22T11:00Z", "11-25T11:00Z", "11-28T11:00Z"]
    );
    let two_days = Repeats {
        weekdays: vec![(None, Weekday::Tue), (None, Weekday::Sat)],
        interval: 2,
        until: Some(at("2026-11-24T12:00:00")),
        ..rule(Period::Week)
    };
    assert_eq!(of("2026-11-10T12:00:00", two_days, 30), ["11-24T11:00Z"]);
    let last_friday = Repeats {
        weekdays: vec![(Some(-1), Weekday::Fri)],
        ..rule(Period::Month)
    };
    assert_eq!(
        of("2026-01-30T12:00:00", last_friday, 40),
        ["11-27T11:00Z", "12-25T11:00Z"]
    );
    let last_day = Repeats {
        month_days: vec![-1, 31],
        ..rule(Period::Month)
    };
    assert_eq!(
        of("2026-01-31T12:00:00", last_day, 45),
        ["11-30T11:00Z", "12-31T11:00Z"]
    );
    // Months without a 31st have no such day.
    assert_eq!(
        of("2026-01-31T12:00:00", rule(Period::Month), 45),
        ["12-31T11:00Z"]
    );
    assert_eq!(
        of("2000-11-22T12:00:00", rule(Period::Year), 7),
        ["11-22T11:00Z"]
    );
}

#[test]
fn what_is_left_out_and_what_is_added() {
    let mut weekly = event("2026-11-07T18:00:00", BERLIN, Some(rule(Period::Week)));
    weekly.event.except = vec![at("2026-11-21T18:00:00"), at("2026-12-05T00:00:00")];
    weekly.event.also = vec![at("2026-11-22T18:00:00")];
    assert_eq!(announced(&weekly, 17), ["11-22T17:00Z", "11-28T17:00Z"]);
}

#[test]
fn far_dates_and_wide_steps_end() {
    for every in [Period::Day, Period::Week, Period::Month, Period::Year] {
        let wide = Repeats {
            interval: u32::MAX,
            ..rule(every)
        };
        announced(&event("1900-01-01T00:00:00", BERLIN, Some(wide)), 366);
        let counted = Repeats {
            count: Some(u32::MAX),
            ..rule(every)
        };
        announced(&event("1900-01-01T00:00:00", BERLIN, Some(counted)), 366);
    }
}

#[test]
fn what_lasts_for_days_is_announced_until_it_is_over() {
    let mut exhibition = event("2026-11-01T00:00:00", Clock::Day, None);
    exhibition.event.minutes = 20 * 1_440;
    assert_eq!(announced(&exhibition, 7), ["10-31T23:00Z"]);
    exhibition.event.minutes = 19 * 1_440;
    assert_eq!(
        announced(&exhibition, 7),
        [""; 0],
        "its last day was yesterday"
    );
}
