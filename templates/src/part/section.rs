//! Sections, and the blocks that all layouts have alike.

use maud::{Markup, html};

use super::{events, headlines, promo, teaser::own_direction};
use crate::view::{Block, Email, Teaser};

/// Whether a layout shows pictures below the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pictures {
    /// It does.
    Shown,
    /// It doesn't.
    None,
}

/// A heading and its teasers, each made by `one`; those after the first have a hairline above them.
pub fn section(
    title: &str,
    language: Option<&String>,
    teasers: &[Teaser],
    class: &str,
    one: impl Fn(&Teaser) -> Markup,
) -> Markup {
    html! {
        @if !title.is_empty() {
            h2.section lang=[language] dir=[own_direction(language.map(String::as_str))] { (title) }
        }
        @for (index, teaser) in teasers.iter().enumerate() {
            div.(class).ruled[index > 0] { (one(teaser)) }
        }
    }
}

/// The heading of a section; an empty one would only be stumbled over.
pub(super) fn heading(title: &str) -> Markup {
    html! { @if !title.is_empty() { h2.section { (title) } } }
}

/// What is the same in every layout: events, lists of headlines, promos.
pub fn common(block: &Block, email: &Email, pictures: Pictures) -> Markup {
    match block {
        Block::Events {
            title,
            events: list,
        } => events(title, list, email),
        Block::Headlines {
            title,
            headlines: list,
            ..
        } => headlines(title, list),
        Block::Promo(own) => promo(own, email, pictures),
        Block::Lead(_) | Block::Section { .. } => html! {},
    }
}
