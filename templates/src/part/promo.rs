//! A few words of the publication's own.

use maud::{Markup, html};

use super::{Pictures, link::button, photo::photo, teaser::own_direction};
use crate::view::{Email, Promo};

/// A box of its own, with the publication's name on it, so that nobody takes it for an article.
pub fn promo(promo: &Promo, email: &Email, pictures: Pictures) -> Markup {
    let look = &email.look;
    let picture = promo.photo.as_ref().filter(|_| pictures == Pictures::Shown);
    html! {
        table.whole role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
            tr { td.box bgcolor=(look.light.tint) lang=[&email.own_language] dir=[own_direction(email.own_language.as_deref())] {
                @if let Some(picture) = picture { div.shown { (photo(picture, &email.words)) } }
                p.label.from { (email.masthead.name) }
                @if !promo.title.is_empty() { h2.title { (promo.title) } }
                @for paragraph in &promo.paragraphs { p.para { (paragraph) } }
                @if let Some((words, url)) = &promo.link { (button(words, None, url, look)) }
            } }
        }
    }
}
