//! Links: headlines, and the ways on.

use maud::{Markup, html};

use crate::view::{Email, Look, More, Teaser};

/// A headline that is the link, where something else says that there is more.
pub(super) fn head(title: &str, url: Option<&str>) -> Markup {
    named("head", title, url)
}

/// A headline that is the only link of its item, and looks like one.
pub(super) fn go(title: &str, url: Option<&str>) -> Markup {
    named("go", title, url)
}

fn named(class: &str, title: &str, url: Option<&str>) -> Markup {
    html! {
        @match url {
            Some(url) => { a.(class) href=(url) { (title) } }
            None => { (title) }
        }
    }
}

/// "Keep reading", as the theme has it. Links are read out without what stands around them, so it names its headline.
pub(super) fn keep_reading(teaser: &Teaser, url: &str, email: &Email) -> Markup {
    let (words, label) = (&email.words.keep_reading, &teaser.keep_reading);
    match email.look.more {
        More::Link => html! { a.more href=(url) aria-label=(label) { (words) } },
        More::Button => {
            html! { div.act { (button(words, Some(label), url, &email.look)) } }
        }
    }
}

/// The same within a paragraph.
pub(super) fn read_on(teaser: &Teaser, url: &str, email: &Email) -> Markup {
    let language = teaser.language.as_ref().map(|_| &email.language);
    html! { a.on href=(url) lang=[language] aria-label=(teaser.keep_reading) { (unbroken(&email.words.keep_reading)) } }
}

/// Words that stay on one line: Outlook for Windows doesn't know `white-space`.
pub(super) fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{A0}")
}

/// A button. The cell carries colour and room where a client gives the link neither.
pub(super) fn button(words: &str, label: Option<&str>, url: &str, look: &Look) -> Markup {
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" border="0" {
            tr { td.btn bgcolor=(look.light.accent) {
                a.press href=(url) aria-label=[label] { (words) }
            } }
        }
    }
}
