//! A piece as on the site: label, photo with its credit, headline, dek, byline, first paragraphs.

use maud::{Markup, html};

use crate::{
    email::{for_outlook, style},
    view::{Author, Label, Look, Photo, Teaser, Words},
};

/// How much room a piece is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The piece at the top: a heading of its own.
    Lead,
    /// A piece of a section: its heading comes under the section's.
    Item,
}

/// The piece at the top: photo, then everything else, at full width.
pub fn lead(teaser: &Teaser, words: &Words) -> Markup {
    html! {
        @if let Some(picture) = &teaser.photo {
            (photo(picture, words))
            div.under { (label(&teaser.label)) }
        } @else {
            (label(&teaser.label))
        }
        (story(teaser, words, Rank::Lead))
    }
}

/// A piece of a section: the photo beside the text, or above it where the screen is narrow.
///
/// Two blocks on one line that wrap by themselves, so that it works without media queries too; Outlook,
/// which doesn't know such blocks, is given a table.
pub fn teaser(teaser: &Teaser, look: &Look, words: &Words) -> Markup {
    let Some(picture) = &teaser.photo else {
        return html! { (label(&teaser.label)) (story(teaser, words, Rank::Item)) };
    };
    let (beside, text) = style::columns(look.width);
    html! {
        (for_outlook(&format!(
            r#"<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td width="{beside}" valign="top">"#
        )))
        div.pic { div.inset { (photo(picture, words)) } }
        (for_outlook(&format!(r#"</td><td width="{text}" valign="top">"#)))
        div.txt { (label(&teaser.label)) (story(teaser, words, Rank::Item)) }
        (for_outlook("</td></tr></table>"))
    }
}

/// `Kind | Section`.
pub fn label(label: &Label) -> Markup {
    html! {
        @match (&label.kind, &label.section) {
            (Some(kind), Some(section)) => {
                p.label { span.kind { (kind) } "\u{A0} |\u{A0} " (section) }
            }
            (Some(kind), None) => { p.label { span.kind { (kind) } } }
            (None, Some(section)) => { p.label { (section) } }
            (None, None) => {}
        }
    }
}

/// Headline, dek, byline, paragraphs and the way on.
pub fn story(teaser: &Teaser, words: &Words, rank: Rank) -> Markup {
    let headline = link(&teaser.title, teaser.url.as_deref());
    html! {
        div lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] {
            @match rank {
                Rank::Lead => { h2.lead { (headline) } }
                Rank::Item => { h3.title { (headline) } }
            }
            @if let Some(dek) = &teaser.dek { p.dek { (dek) } }
            (byline(&teaser.byline, teaser.outlet.as_deref()))
            @for paragraph in &teaser.paragraphs { p.para { (paragraph) } }
            @if let Some(url) = &teaser.url {
                a.more href=(url) aria-label=(teaser.keep_reading) { (words.keep_reading) }
            }
        }
    }
}

/// A piece in another language may be written the other way round: its own letters tell.
pub(super) fn own_direction(language: Option<&str>) -> Option<&'static str> {
    language.map(|_| "auto")
}

/// The headline is the link.
pub(super) fn link(title: &str, url: Option<&str>) -> Markup {
    html! {
        @match url {
            Some(url) => { a.head href=(url) { (title) } }
            None => { (title) }
        }
    }
}

/// Authors with their titles, and the outlet where the piece ran elsewhere.
pub(super) fn byline(authors: &[Author], outlet: Option<&str>) -> Markup {
    html! {
        @if !authors.is_empty() {
            p.by { @for author in authors {
                (author.before) (author.name)
                @if let Some(title) = &author.title { span.soft { (author.before_title) (title) } }
            } }
        }
        @if let Some(outlet) = outlet { p.by { span.soft { (outlet) } } }
    }
}

pub(super) fn photo(photo: &Photo, words: &Words) -> Markup {
    html! {
        img.photo.fill[photo.fills] src=(photo.url) alt=(photo.alt) width=(photo.width) height=[photo.height] border="0";
        @if let Some(credit) = &photo.credit {
            p.credit { (words.photo) " " (credit) }
        }
    }
}
