//! Whole mails: the document around a layout.
//!
//! The markup is for mail clients, not browsers: tables for what must hold in Outlook, classes whose
//! rules are put into `style` attributes afterwards ([`style::inlined`]), and one small style block for
//! what can't be an attribute ([`style::block`]): phones and dark mode.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{part, view::Email};

mod compact;
mod letter;
pub mod style;
mod teasers;

pub use self::letter::letter;

/// A lead with a large photo, then sections of teasers as on the site.
pub fn teasers(email: &Email) -> Markup {
    document(email, &teasers::rows(email))
}

/// Headlines with one line each.
pub fn compact(email: &Email) -> Markup {
    document(email, &compact::rows(email))
}

fn document(email: &Email, blocks: &Markup) -> Markup {
    let dir = email.look.direction.word();
    html! {
        (DOCTYPE)
        html lang=(email.language) dir=(dir) {
            (head(email))
            body class="page" {
                (preheader(email))
                table.page role="presentation" lang=(email.language) dir=(dir) width="100%"
                    cellpadding="0" cellspacing="0" border="0" bgcolor=(email.look.light.page) {
                    tr { td align="center" {
                        (for_outlook(&format!(
                            r#"<table role="presentation" width="{}" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td>"#,
                            email.look.width
                        )))
                        (card(email, blocks))
                        (for_outlook("</td></tr></table>"))
                    } }
                }
            }
        }
    }
}

fn card(email: &Email, blocks: &Markup) -> Markup {
    html! {
        table.card role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
            bgcolor=(email.look.light.card) {
            tr { td.top { (part::view_link(email)) } }
            tr { td.mast { (part::masthead(&email.masthead)) } }
            @if let Some(note) = &email.note {
                tr { td.pad.note { (part::note(note)) } }
            }
            (blocks)
            tr { td.pad.rule.foot { (part::footer(&email.footer, &email.words)) } }
        }
    }
}

fn head(email: &Email) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="supported-color-schemes" content="light dark";
            meta name="format-detection" content="telephone=no, date=no, address=no, email=no";
            title { (email.title) }
            (for_outlook("<style>td,p,a,h1,h2,h3,li{mso-line-height-rule:exactly}table{border-collapse:collapse}</style>"))
            style data-css-inline="ignore" { (PreEscaped(style::block(&email.look))) }
        }
    }
}

/// The line an inbox shows after the subject, and after it enough of nothing that the inbox doesn't go
/// on with "View in browser".
fn preheader(email: &Email) -> Markup {
    let dir = email.look.direction.word();
    html! {
        div.pre lang=(email.language) dir=(dir) {
            (email.preheader)
            @if !email.preheader.is_empty() {
                (PreEscaped("\u{34F}\u{200C}\u{A0}".repeat(60)))
            }
        }
    }
}

/// Markup that only Outlook for Windows sees. Nothing of a stranger's may be in it.
pub(crate) fn for_outlook(markup: &str) -> PreEscaped<String> {
    PreEscaped(format!("<!--[if mso]>{markup}<![endif]-->"))
}
