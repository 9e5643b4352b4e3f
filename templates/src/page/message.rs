//! A page that says one thing.

use maud::{Markup, html};

use super::shell::{private, shell};
use crate::view::MessagePage;

/// A title, what it means, and where to go on.
pub fn message(page: &MessagePage) -> Markup {
    let content = html! {
        @for paragraph in &page.paragraphs { p { (paragraph) } }
        @if let Some(link) = &page.link { p { a.link href=(link.url) { (link.text) } } }
    };
    shell(&page.site, &page.title, &private(), &content)
}
