//! What all pages share: the document, its style, the publication's name on top.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::view::{About, Look, Palette, Site};

/// The style sheets of the pages: the text of each one's style element, for a `Content-Security-Policy`.
pub fn styles(look: &Look) -> [String; 2] {
    [style(look), edition_style(look)]
}

/// The style sheet of what is short: a question, an answer, a form.
fn style(look: &Look) -> String {
    base(look) + &joined(include_str!("form.css"))
}

/// What all pages look like.
fn base(look: &Look) -> String {
    format!(
        ":root{{color-scheme:light dark;--serif:{};{}}}@media(prefers-color-scheme:dark){{:root{{{}}}}}{}",
        look.serif,
        variables(&look.light),
        variables(&look.dark),
        joined(include_str!("page.css"))
    )
}

/// The style sheet of an edition.
pub(super) fn edition_style(look: &Look) -> String {
    base(look) + &joined(include_str!("edition.css"))
}

fn joined(css: &str) -> String {
    css.lines().map(str::trim).collect()
}

fn variables(palette: &Palette) -> String {
    format!(
        "--page:{};--card:{};--ink:{};--soft:{};--rule:{};--accent:{}",
        palette.page, palette.card, palette.ink, palette.soft, palette.rule, palette.accent
    )
}

/// The document around a page's own content.
pub(super) fn shell(site: &Site, title: &str, head: &Markup, content: &Markup) -> Markup {
    let body = html! {
        header { (home(site)) p.sub lang=[&site.own_language] dir=[own_direction(site)] { (site.roundup) } }
        main { h1 { (title) } (content) }
    };
    document(site, title, head, &style(&site.look), &body)
}

/// The publication's name, which leads to its site.
pub(super) fn home(site: &Site) -> Markup {
    html! { p lang=[&site.own_language] { a href=(site.home) dir=[own_direction(site)] { (site.name) } } }
}

/// The publication's own words may run the other way than the page's.
fn own_direction(site: &Site) -> Option<&'static str> {
    site.own_language.as_ref().map(|_| "auto")
}

/// The document around whatever a page shows.
pub(super) fn document(
    site: &Site,
    title: &str,
    head: &Markup,
    style: &str,
    body: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(site.language) dir=(site.look.direction.word()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) " · " (site.name) }
                (head)
                style { (PreEscaped(style)) }
            }
            body { (body) }
        }
    }
}

/// The head of a page that is nobody else's business: no search engine may keep it.
pub(super) fn private() -> Markup {
    html! { meta name="robots" content="noindex"; }
}

/// A sentence about somebody.
pub(super) fn about(sentence: &About) -> Markup {
    html! { (sentence.before) strong dir="auto" { (sentence.address) } (sentence.after) }
}

/// A form of one button. The field says what is wanted where one address takes several wishes.
pub(super) fn button(action: &str, field: Option<(&str, &str)>, text: &str, class: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            @if let Some((name, value)) = field { input type="hidden" name=(name) value=(value); }
            button class=(class) type="submit" { (text) }
        }
    }
}
