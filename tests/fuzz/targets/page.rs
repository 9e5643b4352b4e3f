//! Article pages, as octets: see ../README.md.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roundup::gather::page::{Effort, Page, fuzzing};
use url::Url;

// An extractor that panics costs a page its body, and nothing else: only what nobody catches is a finding.
fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| {})),
    |octets: &[u8]| {
        let url = Url::parse("https://river.example/news/water").expect("a URL");
        // The first octet says with how much effort, whether the server names an encoding and the source has selectors.
        let how = octets.first().copied().unwrap_or_default();
        let effort = if how & 1 == 0 { Effort::Full } else { Effort::Light };
        let content_type = (how & 2 == 0).then_some("text/html; charset=utf-8");
        let Some(page) = fuzzing::read(octets, content_type, &url, effort, how & 64 != 0) else {
            return;
        };
        check(&page);
        let piece = fuzzing::piece(&page, &url);
        assert!(piece.teaser.len() <= 2);
        piece.teaser.iter().for_each(|paragraph| line(paragraph));
        if let Some(canonical) = &page.canonical {
            assert!(canonical.host_str().is_some_and(|host| host.ends_with("river.example")));
        }
    }
);

fn check(page: &Page) {
    let texts = [
        &page.title,
        &page.dek,
        &page.kind,
        &page.section,
        &page.language,
    ];
    texts.into_iter().flatten().for_each(|text| line(text));
    page.body.iter().for_each(|paragraph| line(paragraph));
    for author in &page.authors {
        line(&author.name);
        author.title.iter().for_each(|title| line(title));
    }
    assert!(page.other_images.len() <= 5);
    for image in page.image.iter().chain(&page.other_images) {
        assert!(matches!(image.url.scheme(), "http" | "https"));
        [&image.alt, &image.credit, &image.caption]
            .into_iter()
            .flatten()
            .for_each(|text| line(text));
    }
}

/// One line with something on it, that turns nothing around.
fn line(text: &str) {
    assert!(!text.trim().is_empty(), "{text:?}");
    assert!(!text.contains(char::is_control), "{text:?}");
    assert!(
        !text.contains([
            '\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}'
        ]),
        "{text:?}"
    );
}
