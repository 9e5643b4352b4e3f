//! A few words of the publication's own.

use maud::{Markup, html};

use super::teaser::photo;
use crate::view::{Promo, Words};

/// Heading, words and a way on; the picture only where the layout has pictures, and so gives the words for its credit.
pub fn promo(promo: &Promo, pictures: Option<&Words>) -> Markup {
    html! {
        h2.section { (promo.title) }
        @if let (Some(picture), Some(words)) = (&promo.photo, pictures) { (photo(picture, words)) }
        @for paragraph in &promo.paragraphs { p.para { (paragraph) } }
        @if let Some((words, url)) = &promo.link { a.more href=(url) { (words) } }
    }
}
