//! Calendars of strangers, and on which days their events fall: see ../README.md.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roundup::{compose::fuzzing::occasions, gather::fuzzing::ical};

fuzz_target!(|octets: &[u8]| {
    let Some((events, problems)) = ical(octets) else {
        return;
    };
    assert!(events.len() <= 2_000 && problems.len() <= 60);
    for problem in &problems {
        assert!(problem.len() < 4_000 && !problem.contains(char::is_control));
    }
    let slot = "2026-11-20T06:00:00Z".parse().expect("a moment");
    for event in events {
        assert!(!event.title.is_empty() && !event.title.contains(char::is_control));
        let coming = occasions(event, slot, 7);
        assert!(
            coming
                .iter()
                .all(|one| one.ends.is_none_or(|end| end > one.starts))
        );
        assert!(coming.len() <= 1_100);
    }
});
