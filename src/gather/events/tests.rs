//! Calendars as programs write them.

use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::event::{Clock, Period};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:Europe/Berlin\r\n\
BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Berlin:20261121T180000\r\nDTEND;TZID=Europe/Berlin:20261121T200000\r\n\
SUMMARY:Reading\\, with a\r\n  long name\r\nLOCATION:Town Hall\\, Weirbridge\r\nURL:/events/reading\r\n\
DESCRIPTION:<b>Bring</b> a chair.\r\nBEGIN:VALARM\r\nSUMMARY:Alarm\r\nEND:VALARM\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20261122\r\nSUMMARY:Fair\r\nDESCRIPTION:See https://fair.example/now.\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:3\r\nDTSTART:20261123T100000Z\r\nDURATION:PT45M\r\nSUMMARY:Off\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:4\r\nDTSTART:20261105T190000\r\nSUMMARY:Choir\r\nRRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20261231T170000Z\r\n\
EXDATE:20261112T190000,20261119T190000\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:4\r\nRECURRENCE-ID:20261126T190000\r\nDTSTART:20261126T200000\r\nSUMMARY:Choir\\, later\r\nEND:VEVENT\r\n\
END:VCALENDAR\r\n";

fn now() -> DateTime<Utc> {
    "2026-11-20T06:00:00Z".parse().unwrap()
}

fn read(text: &str) -> Calendar {
    parse(
        text.as_bytes(),
        &Url::parse("https://weir.example/calendar.ics").unwrap(),
        now(),
    )
    .unwrap()
}

#[test]
fn events_with_their_clocks_places_and_links() {
    let calendar = read(CALENDAR);
    assert_eq!(calendar.problems, Vec::<String>::new());
    let titles: Vec<&str> = calendar.events.iter().map(|e| e.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Reading, with a long name", "Fair", "Choir", "Choir, later"]
    );
    let [reading, fair, choir, later] = calendar.events.as_slice() else {
        panic!("four events")
    };
    assert_eq!(reading.clock, Clock::Zone(Tz::Europe__Berlin));
    assert_eq!(reading.minutes, 120);
    assert_eq!(reading.place.as_deref(), Some("Town Hall, Weirbridge"));
    assert_eq!(reading.about.as_deref(), Some("Bring a chair."));
    assert_eq!(
        reading.url.as_ref().unwrap().as_str(),
        "https://weir.example/events/reading"
    );
    assert_eq!((fair.clock, fair.minutes), (Clock::Day, 1_440));
    assert_eq!(
        fair.url.as_ref().unwrap().as_str(),
        "https://fair.example/now"
    );
    // Times that name no zone are those of the calendar's owner.
    assert_eq!(choir.clock, Clock::Zone(Tz::Europe__Berlin));
    let rule = choir.repeats.as_ref().unwrap();
    assert_eq!(rule.every, Period::Week);
    assert_eq!(
        rule.until.unwrap().to_string(),
        "2026-12-31 18:00:00",
        "by the event's clock"
    );
    assert_eq!(
        choir.except.len(),
        3,
        "two left out, one put in another place"
    );
    assert_eq!(later.starts.to_string(), "2026-11-26 20:00:00");
}

#[test]
fn what_is_wrong_is_told_and_stops_nothing_else() {
    let event = |lines: &str| format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n");
    let text = [
        "BEGIN:VCALENDAR\n".to_owned(),
        event("SUMMARY:No time"),
        event("DTSTART:20261121T180000"),
        event("SUMMARY:Odd zone\nDTSTART;TZID=Nowhere/Town:20261121T180000"),
        event("SUMMARY:No day\nDTSTART:20261332"),
        event("SUMMARY:Odd rule\nDTSTART:20261121T180000\nRRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR"),
        event("SUMMARY:Hourly\nDTSTART:20261121T180000\nRRULE:FREQ=HOURLY"),
        event("SUMMARY:Good\nDTSTART:20261121T180000"),
    ]
    .concat();
    let calendar = read(&text);
    insta::assert_snapshot!(calendar.problems.join("\n"));
    assert_eq!(calendar.events.len(), 3);
}

fn calendar(inner: &str) -> Calendar {
    let text = format!("BEGIN:VCALENDAR\n{inner}\nEND:VCALENDAR\n");
    read(&text.replace('\n', "\r\n"))
}

#[test]
fn rules_by_year_and_by_place_are_read() {
    let with = |rule: &str| {
        let event = format!(
            "BEGIN:VEVENT\nUID:1\nDTSTART:20201129T100000\nRRULE:{rule}\nSUMMARY:x\nEND:VEVENT"
        );
        let mut calendar = calendar(&event);
        assert_eq!(calendar.problems, Vec::<String>::new(), "{rule}");
        calendar.events.remove(0).repeats.expect("a rule")
    };
    let sunday = with("FREQ=YEARLY;BYMONTH=11;BYDAY=-1SU");
    assert_eq!(
        (sunday.every, sunday.months.as_slice()),
        (Period::Year, &[11][..])
    );
    assert_eq!(sunday.weekdays, [(Some(-1), chrono::Weekday::Sun)]);
    let first = with("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1");
    assert_eq!(first.positions, [1, -1]);
    assert_eq!(
        with("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=30").month_days,
        [30]
    );
}

#[test]
fn zones_of_the_calendar_s_own_have_their_hours() {
    let zone = |name: &str, more: &str| {
        format!(
            "BEGIN:VTIMEZONE\nTZID:{name}\n{more}END:VTIMEZONE\n\
             BEGIN:VEVENT\nUID:{name}\nDTSTART;TZID={name}:20261129T100000\nSUMMARY:{name}\nEND:VEVENT\n"
        )
    };
    let hours =
        |kind: &str, offset: &str| format!("BEGIN:{kind}\nTZOFFSETTO:{offset}\nEND:{kind}\n");
    let both = hours("STANDARD", "+0100") + &hours("DAYLIGHT", "+0200");
    let read = calendar(
        &[
            zone("Weir Time", &both),
            zone("Mill Time", &hours("STANDARD", "-0400")),
            zone("Named", "X-LIC-LOCATION:Europe/Vienna\n"),
            zone("Nothing", ""),
        ]
        .concat(),
    );
    let clocks: Vec<Clock> = read.events.iter().map(|event| event.clock).collect();
    assert_eq!(
        clocks,
        [
            Clock::Zone(Tz::Europe__Budapest),
            Clock::Zone(Tz::Etc__GMTPlus4),
            Clock::Zone(Tz::Europe__Vienna)
        ]
    );
    let told = read.problems.join("\n");
    assert!(
        told.contains("\"Weir Time\" is the calendar's own"),
        "{told}"
    );
    assert!(told.contains("\"Nothing\" is not known"), "{told}");
}

#[test]
fn an_event_without_its_end_is_told() {
    let whole = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261129T100000Z\r\nSUMMARY:whole\r\nEND:VEVENT\r\n";
    let read = read(&format!(
        "{whole}BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:half\r\nDTST"
    ));
    assert_eq!(read.events.len(), 1);
    assert_eq!(
        read.problems,
        ["line 7: \"half\": it has no end (END:VEVENT), so it is cut off and left out"]
    );
}

#[test]
fn nonsense_is_no_calendar() {
    let base = Url::parse("https://weir.example/").unwrap();
    for text in ["", "<html></html>", "BEGIN:VEVENT", "\u{feff}"] {
        assert!(parse(text.as_bytes(), &base, now()).is_err(), "{text}");
    }
    assert!(
        parse(
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:\xff\xfe\nSUMMARY:\xff",
            &base,
            now()
        )
        .is_ok()
    );
    let old = "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20260921\nEND:VEVENT\n".repeat(3_000);
    let one = "BEGIN:VEVENT\nSUMMARY:y\nDTSTART:20261121\nEND:VEVENT\n";
    let long = read(&format!("BEGIN:VCALENDAR\n{old}{one}"));
    assert_eq!(long.events.len(), 1, "old events are in nobody's way");
    let many = "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20261121\n".repeat(3);
    assert!(read(&format!("BEGIN:VCALENDAR\n{many}")).events.is_empty());
}

/// Bits of calendars, so that chance makes something like one.
fn bit() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("BEGIN:VEVENT\n".to_owned()),
        Just("END:VEVENT\n".to_owned()),
        Just("SUMMARY:x\n".to_owned()),
        Just("UID:1\n".to_owned()),
        "DTSTART(;VALUE=DATE|;TZID=Europe/Berlin|):[0-9]{8}(T[0-9]{6}Z?|)\n",
        "(DTEND|EXDATE|RDATE|RECURRENCE-ID):20261[0-9]{3}(T[0-2][0-9]{5}Z?|)(,20261122|)\n",
        "RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);(COUNT|INTERVAL|BYMONTHDAY|UNTIL)=-?[0-9]{1,10}(;BYDAY=-?[0-9]?(FR|SU))?\n",
        "DURATION:P[0-9]{0,20}[DWTHM]{0,3}\n",
        "\\PC{0,40}\n",
    ]
}

proptest! {
    #[test]
    fn no_calendar_is_too_odd(bits in proptest::collection::vec(bit(), 0..40)) {
        // A line that begins with a space goes on with the one before, which had better not be the first.
        let calendar = read(&format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}", bits.concat()));
        for event in &calendar.events {
            prop_assert!(!event.title.is_empty() && event.minutes >= 0);
        }
    }
}
