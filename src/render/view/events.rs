//! An event: its name, day, time and place.

use chrono::TimeDelta;
use roundup_templates::view::{Direction, Event};

use super::{line, way::apart, web_link};
use crate::{dates::Calendar, event::Occasion, mime::one_line, words::Phrasebook};

/// The events in their order. One that repeats is told once, with its other days.
pub(super) fn events(
    events: &[Occasion],
    calendar: Calendar,
    words: Phrasebook,
    around: Direction,
) -> Vec<Event> {
    let mut told: Vec<Event> = Vec::new();
    for event in events
        .iter()
        .map(|event| one(event, calendar, words, around))
    {
        let same = |other: &&mut Event| {
            (&other.title, &other.url, &other.place) == (&event.title, &event.url, &event.place)
        };
        match told.iter_mut().find(same) {
            Some(first) => first.again.push(match event.time {
                Some(time) => format!("{} · {time}", event.day),
                None => event.day,
            }),
            None => told.push(event),
        }
    }
    told
}

fn one(event: &Occasion, calendar: Calendar, words: Phrasebook, around: Direction) -> Event {
    let (day, time) = when(event, calendar, words);
    Event {
        title: one_line(&event.title),
        url: event.url.as_ref().and_then(web_link),
        day,
        time,
        again: Vec::new(),
        place: event
            .place
            .as_deref()
            .and_then(line)
            .map(|place| apart(place, around)),
    }
}

/// `Saturday, 21 November` and `18:00–20:00`; without a time where whole days are meant, and with all in the first
/// where it lasts for days.
fn when(event: &Occasion, calendar: Calendar, words: Phrasebook) -> (String, Option<String>) {
    let first = calendar.day(event.starts);
    if event.all_day {
        // It ends where the next day begins.
        let last = event.ends.map(|end| end - TimeDelta::minutes(1));
        return match last.filter(|last| calendar.day(*last) != first) {
            Some(last) => {
                let [first, last] = [event.starts, last].map(|day| calendar.day_brief(day));
                (words.days_between(&first, &last), None)
            }
            None => (first, None),
        };
    }
    let from = calendar.time(event.starts);
    let Some(end) = event.ends else {
        return (first, Some(words.time_from(&from)));
    };
    let (last, to) = (calendar.day(end), calendar.time(end));
    // A night out ends on the same evening, whatever the calendar's day.
    if last == first || end - event.starts < TimeDelta::hours(12) {
        (first, Some(words.time_between(&from, &to)))
    } else {
        let [first, last] = [event.starts, end].map(|day| calendar.day_brief(day));
        let (first, last) = (words.moment(&first, &from), words.moment(&last, &to));
        (words.days_between(&first, &last), None)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::piece::SourceName;

    fn written(starts: &str, ends: &str, all_day: bool, language: &str) -> String {
        let event = Occasion {
            title: "x".to_owned(),
            starts: starts.parse().unwrap(),
            ends: ends.parse().ok(),
            all_day,
            place: None,
            url: None,
            source: SourceName("s".to_owned()),
        };
        let (day, time) = when(
            &event,
            Calendar::of(language, Tz::Europe__Berlin),
            Phrasebook::of(language),
        );
        day + &time.map(|time| format!("; {time}")).unwrap_or_default()
    }

    #[test]
    fn times_are_those_of_the_publication() {
        let at = "2026-11-21T17:00:00Z";
        assert_eq!(written(at, "", false, "en"), "Saturday, 21 November; 18:00");
        assert_eq!(
            written(at, "2026-11-21T19:30:00Z", false, "de"),
            "Samstag, 21. November; 18:00–20:30\u{a0}Uhr"
        );
        assert_eq!(
            written(at, "2026-11-22T00:00:00Z", false, "en-US"),
            "Saturday, November 21; 6:00\u{a0}PM–1:00\u{a0}AM"
        );
        assert_eq!(
            written(at, "2026-11-22T17:00:00Z", false, "en"),
            "Sat, 21 November, 18:00 – Sun, 22 November, 18:00"
        );
        let midnight = "2026-11-20T23:00:00Z";
        assert_eq!(
            written(midnight, "2026-11-21T23:00:00Z", true, "en"),
            "Saturday, 21 November"
        );
        assert_eq!(
            written(midnight, "2026-11-22T23:00:00Z", true, "en"),
            "Sat, 21 November – Sun, 22 November"
        );
    }
    #[test]
    fn every_language_says_from_when_to_when() {
        let said = |language| {
            let evening = ("2026-11-21T17:00:00Z", "2026-11-21T19:30:00Z");
            let days = ("2026-11-30T23:00:00Z", "2026-12-02T23:00:00Z");
            let long = ("2026-11-21T17:00:00Z", "2026-11-22T17:30:00Z");
            [
                written(evening.0, "", false, language),
                written(evening.0, evening.1, false, language),
                written(days.0, days.1, true, language),
                written(long.0, long.1, false, language),
            ]
            .join("\n")
        };
        let all = ["en", "de", "fr", "es", "ar"].map(said).join("\n\n");
        insta::assert_snapshot!(all);
    }
}
