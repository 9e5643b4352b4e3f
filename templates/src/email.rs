//! Whole mails: the document around a layout.
//!
//! The markup is for mail clients, not browsers: tables for what must hold in Outlook, classes whose
//! rules are put into `style` attributes afterwards ([`style::inlined`]), and small style blocks for
//! what can't be an attribute ([`style::blocks`]): phones and dark mode.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    part,
    view::{Email, Look},
};

mod compact;
mod digest;
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

/// Text first: the lead's photo and no other.
pub fn digest(email: &Email) -> Markup {
    document(email, &digest::rows(email))
}

fn document(email: &Email, rows: &Markup) -> Markup {
    let subject = Subject {
        language: &email.language,
        title: &email.title,
    };
    sheet(subject, &email.look, &preheader(email), &card(email, rows))
}

/// What the document itself says of a mail.
struct Subject<'a> {
    language: &'a str,
    title: &'a str,
}

/// The document around a card.
fn sheet(subject: Subject<'_>, look: &Look, preheader: &Markup, card: &Markup) -> Markup {
    let (language, dir) = (subject.language, look.direction.word());
    html! {
        (DOCTYPE)
        html lang=(language) dir=(dir) xmlns:o="urn:schemas-microsoft-com:office:office" {
            (head(subject.title, look))
            body class="page" {
                (preheader)
                // A mail is a document of its own: what is in it is its main part.
                div role="main" lang=(language) dir=(dir) {
                    table.page role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
                        bgcolor=(look.light.page) {
                        tr { td align="center" {
                            (for_outlook(&format!(
                                r#"<table role="presentation" dir="{dir}" width="{}" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td>"#,
                                look.width
                            )))
                            (card)
                            (for_outlook("</td></tr></table>"))
                        } }
                    }
                }
            }
        }
    }
}

fn card(email: &Email, rows: &Markup) -> Markup {
    let look = &email.look;
    html! {
        table.card role="presentation" dir=(look.direction.word()) width="100%" cellpadding="0" cellspacing="0" border="0"
            bgcolor=(look.light.card) {
            tr { td.bar height="6" bgcolor=(look.light.accent) { "\u{A0}" } }
            tr { td.mast { (part::masthead(email)) } }
            @if let Some(note) = &email.note {
                tr { td.pad.note { (part::note(note, email.own_language.as_ref())) } }
            }
            (rows)
            tr { td.last {
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
                    tr { td.foot bgcolor=(look.light.tint) { (part::footer(&email.footer, &email.words)) } }
                }
            } }
        }
    }
}

/// What only Outlook for Windows needs: lines as high as they are told to be, and pixels that are pixels.
const OUTLOOK: &str = "<xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>\
<style>td,p,a,div,li,h1,h2,h3{mso-line-height-rule:exactly}table{border-collapse:collapse}</style>";

fn head(title: &str, look: &Look) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="supported-color-schemes" content="light dark";
            meta name="format-detection" content="telephone=no, date=no, address=no, email=no";
            title { (title) }
            (for_outlook(OUTLOOK))
            @for block in style::blocks(look) {
                style data-css-inline="ignore" { (PreEscaped(block)) }
            }
        }
    }
}

/// The line an inbox shows after the subject, and after it enough of nothing that the inbox doesn't go
/// on with "View in browser".
fn preheader(email: &Email) -> Markup {
    let dir = email.look.direction.word();
    html! {
        div.pre lang=(email.own_language.as_ref().unwrap_or(&email.language)) dir=(dir) {
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
