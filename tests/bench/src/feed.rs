//! A feed with a week of stories, and a list of subscribers, made up from nothing but numbers.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};

/// Words for filling; their order is all that tells one paragraph from another.
const WORDS: [&str; 40] = [
    "water", "lock", "harbour", "council", "evening", "bridge", "repair", "barge", "winter",
    "market", "river", "summer", "keeper", "ferry", "festival", "school", "crane", "archive",
    "budget", "mill", "station", "garden", "theatre", "road", "storm", "vote", "island", "museum",
    "engine", "choir", "library", "canal", "quarter", "tower", "season", "orchard", "report",
    "tide", "workshop", "square",
];

/// An RSS feed of so many stories, each an hour older than the one before, with so many words each.
///
/// Its links lead to a port where nobody listens, so that nothing but the feed is ever read.
pub fn rss(stories: u64, words: usize, now: DateTime<Utc>) -> String {
    let mut items = String::new();
    let mut published = now;
    for story in 0..stories {
        published -= TimeDelta::hours(1);
        let (title, body, date) = (headline(story), text(story, words), published.to_rfc2822());
        let section = WORDS[usize::try_from(story % 4).unwrap_or(0)];
        // Writing to a string does not fail.
        let _ = write!(
            items,
            "<item><title>{title}</title><link>http://127.0.0.1:9/{story}.html</link><guid>{story}</guid>\
             <pubDate>{date}</pubDate><category>{section}</category><description><![CDATA[{body}]]></description></item>"
        );
    }
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Quay</title>\
         <link>http://127.0.0.1:9/</link><language>en</language>{items}</channel></rss>"
    )
}

/// The headline of a page.
pub fn headline_of(site: usize, page: usize) -> String {
    headline((site * 1_000 + page) as u64)
}

/// An article page of some thirty paragraphs, with the furniture that pages have around them.
pub fn page(site: usize, page: usize) -> String {
    let number = (site * 1_000 + page) as u64;
    let title = headline(number);
    let menu: String = WORDS
        .iter()
        .map(|word| format!("<li><a href=\"/{word}\">{word}</a></li>"))
        .collect();
    let paragraphs: String = (0..30)
        .map(|paragraph| format!("<p>{}</p>", text(number + paragraph, 60)))
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title><meta property=\"og:title\" content=\"{title}\"></head>\
         <body><nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1>{paragraphs}</article></main>\
         <footer><ul>{menu}</ul></footer></body></html>"
    )
}

/// The real time: the programs that are measured run by it.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing here is to be repeated at another time"
)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A list of so many subscribers at many domains, as CSV.
pub fn list(people: u64) -> String {
    let mut rows = "email,name\n".to_owned();
    for n in 0..people {
        // Writing to a string does not fail.
        let _ = writeln!(rows, "{},Reader {n}", address(n));
    }
    rows
}

/// The address of a subscriber. A few domains have most people, as on real lists.
pub fn address(n: u64) -> String {
    let domain = if n.is_multiple_of(3) { n % 997 } else { n % 7 };
    format!("reader{n}@mail{domain}.example.org")
}

fn headline(story: u64) -> String {
    format!(
        "Number {story}: the {} and the {}",
        word(story, 3),
        word(story, 11)
    )
}

fn text(story: u64, words: usize) -> String {
    let mut text = String::new();
    for paragraph in (0..words).step_by(45) {
        let sentence: Vec<_> = (paragraph..words.min(paragraph + 45))
            .map(|at| word(story * 7 + at as u64, at as u64))
            .collect();
        // Writing to a string does not fail.
        let _ = write!(text, "<p>The {}.</p>", sentence.join(" "));
    }
    text
}

fn word(story: u64, at: u64) -> &'static str {
    let spread = story.wrapping_mul(31) ^ at.wrapping_mul(0x9e37_79b9);
    let index = usize::try_from(spread % WORDS.len() as u64).unwrap_or(0);
    WORDS[index]
}
