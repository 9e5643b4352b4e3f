//! What takes place in the days to come.

use maud::{Markup, html};

use super::{link, section::heading, split::split, teaser::own_direction};
use crate::{
    email::style::Split,
    view::{Email, Event},
};

/// A heading, and for each event its day and time in a column of their own beside name and place.
pub fn events(title: &str, events: &[Event], email: &Email) -> Markup {
    let look = &email.look;
    html! {
        (heading(title))
        ul.list {
            @for (index, event) in events.iter().enumerate() {
                li.row.ruled[index > 0] {
                    (split(Split::Event, look, &when(event), &what(event, email)))
                }
            }
        }
    }
}

fn when(event: &Event) -> Markup {
    html! {
        div.due {
            p.when { (unbroken(&event.day)) }
            @if let Some(time) = &event.time { p.detail { (time) } }
            @for again in &event.again { p.detail { (unbroken(again)) } }
        }
    }
}

/// A date that is broken after its commas and dashes only: `Saturday,` and `21 November`.
fn unbroken(date: &str) -> String {
    let mut out = String::with_capacity(date.len());
    for c in date.chars() {
        let may_break = out.ends_with([',', '،', '–']);
        out.push(if c == ' ' && !may_break { '\u{A0}' } else { c });
    }
    out
}

fn what(event: &Event, email: &Email) -> Markup {
    let language = email.own_language.as_ref();
    let content = html! {
        (link::go(&event.title, event.url.as_deref()))
        @if let Some(place) = &event.place { p.detail { (place) } }
    };
    match language {
        None => content,
        Some(language) => html! {
            div lang=(language) dir=[own_direction(Some(language))] { (content) }
        },
    }
}
