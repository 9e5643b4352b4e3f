//! A reader's preferences: what they chose, a pause, leaving, coming back.

use maud::{Markup, html};

use super::{
    choices::group,
    shell::{about, button, private, shell},
};
use crate::view::{Membership, PreferencesPage};

/// Where the reader stands, what they can choose, and a button for each way from there.
pub fn preferences(page: &PreferencesPage) -> Markup {
    let words = &page.site.words;
    let content = html! {
        @if let Some(notice) = &page.notice { p.notice role="status" { (notice) } }
        p { (about(&page.standing)) }
        @match page.membership {
            Membership::Active => {
                (choices(page))
                (pause(page))
                (change(page, "unsubscribe", &words.unsubscribe, "other"))
            }
            Membership::Paused => {
                (change(page, "resume", &words.resume, "main"))
                (choices(page))
                (pause(page))
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

fn choices(page: &PreferencesPage) -> Markup {
    html! {
        form method="post" action=(page.action) {
            input type="hidden" name="change" value="save";
            @for choices in &page.groups { (group(choices)) }
            button.main type="submit" { (page.site.words.save) }
        }
    }
}

/// A day is optional, so that a pause needs no more than a press.
fn pause(page: &PreferencesPage) -> Markup {
    let words = &page.site.words;
    html! {
        form method="post" action=(page.action) {
            input type="hidden" name="change" value="pause";
            h2 { (words.pause_heading) }
            label for="until" { (words.pause_until) }
            input #until type="date" name="until" min=(page.earliest) aria-describedby="open";
            p #open.quiet { (words.pause_open) }
            button.other type="submit" { (words.pause) }
        }
    }
}

fn change(page: &PreferencesPage, value: &str, text: &str, class: &str) -> Markup {
    button(&page.action, Some(("change", value)), text, class)
}
