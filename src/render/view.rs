//! From an edition to what is shown. All text is made plain here, once, for every part of the message.

mod brief;
mod byline;
mod events;
mod fixed;
mod frame;
mod way;

use roundup_templates::view::{self, Direction, Email, Headline, Label, List, Look, Site};
use url::Url;

pub(super) use self::{frame::postal_address, way::apart};

use self::{brief::brief, byline::byline, way::plain};
use super::{Letterhead, palette::palette, photo};
use crate::{
    config::{Labels, More, Rules},
    dates::Calendar,
    edition::{Block, Edition},
    mime::one_line,
    piece::Piece,
    promo::Promo,
    words::{Phrasebook, parts},
};

/// The text on one line, if there is any.
pub(super) fn line(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|line| !line.is_empty())
}

/// The address, where it is one that a mail may link to: `javascript:` and the like are not.
pub(super) fn web_link(url: &Url) -> Option<String> {
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// What the public pages share with the mails.
pub(super) fn site(letterhead: &Letterhead<'_>) -> Site {
    let publication = letterhead.publication;
    let name = one_line(&publication.name);
    Site {
        language: one_line(letterhead.language),
        own_language: foreign_to(&publication.language, letterhead.language),
        words: fixed::of_pages(Phrasebook::of(letterhead.language), &name),
        name,
        roundup: one_line(&letterhead.rules.title),
        home: publication.url.to_string(),
        look: look(letterhead),
    }
}

/// The whole round-up.
pub(super) fn email(edition: &Edition, letterhead: &Letterhead<'_>) -> Email {
    let publication = letterhead.publication;
    let maker = Maker {
        calendar: Calendar::of(letterhead.language, publication.timezone),
        words: Phrasebook::of(letterhead.language),
        direction: direction(letterhead.language),
        letterhead,
    };
    Email {
        language: one_line(letterhead.language),
        own_language: foreign_to(&publication.language, letterhead.language),
        title: one_line(&edition.composition.subject),
        preheader: one_line(&edition.composition.preheader),
        view_url: archive_url(edition, letterhead.public_url),
        masthead: maker.masthead(edition),
        note: maker.note(edition),
        blocks: edition
            .composition
            .blocks
            .iter()
            .map(|block| maker.block(block))
            .collect(),
        footer: maker.footer(),
        look: look(letterhead),
        words: fixed::of_mails(maker.words),
    }
}

fn look(letterhead: &Letterhead<'_>) -> Look {
    let theme = letterhead.theme;
    Look {
        direction: direction(letterhead.language),
        width: theme.width,
        serif: theme.font.clone(),
        headline: theme.headline_font.clone(),
        corners: theme.corners,
        rules: match theme.rules {
            Rules::Strong => view::Rules::Strong,
            Rules::Hairline => view::Rules::Hairline,
            Rules::None => view::Rules::None,
        },
        labels: match theme.labels {
            Labels::Caps => view::Labels::Caps,
            Labels::Plain => view::Labels::Plain,
        },
        more: match theme.more {
            More::Link => view::More::Link,
            More::Button => view::More::Button,
        },
        light: palette(theme.light),
        dark: palette(theme.dark),
    }
}

fn direction(language: &str) -> Direction {
    match parts(language).0.as_str() {
        "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => Direction::Rtl,
        _ => Direction::Ltr,
    }
}

/// Where the edition can be read on the web; the index, as long as it has no number.
fn archive_url(edition: &Edition, public_url: &Url) -> String {
    match edition.number {
        Some(number) => format!("{public_url}archive/{number}"),
        None => format!("{public_url}archive"),
    }
}

struct Maker<'a> {
    calendar: Calendar,
    words: Phrasebook,
    direction: Direction,
    letterhead: &'a Letterhead<'a>,
}

impl Maker<'_> {
    fn block(&self, block: &Block) -> view::Block {
        let width = self.letterhead.theme.width;
        match block {
            Block::Lead { piece } => {
                view::Block::Lead(Box::new(self.teaser(piece, photo::Room::lead(width))))
            }
            Block::Section { title, pieces } => view::Block::Section {
                title: one_line(title),
                teasers: pieces
                    .iter()
                    .map(|piece| self.teaser(piece, photo::Room::beside(width)))
                    .map(|teaser| under(title, teaser))
                    .collect(),
            },
            Block::Icymi { pieces } => view::Block::Headlines {
                list: List::Missed,
                title: self.words.missed(),
                headlines: self.headlines(pieces, Self::where_within),
            },
            Block::Elsewhere { pieces } => view::Block::Headlines {
                list: List::Elsewhere,
                title: self.words.elsewhere(),
                headlines: self.headlines(pieces, Self::where_else),
            },
            Block::Events { events } => view::Block::Events {
                title: self.words.events(),
                events: events::events(events, self.calendar, self.words, self.direction),
            },
            Block::Promo { promo } => view::Block::Promo(self.promo(promo)),
        }
    }

    fn promo(&self, promo: &Promo) -> view::Promo {
        let room = photo::Room::boxed(self.letterhead.theme.width);
        let link = promo.link.as_ref();
        view::Promo {
            title: one_line(&promo.title),
            paragraphs: promo.text.iter().filter_map(|text| line(text)).collect(),
            link: link.and_then(|link| Some((line(&link.text)?, web_link(&link.url)?))),
            photo: promo
                .image
                .as_ref()
                .and_then(|image| photo::photo(image, room)),
        }
    }

    fn teaser(&self, piece: &Piece, room: photo::Room) -> view::Teaser {
        let title = title(piece);
        let dek = piece.dek.as_deref().and_then(line);
        let paragraphs: Vec<_> = piece.teaser.iter().filter_map(|text| line(text)).collect();
        view::Teaser {
            label: Label {
                kind: self.name(piece.kind.as_deref()),
                section: self.name(piece.section.as_deref()),
            },
            photo: piece
                .image
                .as_ref()
                .and_then(|image| photo::photo(image, room)),
            keep_reading: self.words.keep_reading_of(&title),
            title,
            url: web_link(&piece.url),
            language: self.foreign(piece),
            brief: brief(dek.as_deref(), paragraphs.first().map(String::as_str)),
            dek,
            byline: byline(&piece.authors, self.words, self.direction),
            outlet: self.outlet(piece),
            also: byline::also(piece, self.words, self.direction),
            paragraphs,
        }
    }

    /// A name on one line, if there is one, so that it can stand in a line of the mail.
    fn name(&self, name: Option<&str>) -> Option<String> {
        Some(apart(line(name?)?, self.direction))
    }

    fn headlines(
        &self,
        pieces: &[Piece],
        details: fn(&Self, &Piece) -> Vec<String>,
    ) -> Vec<Headline> {
        let headline = |piece: &Piece| Headline {
            title: title(piece),
            url: web_link(&piece.url),
            language: self.foreign(piece),
            details: details(self, piece),
        };
        pieces.iter().map(headline).collect()
    }

    /// The language of a piece that is not in that of the words around it: screen readers change their voice.
    fn foreign(&self, piece: &Piece) -> Option<String> {
        let publication = &self.letterhead.publication.language;
        let language = piece.language.as_deref().unwrap_or(publication);
        foreign_to(language, self.letterhead.language)
    }

    fn where_within(&self, piece: &Piece) -> Vec<String> {
        let section = self.name(piece.section.as_deref());
        section.into_iter().chain(self.names(piece)).collect()
    }

    fn where_else(&self, piece: &Piece) -> Vec<String> {
        let names = self.names(piece).into_iter();
        names.chain(self.outlet(piece)).collect()
    }

    fn names(&self, piece: &Piece) -> Option<String> {
        let authors = piece.authors.iter();
        self.words
            .list(authors.filter_map(|author| self.name(Some(&author.name))))
    }

    /// `The Estuary Post, 18 November`, where the piece ran in another outlet.
    fn outlet(&self, piece: &Piece) -> Option<String> {
        let outlet = piece.outlet.as_deref().and_then(line)?;
        if outlet == one_line(&self.letterhead.publication.name) {
            return None;
        }
        let outlet = apart(outlet, self.direction);
        Some(match piece.published {
            Some(published) => {
                let date = self.calendar.short(published);
                self.words.outlet_on(&outlet, &date)
            }
            None => outlet,
        })
    }
}

/// The language, where it is another than that of what is around it.
fn foreign_to(language: &str, around: &str) -> Option<String> {
    let base = |tag: &str| parts(tag).0;
    line(language).filter(|language| base(language) != base(around))
}

/// A teaser under a heading: its label doesn't say that again.
fn under(heading: &str, mut teaser: view::Teaser) -> view::Teaser {
    let heading = one_line(heading).to_lowercase();
    let again = |word: &mut String| plain(word).to_lowercase() == heading;
    teaser.label.kind.take_if(again);
    teaser.label.section.take_if(again);
    teaser
}

/// The headline; of a piece without one, its address, because a heading and a link have to say something.
fn title(piece: &Piece) -> String {
    line(&piece.title).unwrap_or_else(|| {
        let host = piece.url.host_str().unwrap_or_default();
        format!("{host}{}", piece.url.path())
    })
}
