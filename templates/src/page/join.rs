//! Joining: the form, and the button behind the mailed link.

use maud::{Markup, PreEscaped, html};

use super::shell::{button, private, shell};
use crate::view::{ConfirmPage, JoinPage, PastedForm};

/// The pitch and the form. A field that people don't see is for those who fill in every field.
pub fn join(page: &JoinPage) -> Markup {
    let content = html! {
        @for paragraph in &page.pitch { p lang=[&page.pitch_language] dir=[own_direction(&page.pitch_language)] { (paragraph) } }
        @if let Some(fault) = &page.fault { p.notice role="alert" { (fault) } }
        form method="post" action=(page.action) {
            label for="email" { (page.words.address) }
            input #email type="email" name="email" value=[&page.typed] required
                autocomplete="email" autocapitalize="off" spellcheck="false" maxlength="254";
            p.trap aria-hidden="true" {
                label for="website" { (page.words.trap) }
                input #website type="text" name="website" tabindex="-1" autocomplete="off";
            }
            @if let Some(language) = &page.language { input type="hidden" name="language" value=(language); }
            p.quiet lang=[&page.wording_language] dir=[own_direction(&page.wording_language)] { (page.wording) }
            button.main type="submit" { (page.words.button) }
        }
        @if let Some(archive) = &page.archive_url { p.quiet { a.link href=(archive) { (page.words.archive) } } }
    };
    shell(&page.site, &page.title, &html! {}, &content)
}

/// What is in another language may run the other way than what is around it.
fn own_direction(language: &Option<String>) -> Option<&'static str> {
    language.as_ref().map(|_| "auto")
}

/// Asks once more: mail scanners follow links, so following one must not be enough.
pub fn confirm(page: &ConfirmPage) -> Markup {
    let content = html! {
        @for paragraph in &page.paragraphs { p { (paragraph) } }
        (button(&page.action, None, &page.button, "main"))
    };
    shell(&page.site, &page.title, &private(), &content)
}

/// A form for any site, in that site's own look. It works without its script.
pub fn pasted(form: &PastedForm) -> Markup {
    html! {
        form class="roundup-sign-up" method="post" action=(form.action) lang=[&form.language] dir=[own_direction(&form.language)] {
            @if let Some(language) = &form.language { input type="hidden" name="language" value=(language); }
            label { (form.address) " " input type="email" name="email" required autocomplete="email" maxlength="254"; }
            span style="position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)" aria-hidden="true" {
                label { (form.trap) " " input type="text" name="website" tabindex="-1" autocomplete="off"; }
            }
            p { (form.wording) }
            button type="submit" { (form.button) }
        }
        @if form.script { script { (PreEscaped(include_str!("join.js").trim())) } }
    }
}
