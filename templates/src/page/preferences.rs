//! A reader's preferences: pause, resume, leave, come back.

use maud::{Markup, html};

use super::shell::{about, button, private, shell};
use crate::view::{Membership, PreferencesPage};

/// Where the reader stands, and a button for each way from there.
pub fn preferences(page: &PreferencesPage) -> Markup {
    let words = &page.site.words;
    let content = html! {
        @if let Some(notice) = &page.notice { p.notice role="status" { (notice) } }
        p { (about(&page.standing)) }
        @match page.membership {
            Membership::Active => {
                (change(page, "pause", &words.pause, "main"))
                (change(page, "unsubscribe", &words.unsubscribe, "other"))
            }
            Membership::Paused => {
                (change(page, "resume", &words.resume, "main"))
                (change(page, "unsubscribe", &words.unsubscribe, "other"))
            }
            Membership::Unsubscribed => {
                (change(page, "resubscribe", &words.subscribe_again, "main"))
            }
        }
        p.quiet { a.link href=(page.site.home) { (words.go_home) } }
    };
    shell(&page.site, &words.preferences, &private(), &content)
}

fn change(page: &PreferencesPage, value: &str, text: &str, class: &str) -> Markup {
    button(&page.action, Some(("change", value)), text, class)
}
