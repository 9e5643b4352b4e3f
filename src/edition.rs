//! An edition: the round-up of one window, its states, its blocks, and the reasons for each choice.
//!
//! Data only. `compose` makes a [`Composition`], `store` keeps [`Edition`]s.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;
use utoipa::ToSchema;

pub use self::{decider::Decider, month::Month};
use crate::{event::Occasion, piece::Piece, promo::Promo};

mod decider;
mod month;

/// The row id of an edition; written `e7`, so that it can't be taken for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EditionId(pub i64);

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{}", self.0)
    }
}

impl Serialize for EditionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The number printed in the masthead. Skipped and cancelled editions have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditionNumber(pub u32);

impl fmt::Display for EditionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a person names an edition on the command line: `47` (number) or `e7` (id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditionRef {
    /// By its printed number.
    Number(EditionNumber),
    /// By its id.
    Id(EditionId),
}

impl FromStr for EditionRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = match text.strip_prefix('e') {
            Some(id) => id.parse().ok().map(|id| Self::Id(EditionId(id))),
            None => text
                .parse()
                .ok()
                .map(|number| Self::Number(EditionNumber(number))),
        };
        parsed.ok_or_else(|| {
            format!("`{text}` is neither an edition's number (47) nor its id (e47); see `roundup edition list`")
        })
    }
}

/// Where an edition stands: `draft -> approved -> sending -> sent`, or one of the ways off that road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EditionState {
    /// Composed; may still change.
    Draft,
    /// Sealed: these bytes and no others will be sent.
    Approved,
    /// The audience is frozen and mail is going out.
    Sending,
    /// Everybody has an outcome.
    Sent,
    /// An editor stopped it before it was sent.
    Held,
    /// Too little to say; its pieces go on to the next edition.
    Skipped,
    /// Given up for good; its pieces go on to the next edition.
    Cancelled,
}

impl EditionState {
    /// Every state, for `check` constraints and tests.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Approved,
        Self::Sending,
        Self::Sent,
        Self::Held,
        Self::Skipped,
        Self::Cancelled,
    ];

    /// Those that readers may see on the web: from the first mail on, which links there.
    pub const PUBLIC: [Self; 2] = [Self::Sending, Self::Sent];

    /// Whether its message is sealed.
    pub fn is_sealed(self) -> bool {
        matches!(self, Self::Approved | Self::Sending | Self::Sent)
    }

    /// The word that the store, the JSON and people use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for EditionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for EditionState {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("unknown edition state `{word}`"))
    }
}

/// The half-open stretch of time `[from, to)` whose pieces an edition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First instant inside.
    pub from: DateTime<Utc>,
    /// First instant after it.
    pub to: DateTime<Utc>,
}

impl Window {
    /// Whether `at` lies in `[from, to)`.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }
}

/// The scheduled moment an edition belongs to. Unique: a slot is sent at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(pub DateTime<Utc>);

/// One block of the round-up, in the order in which they are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// The piece at the top.
    Lead {
        /// The piece.
        piece: Box<Piece>,
    },
    /// A section with its teasers.
    Section {
        /// The section's name as configured.
        title: String,
        /// Its pieces, best first.
        pieces: Vec<Piece>,
    },
    /// "In case you missed it": headlines of the window that found no room above.
    Icymi {
        /// The pieces.
        pieces: Vec<Piece>,
    },
    /// Pieces that ran in other outlets.
    Elsewhere {
        /// The pieces.
        pieces: Vec<Piece>,
    },
    /// What takes place in the days after the slot.
    Events {
        /// The events, the next first.
        events: Vec<Occasion>,
    },
    /// A few words of the publication's own.
    Promo {
        /// The promo.
        promo: Box<Promo>,
    },
}

impl Block {
    /// The pieces of the block, in order.
    pub fn pieces(&self) -> &[Piece] {
        match self {
            Self::Lead { piece } => std::slice::from_ref(piece),
            Self::Section { pieces, .. } | Self::Icymi { pieces } | Self::Elsewhere { pieces } => {
                pieces
            }
            Self::Events { .. } | Self::Promo { .. } => &[],
        }
    }
}

/// What became of a piece in the choosing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is in the edition.
    In,
    /// It is not.
    Out,
    /// It is in, from an earlier window, because it came too late for that one.
    Carried,
}

/// Why a piece is in or out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The piece.
    pub url: Url,
    /// Its headline, so that a list of reasons can be read.
    pub title: String,
    /// In, out or carried.
    pub verdict: Verdict,
    /// One clause for an editor: "lead: newest piece of the window".
    pub why: String,
}

/// What `compose` makes: everything a reader will see, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composition {
    /// The subject line.
    pub subject: String,
    /// The line an inbox shows after the subject.
    pub preheader: String,
    /// The blocks in reading order; empty when there is too little to say.
    pub blocks: Vec<Block>,
    /// The editors' note to readers, where it is not the configured one; empty for none.
    #[serde(default)]
    pub note: Option<String>,
    /// Every candidate piece, each with its reason.
    pub reasons: Vec<Reason>,
    /// What it calls itself, where not as editions do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// What it was sealed with; none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<Printed>,
    /// What editors should know: an edit about a piece that is gone, a page that has another headline by now.
    #[serde(default)]
    pub problems: Vec<String>,
}

/// What readers see of an edition and the configuration says, kept when the edition is sealed: its page in the archive
/// shows what was mailed, and the checks hold the mail against it, whatever the configuration says by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// The publication's name.
    pub publication: String,
    /// What editions are called.
    pub title: String,
    /// The note to readers, where the edition has none of its own.
    pub note: Option<String>,
    /// Who signs the note.
    pub note_by: Option<String>,
    /// Where the publication gets its mail; none in stores of before it was kept.
    #[serde(default)]
    pub postal_address: Option<String>,
}

impl Composition {
    /// All pieces of all blocks in reading order.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.blocks.iter().flat_map(Block::pieces)
    }

    /// The addresses of all pieces in the order of their numbers, from 1: those in the edition as they are read, then the
    /// others. Numbers are for people, and change with the edition.
    pub fn numbered(&self) -> Vec<&Url> {
        let out = self
            .reasons
            .iter()
            .filter(|reason| reason.verdict == Verdict::Out);
        let shown = self.pieces().map(|piece| &piece.url);
        shown.chain(out.map(|reason| &reason.url)).collect()
    }
}

/// What was seen when the page of a piece was looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenAgain {
    /// The piece.
    pub url: Url,
    /// What was seen.
    pub seen: Seen,
}

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Seen {
    /// It is gone: the status that says so.
    Gone {
        /// 404 or 410.
        status: u16,
    },
    /// It is there and not meant to be read yet: embargoed.
    Withheld {
        /// What says so.
        why: String,
    },
    /// It has another headline, which is to be taken.
    Retitled {
        /// The new one.
        title: String,
    },
}

/// An edition as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Its row.
    pub id: EditionId,
    /// Its printed number; none for skipped and cancelled ones.
    pub number: Option<EditionNumber>,
    /// Where it stands.
    pub state: EditionState,
    /// The moment it belongs to.
    pub slot: Slot,
    /// The stretch of time it is about.
    pub window: Window,
    /// What is in it.
    pub composition: Composition,
    /// When its audience was frozen, if it was: the `Date` of its mails.
    pub started: Option<DateTime<Utc>>,
    /// When the last delivery had its outcome.
    pub finished: Option<DateTime<Utc>>,
    /// Since when somebody has its sending wait.
    pub paused: Option<DateTime<Utc>>,
    /// Why it is held, skipped or cancelled.
    pub why: Option<String>,
    /// When it was last changed: what is decided about an edition is decided about what was looked at.
    pub changed: DateTime<Utc>,
}
