//! What is in an edition, as the API shows it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{edition, event, piece, promo};

/// The blocks of an edition.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct Blocks {
    /// In the order in which they are read.
    blocks: Vec<Block>,
}

impl From<edition::Composition> for Blocks {
    fn from(it: edition::Composition) -> Self {
        let blocks = it.blocks.into_iter().map(Block::from).collect();
        Self { blocks }
    }
}

/// One block of an edition.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Block {
    /// The piece at the top.
    Lead { piece: Box<Piece> },
    /// A section with its teasers.
    Section { title: String, pieces: Vec<Piece> },
    /// "In case you missed it".
    Icymi { pieces: Vec<Piece> },
    /// Pieces that ran in other outlets.
    Elsewhere { pieces: Vec<Piece> },
    /// What takes place in the days after the slot.
    Events { events: Vec<Event> },
    /// A few words of the publication's own.
    Promo { promo: Promo },
}

impl From<edition::Block> for Block {
    fn from(it: edition::Block) -> Self {
        let all = |pieces: Vec<piece::Piece>| pieces.into_iter().map(Piece::from).collect();
        match it {
            edition::Block::Lead { piece } => Self::Lead {
                piece: Box::new(Piece::from(*piece)),
            },
            edition::Block::Section { title, pieces } => Self::Section {
                title,
                pieces: all(pieces),
            },
            edition::Block::Icymi { pieces } => Self::Icymi {
                pieces: all(pieces),
            },
            edition::Block::Elsewhere { pieces } => Self::Elsewhere {
                pieces: all(pieces),
            },
            edition::Block::Events { events } => Self::Events {
                events: events.into_iter().map(Event::from).collect(),
            },
            edition::Block::Promo { promo } => Self::Promo {
                promo: Promo::from(*promo),
            },
        }
    }
}

/// A piece as its teaser has it.
#[derive(Debug, Serialize, ToSchema)]
struct Piece {
    /// Its address.
    url: String,
    /// Its headline.
    title: String,
    #[schema(required)]
    dek: Option<String>,
    #[schema(required)]
    kind: Option<String>,
    #[schema(required)]
    section: Option<String>,
    /// The names of those who wrote it.
    authors: Vec<String>,
    #[schema(required)]
    outlet: Option<String>,
    #[schema(required)]
    published: Option<DateTime<Utc>>,
    #[schema(required)]
    image: Option<Image>,
    /// Its first paragraphs.
    teaser: Vec<String>,
}

impl From<piece::Piece> for Piece {
    fn from(it: piece::Piece) -> Self {
        Self {
            url: it.url.into(),
            title: it.title,
            dek: it.dek,
            kind: it.kind,
            section: it.section,
            authors: it.authors.into_iter().map(|author| author.name).collect(),
            outlet: it.outlet,
            published: it.published,
            image: it.image.map(Image::from),
            teaser: it.teaser,
        }
    }
}

/// A picture.
#[derive(Debug, Serialize, ToSchema)]
struct Image {
    /// Its address.
    url: String,
    #[schema(required)]
    alt: Option<String>,
    #[schema(required)]
    credit: Option<String>,
}

impl From<piece::Image> for Image {
    fn from(it: piece::Image) -> Self {
        Self {
            url: it.url.into(),
            alt: it.alt,
            credit: it.credit,
        }
    }
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
struct Event {
    title: String,
    starts: DateTime<Utc>,
    #[schema(required)]
    ends: Option<DateTime<Utc>>,
    /// Whether it takes whole days.
    all_day: bool,
    #[schema(required)]
    place: Option<String>,
    #[schema(required)]
    url: Option<String>,
}

impl From<event::Occasion> for Event {
    fn from(it: event::Occasion) -> Self {
        Self {
            title: it.title,
            starts: it.starts,
            ends: it.ends,
            all_day: it.all_day,
            place: it.place,
            url: it.url.map(String::from),
        }
    }
}

/// A few words of the publication's own.
#[derive(Debug, Serialize, ToSchema)]
struct Promo {
    title: String,
    /// Its paragraphs.
    text: Vec<String>,
    /// Where it leads.
    #[schema(required)]
    url: Option<String>,
}

impl From<promo::Promo> for Promo {
    fn from(it: promo::Promo) -> Self {
        Self {
            title: it.title,
            text: it.text,
            url: it.link.map(|link| link.url.into()),
        }
    }
}
