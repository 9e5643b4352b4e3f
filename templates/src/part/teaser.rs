//! A piece as on the site: label, photo with its credit, headline, dek, byline, first paragraphs.
//!
//! What the piece says itself has the language of the piece; what we say of it has that of the mail.

use maud::{Markup, html};

use super::{
    events::bound,
    link::{go, head, keep_reading, read_on},
    photo::photo,
    split::split,
};
use crate::{
    email::style::{self, Split},
    view::{Author, Email, Label, Outlet, Teaser},
};

/// How a piece is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Story {
    rank: Rank,
    slim: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// A heading of its own.
    Lead,
    /// Its heading comes under the section's.
    Item,
}

impl Story {
    /// The piece at the top.
    pub const LEAD: Self = Self {
        rank: Rank::Lead,
        slim: false,
    };
    /// The piece at the top, in a narrow column.
    const SLIM_LEAD: Self = Self {
        rank: Rank::Lead,
        slim: true,
    };
    /// A piece of a section.
    const ITEM: Self = Self {
        rank: Rank::Item,
        slim: false,
    };
}

/// The piece at the top: photo, then everything else, at full width. A photo that is small or tall would stand alone
/// there: it goes beside the text.
pub fn lead(teaser: &Teaser, email: &Email) -> Markup {
    let told = |story_as: Story| html! { (label(&teaser.label)) (story(teaser, email, story_as)) };
    let Some(picture) = &teaser.photo else {
        return told(Story::LEAD);
    };
    if picture.width > style::tall_width(email.look.width) {
        return html! { (photo(picture, &email.words)) div.under { (told(Story::LEAD)) } };
    }
    let picture = html! { div.inset { (photo(picture, &email.words)) } };
    split(Split::Lead, &email.look, &picture, &told(Story::SLIM_LEAD))
}

/// The piece at the top where words come first: its photo stands below the headline.
pub fn text_lead(teaser: &Teaser, email: &Email) -> Markup {
    html! {
        (label(&teaser.label))
        div {
            (headline(teaser, Story::LEAD))
            @if let Some(picture) = &teaser.photo { div.shown { (photo(picture, &email.words)) } }
            (body(teaser, email))
        }
    }
}

/// A piece of a section: the photo beside the text, or above it where the screen is narrow.
pub fn teaser(teaser: &Teaser, email: &Email) -> Markup {
    let text = html! { (label(&teaser.label)) (story(teaser, email, Story::ITEM)) };
    let Some(picture) = &teaser.photo else {
        return text;
    };
    let picture = html! { div.inset { (photo(picture, &email.words)) } };
    split(Split::Teaser, &email.look, &picture, &text)
}

/// A piece in a paragraph: label, headline, byline, and its first paragraph (or else its dek) with the way on.
pub fn paragraph(teaser: &Teaser, email: &Email) -> Markup {
    let text = teaser.paragraphs.first().or(teaser.dek.as_ref());
    html! {
        (label(&teaser.label))
        div {
            h3.title lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (head(&teaser.title, teaser.url.as_deref())) }
            (byline(teaser))
            p.para lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] {
                @if let Some(text) = text { (text) " " }
                @if let Some(url) = &teaser.url { (read_on(teaser, url, email)) }
            }
        }
    }
}

/// A piece in two or three lines: headline, one line, byline.
pub fn brief(teaser: &Teaser) -> Markup {
    html! {
        div {
            h3.title.small-title lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (go(&teaser.title, teaser.url.as_deref())) }
            @if let Some(line) = &teaser.brief { p.para lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (line) } }
            (byline(teaser))
        }
    }
}

/// `Kind | Section`: a kind has the accent, a section never.
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
pub fn story(teaser: &Teaser, email: &Email, told: Story) -> Markup {
    html! {
        div {
            (headline(teaser, told))
            (body(teaser, email))
        }
    }
}

fn headline(teaser: &Teaser, told: Story) -> Markup {
    let title = head(&teaser.title, teaser.url.as_deref());
    let lead = told.rank == Rank::Lead;
    html! {
        @if lead { h2.lead.slim[told.slim] lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (title) } } @else { h3.title lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (title) } }
        @if let Some(dek) = &teaser.dek { p.dek.deck[lead] lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (dek) } }
    }
}

fn body(teaser: &Teaser, email: &Email) -> Markup {
    html! {
        (byline(teaser))
        @for paragraph in &teaser.paragraphs { p.para lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (paragraph) } }
        @if let Some(url) = &teaser.url { (keep_reading(teaser, url, email)) }
    }
}

/// A piece in another language may be written the other way round: its own letters tell.
pub(super) fn own_direction(language: Option<&str>) -> Option<&'static str> {
    language.map(|_| "auto")
}

/// Authors with their titles, the outlet where the piece ran, and where else it can be read.
fn byline(teaser: &Teaser) -> Markup {
    html! {
        @if !teaser.byline.is_empty() {
            p.by { @for author in &teaser.byline { (named(author)) } }
        }
        @if let Some(outlet) = &teaser.outlet { p.by { span.soft { (bound(outlet)) } } }
        @if !teaser.also.is_empty() { (also(&teaser.also)) }
    }
}

fn named(author: &Author) -> Markup {
    html! {
        (author.before) (author.name)
        @if let Some(title) = &author.title { span.soft { (author.before_title) (title) } }
    }
}

fn also(outlets: &[Outlet]) -> Markup {
    html! {
        p.by { span.soft {
            @for outlet in outlets {
                (outlet.before)
                @match &outlet.url {
                    Some(url) => { a.plain href=(url) { (outlet.name) } }
                    None => { (outlet.name) }
                }
            }
        } }
    }
}
