//! Lists of headlines.

use maud::{Markup, html};

use super::{events::bound, frame::parted, link, section::heading, teaser::own_direction};
use crate::view::Headline;

/// A heading and headlines, each with what stands under it.
pub fn headlines(title: &str, headlines: &[Headline]) -> Markup {
    html! {
        (heading(title))
        ul.list {
            @for (index, headline) in headlines.iter().enumerate() {
                li.row.ruled[index > 0] {
                    div lang=[&headline.language] dir=[own_direction(headline.language.as_deref())] {
                        (link::go(&headline.title, headline.url.as_deref()))
                    }
                    @if !headline.details.is_empty() {
                        p.detail { (parted(&headline.details.iter().map(|one| bound(one)).collect::<Vec<_>>())) }
                    }
                }
            }
        }
    }
}
