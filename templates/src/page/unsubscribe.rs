//! Leaving, and coming back at once where leaving was a slip.

use maud::{Markup, html};

use super::shell::{about, button, private, shell};
use crate::view::{UnsubscribePage, UnsubscribedPage};

/// Asks whether to unsubscribe: mail scanners follow links, so following one must not be enough.
pub fn unsubscribe(page: &UnsubscribePage) -> Markup {
    let words = &page.site.words;
    let content = html! {
        p { (about(&page.subscription)) }
        p { (words.one_press) }
        (button(&page.action, None, &words.unsubscribe, "main"))
        @if let Some(url) = &page.preferences_url {
            p.quiet { a.link href=(url) { (words.pause_instead) } }
        }
    };
    shell(
        &page.site,
        &words.unsubscribe_question,
        &private(),
        &content,
    )
}

/// Says that it is done, and offers to undo it.
pub fn unsubscribed(page: &UnsubscribedPage) -> Markup {
    let words = &page.site.words;
    let content = html! {
        p role="status" { (about(&page.farewell)) " " (words.on_its_way) }
        @if let Some(action) = &page.undo_action {
            p { (words.slip) }
            (button(action, Some(("change", "resubscribe")), &words.subscribe_again, "other"))
        }
        p.quiet { a.link href=(page.site.home) { (words.go_home) } }
    };
    shell(&page.site, &words.unsubscribed, &private(), &content)
}
