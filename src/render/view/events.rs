//! An event as a line: its name, and after it day, time and place.

use chrono::TimeDelta;
use roundup_templates::view::Headline;

use super::{line, web_link};
use crate::{dates::Calendar, event::Occasion, mime::one_line};

pub(super) fn headline(event: &Occasion, calendar: Calendar) -> Headline {
    let place = event.place.as_deref().and_then(line);
    Headline {
        title: one_line(&event.title),
        url: event.url.as_ref().and_then(web_link),
        language: None,
        details: std::iter::once(time(event, calendar))
            .chain(place)
            .collect(),
    }
}

/// `Saturday, 21 November, 18:00–20:00`; without a time where whole days are meant.
fn time(event: &Occasion, calendar: Calendar) -> String {
    let first = calendar.day(event.starts);
    if event.all_day {
        // It ends where the next day begins.
        let last = event
            .ends
            .map(|end| calendar.day(end - TimeDelta::minutes(1)));
        return match last.filter(|last| *last != first) {
            Some(last) => format!("{first} – {last}"),
            None => first,
        };
    }
    let from = calendar.time(event.starts);
    let Some(end) = event.ends else {
        return format!("{first}, {from}");
    };
    let (last, to) = (calendar.day(end), calendar.time(end));
    // A night out ends on the same evening, whatever the calendar's day.
    if last == first || end - event.starts < TimeDelta::hours(12) {
        format!("{first}, {from}–{to}")
    } else {
        format!("{first}, {from} – {last}, {to}")
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
        time(&event, Calendar::of(language, Tz::Europe__Berlin))
    }

    #[test]
    fn times_are_those_of_the_publication() {
        let at = "2026-11-21T17:00:00Z";
        assert_eq!(written(at, "", false, "en"), "Saturday, 21 November, 18:00");
        assert_eq!(
            written(at, "2026-11-21T19:30:00Z", false, "de"),
            "Samstag, 21. November, 18:00–20:30"
        );
        assert_eq!(
            written(at, "2026-11-22T00:00:00Z", false, "en-US"),
            "Saturday, November 21, 6:00\u{a0}PM–1:00\u{a0}AM"
        );
        assert_eq!(
            written(at, "2026-11-22T17:00:00Z", false, "en"),
            "Saturday, 21 November, 18:00 – Sunday, 22 November, 18:00"
        );
        let midnight = "2026-11-20T23:00:00Z";
        assert_eq!(
            written(midnight, "2026-11-21T23:00:00Z", true, "en"),
            "Saturday, 21 November"
        );
        assert_eq!(
            written(midnight, "2026-11-22T23:00:00Z", true, "en"),
            "Saturday, 21 November – Sunday, 22 November"
        );
    }
}
