//! What stands around the pieces: masthead, note, footer.

use maud::{Markup, html};

use crate::view::{Email, Footer, Masthead, Note, Words};

/// The link to the web version.
pub fn view_link(email: &Email) -> Markup {
    html! { a.quiet href=(email.view_url) { (email.words.view_in_browser) } }
}

/// Name or logo, and under it title, date and number.
pub fn masthead(masthead: &Masthead) -> Markup {
    html! {
        h1.name {
            @match &masthead.logo {
                Some(logo) => { img.logo src=(logo) alt=(masthead.name) height="48" border="0"; }
                None => { (masthead.name) }
            }
        }
        p.line { (parted(&unbroken(&masthead.line))) }
    }
}

/// Date and number are kept in one piece; the title before them may be as long as it likes.
fn unbroken(line: &[String]) -> Vec<String> {
    let keep = |(index, item): (usize, &String)| match index {
        0 => item.clone(),
        _ => item.replace(' ', "\u{A0}"),
    };
    line.iter().enumerate().map(keep).collect()
}

/// Items with dots between them. An item is broken only where the line is too short for it.
pub(super) fn parted(items: &[String]) -> Markup {
    html! {
        @for (index, item) in items.iter().enumerate() {
            @if index > 0 { "\u{A0}· " }
            (item)
        }
    }
}

/// The editor's note.
pub fn note(note: &Note) -> Markup {
    html! {
        @for paragraph in &note.paragraphs { p.para { (paragraph) } }
        @if let Some(by) = &note.by { p.by { (by) } }
    }
}

/// Why the reader gets this, how to change it, and who sends it from where.
pub fn footer(footer: &Footer, words: &Words) -> Markup {
    html! {
        p.small { (footer.reason) }
        p.small {
            a.quiet href=(footer.preferences_url) { (words.preferences) }
            "\u{A0} · \u{A0}"
            a.quiet href=(footer.unsubscribe_url) { (words.unsubscribe) }
        }
        p.small { (footer.name) br; (footer.address) }
    }
}
