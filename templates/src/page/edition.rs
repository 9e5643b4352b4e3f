//! An edition as a web page: the same view model as the mail's, in the markup that browsers, search engines and screen
//! readers know, and without anything that is for one reader alone.

use maud::{Markup, html};

use super::shell::{document, edition_style, home, private};
use crate::view::{
    Author, Block, Correction, EditionPage, Email, Event, Headline, Label, Listing, Moment, Note,
    Photo, Promo, Teaser, Words,
};

/// The page that "view in browser" opens.
pub fn edition(page: &EditionPage) -> Markup {
    let email = &page.email;
    let body = html! {
        header { (home(&page.site)) }
        main {
            // Not the subject: that is most often the lead's headline, which comes below.
            h1 { (page.site.roundup) }
            p.meta { (when(&page.date)) @if let Some(number) = &page.number { " · " (number) } }
            @if let Some(proof) = &page.proof { p.proof role="note" { (proof) } }
            (corrections(&page.corrections))
            (content(email))
        }
        @if let Some(listing) = &page.listing { (ways_on(page, listing)) }
    };
    let style = edition_style(&page.site.look);
    document(&page.site, &email.title, &head(page), &style, &body)
}

/// What the edition says, note and blocks: the page's own, and that of the feed.
pub(super) fn content(email: &Email) -> Markup {
    html! {
        @if let Some(own) = &email.note { (note(own)) }
        @for part in &email.blocks { (block(part, &email.words)) }
    }
}

/// What was wrong comes first: whoever reads on knows.
pub(super) fn corrections(corrections: &[Correction]) -> Markup {
    html! {
        @for correction in corrections {
            div.correction role="note" {
                p.label { (when(&correction.heading)) }
                @for paragraph in &correction.paragraphs { p { (paragraph) } }
            }
        }
    }
}

/// A date that machines can read, too.
pub(super) fn when(moment: &Moment) -> Markup {
    html! { time datetime=(moment.machine) { (moment.text) } }
}

/// What other programs show of the page: search engines, and where somebody shares it.
fn head(page: &EditionPage) -> Markup {
    let email = &page.email;
    let photo = photos(email).next();
    let locale = page.site.language.split_once('-');
    html! {
        @match &page.listing {
            None => { (private()) }
            Some(listing) => {
                link rel="alternate" type="application/atom+xml" title=(page.site.roundup) href=(listing.feed_url);
                @if let Some(edition) = &listing.earlier { link rel="prev" href=(edition.url); }
                @if let Some(edition) = &listing.later { link rel="next" href=(edition.url); }
            }
        }
        link rel="canonical" href=(page.url);
        @if !email.preheader.is_empty() {
            meta name="description" content=(email.preheader);
            (shared("og:description", &email.preheader))
        }
        (shared("og:type", "article"))
        (shared("og:title", &email.title))
        (shared("og:url", &page.url))
        (shared("og:site_name", &page.site.name))
        @if let Some((language, region)) = locale { (shared("og:locale", &format!("{language}_{region}"))) }
        (shared("article:published_time", &page.date.machine))
        @if let Some(last) = page.corrections.last() { (shared("article:modified_time", &last.heading.machine)) }
        meta name="twitter:card" content=(if photo.is_some() { "summary_large_image" } else { "summary" });
        @if let Some(photo) = photo {
            (shared("og:image", &photo.url))
            @if !photo.alt.is_empty() { (shared("og:image:alt", &photo.alt)) }
        }
    }
}

fn shared(property: &str, content: &str) -> Markup {
    html! { meta property=(property) content=(content); }
}

/// The photos of an edition in their order; the first stands for it where it is shared.
pub fn photos(email: &Email) -> impl Iterator<Item = &Photo> {
    email.blocks.iter().flat_map(|block| match block {
        Block::Lead(teaser) => teaser.photo.iter().collect(),
        Block::Section { teasers, .. } => {
            let photos = teasers.iter().filter_map(|teaser| teaser.photo.as_ref());
            photos.collect()
        }
        Block::Promo(promo) => promo.photo.iter().collect(),
        Block::Events { .. } | Block::Headlines { .. } => Vec::new(),
    })
}

fn note(note: &Note) -> Markup {
    html! {
        div.note {
            @for paragraph in &note.paragraphs { p { (paragraph) } }
            @if let Some(by) = &note.by { p.by { (by) } }
        }
    }
}

fn block(block: &Block, words: &Words) -> Markup {
    html! {
        @match block {
            Block::Lead(teaser) => { div.block { (lead(teaser, words)) } }
            Block::Section { title, teasers } => {
                section.block {
                    h2.name { (title) }
                    @for teaser in teasers { (piece(teaser, words)) }
                }
            }
            Block::Events { title, events } => {
                section.block {
                    h2.name { (title) }
                    ul { @for item in events { li.event { (event(item)) } } }
                }
            }
            Block::Headlines { title, headlines, .. } => {
                section.block {
                    h2.name { (title) }
                    ul { @for item in headlines {
                        li { (headline(item)) }
                    } }
                }
            }
            Block::Promo(own) => { aside.block { (promo(own, words)) } }
        }
    }
}

fn lead(teaser: &Teaser, words: &Words) -> Markup {
    html! {
        article {
            @if let Some(photo) = &teaser.photo { (figure(photo, Some(words))) }
            (label(&teaser.label))
            h2 lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (link(&teaser.title, teaser.url.as_deref())) }
            (story(teaser, words))
        }
    }
}

fn piece(teaser: &Teaser, words: &Words) -> Markup {
    html! {
        article class=[teaser.photo.as_ref().map(|_| "side")] {
            @if let Some(photo) = &teaser.photo { (figure(photo, Some(words))) }
            div {
                (label(&teaser.label))
                h3 lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (link(&teaser.title, teaser.url.as_deref())) }
                (story(teaser, words))
            }
        }
    }
}

fn story(teaser: &Teaser, words: &Words) -> Markup {
    html! {
        @if let Some(dek) = &teaser.dek { p.dek lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (dek) } }
        @if !teaser.byline.is_empty() { p.by { @for author in &teaser.byline { (name(author)) } } }
        @if let Some(outlet) = &teaser.outlet { p.by { span { (outlet) } } }
        @if !teaser.also.is_empty() {
            p.by { @for outlet in &teaser.also { span { (outlet.before) (link(&outlet.name, outlet.url.as_deref())) } } }
        }
        @for paragraph in &teaser.paragraphs { p lang=[&teaser.language] dir=[own_direction(teaser.language.as_deref())] { (paragraph) } }
        @if let Some(url) = &teaser.url {
            p.more {
                a href=(url) aria-label=(teaser.keep_reading) { (words.keep_reading) }
            }
        }
    }
}

/// A photo with its credit, where the words for one are given.
pub(super) fn figure(photo: &Photo, words: Option<&Words>) -> Markup {
    html! {
        figure {
            img class=[(photo.fills && !photo.is_upright()).then_some("fill")] src=(photo.url) alt=(photo.alt) width=(photo.width) height=[photo.height];
            @if let (Some(words), Some(credit)) = (words, &photo.credit) {
                figcaption { (words.photo) " " (credit) }
            }
        }
    }
}

fn label(label: &Label) -> Markup {
    html! {
        @match (&label.kind, &label.section) {
            (Some(kind), Some(section)) => { p.label { b { (kind) } " | " (section) } }
            (Some(kind), None) => { p.label { b { (kind) } } }
            (None, Some(section)) => { p.label { (section) } }
            (None, None) => {}
        }
    }
}

fn name(author: &Author) -> Markup {
    html! {
        (author.before) (author.name)
        @if let Some(title) = &author.title { span { (author.before_title) (title) } }
    }
}

fn link(title: &str, url: Option<&str>) -> Markup {
    html! {
        @match url {
            Some(url) => { a href=(url) { (title) } }
            None => { (title) }
        }
    }
}

fn event(event: &Event) -> Markup {
    html! {
        p.when { (event.day) @if let Some(time) = &event.time { " · " (time) } }
        @for day in &event.again { p.when { (day) } }
        (link(&event.title, event.url.as_deref()))
        @if let Some(place) = &event.place { p.detail { (place) } }
    }
}

fn headline(headline: &Headline) -> Markup {
    html! {
        div lang=[&headline.language] dir=[own_direction(headline.language.as_deref())] {
            (link(&headline.title, headline.url.as_deref()))
        }
        @if !headline.details.is_empty() { p.detail { (headline.details.join(" · ")) } }
    }
}

fn promo(promo: &Promo, words: &Words) -> Markup {
    html! {
        @if let Some(photo) = &promo.photo { (figure(photo, Some(words))) }
        h2.name { (promo.title) }
        @for paragraph in &promo.paragraphs { p { (paragraph) } }
        @if let Some((text, url)) = &promo.link { p.more { a href=(url) { (text) } } }
    }
}

fn ways_on(page: &EditionPage, listing: &Listing) -> Markup {
    let words = &page.site.words;
    html! {
        @if listing.earlier.is_some() || listing.later.is_some() {
            nav.turn aria-label=(words.other_editions) {
                @if let Some(edition) = &listing.earlier {
                    a rel="prev" href=(edition.url) { span { (words.edition_before) } (edition.subject) }
                }
                @if let Some(edition) = &listing.later {
                    a rel="next" href=(edition.url) { span { (words.edition_after) } (edition.subject) }
                }
            }
        }
        footer {
            a.link href=(listing.archive_url) { (words.past_editions) }
            a.link href=(listing.feed_url) { (words.feed) }
        }
    }
}

/// A piece in another language may be written the other way round: its own letters tell.
fn own_direction(language: Option<&str>) -> Option<&'static str> {
    language.map(|_| "auto")
}
