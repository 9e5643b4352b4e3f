//! Leaving, and coming back at once where leaving was a slip.

use maud::{Markup, html};

use super::{
    choices::group,
    shell::{about, button, private, shell},
};
use crate::view::{Offers, PageWords, UnsubscribePage, UnsubscribedPage};

/// Asks whether to unsubscribe: mail scanners follow links, so following one must not be enough.
pub fn unsubscribe(page: &UnsubscribePage) -> Markup {
    let words = &page.site.words;
    let content = html! {
        @if let Some(subscription) = &page.subscription { p { (about(subscription)) } }
        p { (words.one_press) }
        (button(&page.action, None, &words.unsubscribe, "main"))
        @if let Some(less) = &page.offers { (offers(less, words)) }
    };
    shell(
        &page.site,
        &words.unsubscribe_question,
        &private(),
        &content,
    )
}

/// Ways to have less mail, beneath and smaller: leaving stays the first thing to see and to press.
fn offers(offers: &Offers, words: &PageWords) -> Markup {
    let url = &offers.preferences_url;
    html! {
        section.offers {
            h2 { (words.fewer_mails) }
            @if offers.monthly {
                (button(url, Some(("change", "monthly")), &words.offer_monthly, "other"))
            }
            (button(url, Some(("change", "pause-month")), &words.offer_pause, "other"))
            @if let Some(sections) = &offers.sections {
                details {
                    summary { (words.offer_sections) }
                    form method="post" action=(url) {
                        input type="hidden" name="change" value="sections";
                        (group(sections))
                        button.other type="submit" { (words.offer_these) }
                    }
                }
            }
            p.quiet { a.link href=(url) { (words.all_choices) } }
        }
    }
}

/// Says that it is done, and offers to undo it.
pub fn unsubscribed(page: &UnsubscribedPage) -> Markup {
    let words = &page.site.words;
    let content = html! {
        p role="status" {
            @if let Some(farewell) = &page.farewell { (about(farewell)) " " }
            (words.on_its_way)
        }
        @if let Some(action) = &page.undo_action {
            p { (words.slip) }
            (button(action, Some(("change", "resubscribe")), &words.subscribe_again, "other"))
        }
        p.quiet { a.link href=(page.site.home) { (words.go_home) } }
    };
    shell(&page.site, &words.unsubscribed, &private(), &content)
}
