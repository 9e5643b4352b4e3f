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
            p.when { (bound(&event.day)) }
            @if let Some(time) = &event.time { p.detail { (time) } }
            @for again in &event.again { p.detail { (bound(again)) } }
        }
    }
}

/// A date whose numbers stay with the words after them, and dashes and dots with those before: `Saturday,` and
/// `21 November`. Elsewhere it may be broken, because columns are narrow and some languages say it at length.
pub(super) fn bound(date: &str) -> String {
    let mut words = date.split(' ').peekable();
    let mut out = String::with_capacity(date.len() + 8);
    while let Some(word) = words.next() {
        out.push_str(word);
        let Some(next) = words.peek() else { break };
        let number = word
            .trim_end_matches('.')
            .ends_with(|c: char| c.is_ascii_digit());
        let sticks = number || word == "de" || ["–", "·"].contains(next);
        out.push(if sticks { '\u{A0}' } else { ' ' });
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

#[cfg(test)]
mod tests {
    use super::bound;

    #[test]
    fn a_date_can_be_broken_where_nothing_is_torn_apart() {
        for (date, parts) in [
            (
                "Wed, 25 November – Thu, 26 November",
                "Wed,|25_November_–|Thu,|26_November",
            ),
            (
                "sábado 28 de noviembre · 10:00",
                "sábado|28_de_noviembre_·|10:00",
            ),
            (
                "من الأربعاء 25 نوفمبر إلى الخميس 26 نوفمبر",
                "من|الأربعاء|25_نوفمبر|إلى|الخميس|26_نوفمبر",
            ),
        ] {
            assert_eq!(bound(date).replace(' ', "|").replace('\u{A0}', "_"), parts);
        }
    }
}
