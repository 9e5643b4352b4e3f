//! Feeds, in whatever state they come: see ../README.md.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roundup::gather::fuzzing::feed;

// The first octet says what the server calls it.
fuzz_target!(|input: &[u8]| {
    let Some((&kind, octets)) = input.split_first() else {
        return;
    };
    let content_type = match kind % 4 {
        0 => None,
        1 => Some("text/xml; charset=utf-8"),
        2 => Some("application/rss+xml; charset=windows-1251"),
        _ => Some("text/html"),
    };
    let Some(feed) = feed(octets, content_type) else {
        return;
    };
    assert!(feed.entries.len() <= 2_000 && feed.problems.len() <= 51);
    for entry in &feed.entries {
        if let Some(link) = &entry.link {
            assert!(matches!(link.scheme(), "http" | "https"));
        }
        if let Some(title) = &entry.title {
            assert!(!title.contains(char::is_control));
        }
        for html in [&entry.title_html, &entry.summary, &entry.content]
            .into_iter()
            .flatten()
        {
            assert!(!html.to_ascii_lowercase().contains("<script"), "{html}");
        }
    }
});
