//! The index of past editions.

use maud::{Markup, html};

use super::shell::shell;
use crate::view::ArchivePage;

/// Past editions by their subjects, newest first.
pub fn archive(page: &ArchivePage) -> Markup {
    let head = html! {
        @if let Some(url) = &page.feed_url {
            link rel="alternate" type="application/atom+xml" title=(page.site.roundup) href=(url);
        }
    };
    let content = html! {
        @if page.editions.is_empty() {
            p { (page.site.words.no_edition_yet) }
        } @else {
            ul { @for edition in &page.editions {
                li {
                    a href=(edition.url) { (edition.subject) }
                    p.meta { (edition.number) " · " (edition.date) }
                }
            } }
        }
    };
    shell(&page.site, &page.site.words.past_editions, &head, &content)
}
