//! A reader's preferences: pause, resume, leave, come back.

use maud::{Markup, html};

use super::shell::{button, private, shell};
use crate::view::{Membership, PreferencesPage};

/// Where the reader stands, and a button for each way from there.
pub fn preferences(page: &PreferencesPage) -> Markup {
    let content = html! {
        @if let Some(notice) = &page.notice { p.notice role="status" { (notice) } }
        p { strong dir="auto" { (page.address) } " " (standing(page.membership)) }
        @match page.membership {
            Membership::Active => {
                (change(page, "pause", "Pause", "main"))
                (change(page, "unsubscribe", "Unsubscribe", "other"))
            }
            Membership::Paused => {
                (change(page, "resume", "Resume", "main"))
                (change(page, "unsubscribe", "Unsubscribe", "other"))
            }
            Membership::Unsubscribed => { (change(page, "resubscribe", "Subscribe again", "main")) }
        }
        p.quiet { a.link href=(page.site.home) { "Go to " (page.site.name) } }
    };
    shell(&page.site, "Your preferences", &private(), &content)
}

fn standing(membership: Membership) -> &'static str {
    match membership {
        Membership::Active => "gets every edition.",
        Membership::Paused => "is paused: no edition is sent until you resume.",
        Membership::Unsubscribed => "is unsubscribed.",
    }
}

fn change(page: &PreferencesPage, value: &str, text: &str, class: &str) -> Markup {
    button(&page.action, Some(("change", value)), text, class)
}
