//! What stands around the pieces: masthead, note, footer.

use maud::{Markup, html};

use super::{link::unbroken, teaser::own_direction};
use crate::view::{Email, Footer, Masthead, Note, Words};

/// Name or logo, and under it a line with title, date and number, and the way to the web version.
pub fn masthead(email: &Email) -> Markup {
    let masthead = &email.masthead;
    html! {
        h1.name {
            a.mark href=(email.footer.home) lang=[&email.own_language] dir=[own_direction(email.own_language.as_deref())] {
                @if masthead.logo.is_some() { (logo(masthead)) } @else { (masthead.name) }
            }
        }
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
            tr {
                td.folio { (folio(&masthead.line)) }
                td.view nowrap { a.quiet href=(email.view_url) { (unbroken(&email.words.view_in_browser)) } }
            }
        }
    }
}

/// The logo. Where there is another one for a dark ground, it waits unseen; else the only one is given a safe edge there.
fn logo(masthead: &Masthead) -> Markup {
    let (width, height) = masthead
        .logo_size
        .map_or((None, 48), |(width, height)| (Some(width), height));
    let sized = width.is_some();
    let image = |class: &str, url: &str| {
        html! { img.logo.sized[sized].(class) src=(url) alt=(masthead.name) width=[width] height=(height) border="0"; }
    };
    html! {
        @match (&masthead.logo, &masthead.logo_dark) {
            (Some(logo), Some(dark)) => {
                (image("has-night", logo))
                (maud::PreEscaped("<!--[if !mso]><!-->"))
                (image("night", dark))
                (maud::PreEscaped("<!--<![endif]-->"))
            }
            (Some(logo), None) => { (image("safe", logo)) }
            (None, _) => {}
        }
    }
}

/// The title, which may be as long as it likes and has a line of its own on phones; the date, which may be broken where a
/// phone's mail program knows no style blocks; the number, which may not.
fn folio(line: &[String]) -> Markup {
    let (title, rest) = line
        .split_first()
        .map_or(("", line), |(title, rest)| (title.as_str(), rest));
    let is_short = |item: &str| item.split(' ').count() <= 2;
    let kept = |item: &String| {
        if is_short(item) {
            unbroken(item)
        } else {
            item.clone()
        }
    };
    let rest: Vec<_> = rest.iter().map(kept).collect();
    html! {
        span.first {
            (title)
            @if !rest.is_empty() { span.dot { "\u{A0}· " } }
        }
        (parted(&rest))
    }
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
pub fn note(note: &Note, language: Option<&String>) -> Markup {
    let dir = own_direction(language.map(String::as_str));
    html! {
        @for paragraph in &note.paragraphs { p.para.opening lang=[language] dir=[dir] { (paragraph) } }
        @if let Some(by) = &note.by { p.by lang=[language] dir=[dir] { span.soft { (by) } } }
    }
}

/// Who sends this from where, why the reader gets it, and how to change that.
pub fn footer(footer: &Footer, words: &Words) -> Markup {
    html! {
        p.small { a.home href=(footer.home) { (footer.name) } }
        p.small { (footer.reason) }
        p.small { (footer.address) }
        p.small {
            a.quiet.far href=(footer.preferences_url) { (words.preferences) }
            a.quiet href=(footer.unsubscribe_url) { (words.unsubscribe) }
        }
    }
}
