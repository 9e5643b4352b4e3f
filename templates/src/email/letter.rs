//! A mail to one person about their subscription.

use maud::{Markup, html};

use super::{Subject, sheet};
use crate::view::Letter;

/// A heading, a few words and a button; nothing is loaded from anywhere.
pub fn letter(letter: &Letter) -> Markup {
    let subject = Subject {
        language: &letter.language,
        title: &letter.title,
    };
    sheet(subject, &letter.look, &html! {}, &card(letter))
}

fn card(letter: &Letter) -> Markup {
    let (words, url) = &letter.button;
    let look = &letter.look;
    html! {
        table.card role="presentation" dir=(look.direction.word()) width="100%" cellpadding="0" cellspacing="0" border="0"
            bgcolor=(look.light.card) {
            tr { td.bar height="6" bgcolor=(look.light.accent) { "\u{A0}" } }
            tr { td.mast { p.small { (letter.name) } h1.lead { (letter.title) } } }
            tr { td.pad {
                @for paragraph in &letter.paragraphs { p.para { (paragraph) } }
                a.more href=(url) { (words) }
            } }
            tr { td.last {
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
                    tr { td.foot bgcolor=(look.light.tint) { @for small in &letter.small { p.small { (small) } } } }
                }
            } }
        }
    }
}
