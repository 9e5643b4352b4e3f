//! A mail to one person about their subscription.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{for_outlook, style};
use crate::view::Letter;

/// A heading, a few words and a button; nothing is loaded from anywhere.
pub fn letter(letter: &Letter) -> Markup {
    let dir = letter.look.direction.word();
    html! {
        (DOCTYPE)
        html lang=(letter.language) dir=(dir) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (letter.title) }
                style data-css-inline="ignore" { (PreEscaped(style::block(&letter.look))) }
            }
            body class="page" {
                table.page role="presentation" lang=(letter.language) dir=(dir) width="100%"
                    cellpadding="0" cellspacing="0" border="0" bgcolor=(letter.look.light.page) {
                    tr { td align="center" {
                        (for_outlook(&format!(
                            r#"<table role="presentation" width="{}" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td>"#,
                            letter.look.width
                        )))
                        (card(letter))
                        (for_outlook("</td></tr></table>"))
                    } }
                }
            }
        }
    }
}

fn card(letter: &Letter) -> Markup {
    let (words, url) = &letter.button;
    html! {
        table.card role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
            bgcolor=(letter.look.light.card) {
            tr { td.mast { p.line { (letter.name) } h1.lead { (letter.title) } } }
            tr { td.pad {
                @for paragraph in &letter.paragraphs { p.para { (paragraph) } }
                p.para { a.more href=(url) { (words) } }
            } }
            tr { td.pad.rule.foot { @for small in &letter.small { p.small { (small) } } } }
        }
    }
}
