//! Leaving, and coming back at once where leaving was a slip.

use maud::{Markup, html};

use super::shell::{button, private, shell};
use crate::view::{UnsubscribePage, UnsubscribedPage};

/// Asks whether to unsubscribe: mail scanners follow links, so following one must not be enough.
pub fn unsubscribe(page: &UnsubscribePage) -> Markup {
    let content = html! {
        p { strong dir="auto" { (page.address) } " gets " (page.site.roundup) " from " (page.site.name) "." }
        p { "One press, and we send no more." }
        (button(&page.action, None, "Unsubscribe", "main"))
        @if let Some(url) = &page.preferences_url {
            p.quiet { a.link href=(url) { "Pause it instead" } }
        }
    };
    shell(&page.site, "Unsubscribe?", &private(), &content)
}

/// Says that it is done, and offers to undo it.
pub fn unsubscribed(page: &UnsubscribedPage) -> Markup {
    let content = html! {
        p role="status" {
            strong dir="auto" { (page.address) } " will get no more of " (page.site.roundup) ". "
            "A mail that is already on its way may still arrive."
        }
        @if let Some(action) = &page.undo_action {
            p { "Was that a slip?" }
            (button(action, Some(("change", "resubscribe")), "Subscribe again", "other"))
        }
        p.quiet { a.link href=(page.site.home) { "Go to " (page.site.name) } }
    };
    shell(&page.site, "You are unsubscribed", &private(), &content)
}
