//! Lists of headlines.

use maud::{Markup, html};

use super::{
    frame::parted,
    teaser::{byline, link, own_direction},
};
use crate::view::{Headline, Teaser};

/// A heading and headlines, each with what stands after it.
pub fn headlines(title: &str, headlines: &[Headline]) -> Markup {
    html! {
        h2.section { (title) }
        ul.list {
            @for (index, headline) in headlines.iter().enumerate() {
                li.row.ruled[index > 0] lang=[&headline.language] dir=[own_direction(headline.language.as_deref())] {
                    (link(&headline.title, headline.url.as_deref()))
                    @if !headline.details.is_empty() {
                        " " span.detail { span.dot { "· " } (parted(&headline.details)) }
                    }
                }
            }
        }
    }
}

/// A piece in two or three lines: headline, one line, byline.
pub fn brief(teaser: &Teaser) -> Markup {
    let line = teaser.dek.as_ref().or(teaser.paragraphs.first());
    html! {
        div lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] {
            h3.title { (link(&teaser.title, teaser.url.as_deref())) }
            @if let Some(line) = line { p.para { (line) } }
            (byline(&teaser.byline, teaser.outlet.as_deref()))
        }
    }
}
