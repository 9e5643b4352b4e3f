//! The index of past editions.

use maud::{Markup, html};

use super::{
    edition::{figure, when},
    shell::{document, edition_style, home},
};
use crate::view::{ArchivePage, ArchivedEdition};

/// Past editions by their subjects, newest first, a page at a time.
pub fn archive(page: &ArchivePage) -> Markup {
    let words = &page.site.words;
    let head = html! {
        link rel="canonical" href=(page.url);
        link rel="alternate" type="application/atom+xml" title=(page.site.roundup) href=(page.feed_url);
        @if let Some(url) = &page.newer_url { link rel="prev" href=(url); }
        @if let Some(url) = &page.older_url { link rel="next" href=(url); }
    };
    let body = html! {
        header { (home(&page.site)) p.sub { (page.site.roundup) } }
        main {
            h1 { (words.past_editions) }
            @if page.editions.is_empty() {
                p { (words.no_edition_yet) }
            } @else {
                ul { @for edition in &page.editions { li { (item(edition)) } } }
            }
        }
        footer {
            @if let Some(url) = &page.newer_url { a.link rel="prev" href=(url) { (words.newer_editions) } }
            @if let Some(url) = &page.older_url { a.link rel="next" href=(url) { (words.older_editions) } }
            a.link href=(page.feed_url) { (words.feed) }
        }
    };
    let style = edition_style(&page.site.look);
    document(&page.site, &words.past_editions, &head, &style, &body)
}

fn item(edition: &ArchivedEdition) -> Markup {
    html! {
        @match &edition.cover {
            Some(cover) => {
                div.cover {
                    @if let Some(photo) = &cover.photo { (figure(photo, None)) }
                    a.large href=(edition.url) { (edition.subject) }
                    @if !cover.summary.is_empty() { p.dek { (cover.summary) } }
                }
            }
            None => { a href=(edition.url) { (edition.subject) } }
        }
        p.meta {
            (edition.number) " · " (when(&edition.date))
            @if let Some(corrected) = &edition.corrected { " · " (corrected) }
        }
    }
}
