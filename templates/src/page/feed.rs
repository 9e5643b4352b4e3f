//! The archive as an Atom feed (RFC 4287).

use maud::{Markup, PreEscaped, html};

use super::edition::{content, corrections};
use crate::view::{Feed, FeedEntry};

/// The newest editions, each with all it says.
///
/// Elements without content are closed by tags of their own: what is right in XML and in maud alike.
pub fn feed(feed: &Feed) -> Markup {
    html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang=(feed.site.language) {
            id { (feed.url) }
            title { (feed.site.roundup) " · " (feed.site.name) }
            updated { (feed.updated) }
            author { name { (feed.site.name) } uri { (feed.site.home) } }
            link rel="self" type="application/atom+xml" href=(feed.url) {}
            link rel="alternate" type="text/html" href=(feed.archive_url) {}
            @for item in &feed.entries { (entry(item)) }
        }
        "\n"
    }
}

fn entry(entry: &FeedEntry) -> Markup {
    let email = &entry.email;
    html! {
        entry {
            id { (entry.url) }
            title { (email.title) }
            published { (entry.sent) }
            updated { (entry.updated) }
            link rel="alternate" type="text/html" href=(entry.url) {}
            @if !email.preheader.is_empty() { summary { (email.preheader) } }
            content type="html" { (corrections(&entry.corrections).into_string()) (content(email).into_string()) }
        }
    }
}
