//! What takes place in the days to come.

use maud::{Markup, html};

use super::teaser::link;
use crate::view::Event;

/// A heading, and for each event its day and time beside its name and place.
pub fn events(title: &str, events: &[Event]) -> Markup {
    html! {
        h2.section { (title) }
        ul.list {
            @for (index, event) in events.iter().enumerate() {
                li.row.ruled[index > 0] {
                    div.when { (event.day) @if let Some(time) = &event.time { "\u{A0}· " (time) } }
                    (link(&event.title, event.url.as_deref()))
                    @if let Some(place) = &event.place { div.detail { (place) } }
                }
            }
        }
    }
}
