//! A small edition of an invented publication.

use url::Url;

use crate::{
    config::{EditionRules, LeadRule, Publication, Recheck, Span, Theme},
    edition::{Block, Composition, Edition, EditionId, EditionNumber, EditionState, Slot, Window},
    piece::{Author, Image, Piece, SourceName},
    render::{Letterhead, Rendered, render},
};

/// Everything that rendering takes, owned.
pub(in crate::render) struct Example {
    pub(in crate::render) edition: Edition,
    pub(in crate::render) publication: Publication,
    pub(in crate::render) rules: EditionRules,
    pub(in crate::render) theme: Theme,
    pub(in crate::render) public_url: Url,
}

impl Example {
    pub(in crate::render) fn new() -> Self {
        Self {
            edition: edition(blocks()),
            publication: publication(),
            rules: rules(),
            theme: Theme::default(),
            public_url: url("https://mail.weir.example/"),
        }
    }

    pub(in crate::render) fn letterhead(&self) -> Letterhead<'_> {
        Letterhead {
            language: &self.publication.language,
            publication: &self.publication,
            rules: &self.rules,
            theme: &self.theme,
            public_url: &self.public_url,
        }
    }

    pub(in crate::render) fn render(&self) -> Rendered {
        render(&self.edition, &self.letterhead()).unwrap()
    }

    /// The piece at the top.
    pub(in crate::render) fn lead(&mut self) -> &mut Piece {
        match self.edition.composition.blocks.first_mut() {
            Some(Block::Lead { piece }) => piece,
            _ => panic!("the example begins with its lead"),
        }
    }
}

fn publication() -> Publication {
    Publication {
        name: "The Weir Review".to_owned(),
        url: url("https://weir.example/"),
        from: "The Weir Review <editors@weir.example>".parse().unwrap(),
        leave_to: None,
        reply_to: Some("letters@weir.example".parse().unwrap()),
        list_id: "weekly.weir.example".parse().unwrap(),
        postal_address: "1 Mill Lane, Weirbridge WB1 2AA".to_owned(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        language: "en".to_owned(),
        logo: None,
    }
}

fn rules() -> EditionRules {
    EditionRules {
        title: "Weekly Round-Up".to_owned(),
        max_pieces: 12,
        min_pieces: 3,
        sections: Vec::new(),
        authors: Vec::new(),
        lead: LeadRule::Newest,
        icymi: 6,
        elsewhere: 6,
        events: 8,
        events_days: 7,
        subject: "{lead}".to_owned(),
        preheader: "{second} · {third}".to_owned(),
        note: Some(
            "Good morning. Two locks, one vote and a harvest that came early: here is the valley’s week,\nand a bridge that we would rather you didn’t cross.\n\nWrite to us; we read every letter."
                .to_owned(),
        ),
        note_by: Some("The editors".to_owned()),
        promos: None,
        promos_max: 1,
        recheck: Recheck::Off,
        recheck_within: Span::seconds(1),
    }
}

fn edition(blocks: Vec<Block>) -> Edition {
    let to = "2026-11-20T06:00:00Z".parse().unwrap();
    Edition {
        id: EditionId(7),
        number: Some(EditionNumber(47)),
        state: EditionState::Draft,
        slot: Slot(to),
        window: Window {
            from: "2026-11-13T06:00:00Z".parse().unwrap(),
            to,
        },
        composition: Composition {
            heading: None,
            subject: "The lock that stopped a valley — and what it costs".to_owned(),
            preheader: "Grain does not wait for committees · What the water vote settled"
                .to_owned(),
            blocks,
            note: None,
            printed: None,
            reasons: Vec::new(),
            problems: Vec::new(),
        },
        started: None,
        finished: None,
        paused: None,
        why: None,
        changed: chrono::DateTime::UNIX_EPOCH,
    }
}

fn blocks() -> Vec<Block> {
    vec![
        Block::Lead {
            piece: Box::new(Piece {
                dek: text("Three shut gates, a line of grain barges, and a repair that nobody had put into a budget."),
                image: photo("lead", 1600, 900, "Barges wait in a line below the closed gates at Weirbridge"),
                teaser: vec![
                    "The gates at Weirbridge were shut for the third time this month on Tuesday, and the barges that carry the valley’s grain lay in a line that reached the old tannery by dusk.".to_owned(),
                    "Nobody was surprised, least of all the lock-keeper, who had written down the sound of the lower hinge every morning since March.".to_owned(),
                ],
                ..piece("the-lock", "The lock that stopped a valley", "Reporting", "Waterways", &[("Ada Writer", "Staff Writer"), ("Ben Scribe", "")])
            }),
        },
        Block::Section {
            title: "Trade".to_owned(),
            pieces: vec![
                Piece {
                    image: photo("grain", 1200, 800, "A field of barley, half of it cut"),
                    ..piece("grain", "Grain does not wait for committees", "Opinion", "Trade", &[("Cleo Penn", "Contributing Editor")])
                },
                piece("tolls", "Who pays the tolls when no one may pass", "Analysis", "Trade", &[("Dov Quill", "")]),
            ],
        },
        Block::Section {
            title: "Politics".to_owned(),
            pieces: vec![Piece {
                dek: text("Four votes, two of them promised to the other side."),
                image: photo("vote", 800, 1000, "Hands raised in the council chamber"),
                ..piece("vote", "What the water vote really settled", "Analysis", "Politics", &[("Eve Inkwell", "Political Correspondent")])
            }],
        },
        Block::Icymi {
            pieces: vec![
                piece("bridge", "The bridge nobody may cross", "News", "Waterways", &[("Ada Writer", "")]),
                piece("numbers", "Five numbers about the harvest that explain why the price of bread has not moved at all", "News", "Trade", &[]),
            ],
        },
        Block::Elsewhere {
            pieces: vec![Piece {
                outlet: text("The Estuary Post"),
                ..piece("dredging", "Our editor on the cost of dredging", "Opinion", "Waterways", &[("Fay Nib", "")])
            }],
        },
    ]
}

pub(in crate::render) fn piece(
    slug: &str,
    title: &str,
    kind: &str,
    section: &str,
    authors: &[(&str, &str)],
) -> Piece {
    let authors = authors.iter().map(|(name, title)| Author {
        name: (*name).to_owned(),
        title: text(title),
    });
    Piece {
        url: url(&format!("https://weir.example/2026/11/{slug}?ref=a&part=1")),
        guid: None,
        title: title.to_owned(),
        dek: None,
        kind: text(kind),
        section: text(section),
        authors: authors.collect(),
        outlet: None,
        published: Some("2026-11-18T09:00:00Z".parse().unwrap()),
        updated: None,
        image: None,
        other_images: Vec::new(),
        teaser: vec!["A harvest is a deadline that no one voted for. When the trust put its decision off until the autumn, it had decided after all, and the mills could count the days.".to_owned()],
        words: Some(900),
        language: text("en-GB"),
        source: SourceName("site".to_owned()),
        original: None,
        on_page: None,
        elsewhere: Vec::new(),
    }
}

fn photo(name: &str, width: u32, height: u32, alt: &str) -> Option<Image> {
    Some(Image {
        url: url(&format!("https://weir.example/photos/{name}.jpg")),
        alt: text(alt),
        credit: text("A. Camera / Agency"),
        caption: None,
        width: Some(width),
        height: Some(height),
    })
}

pub(in crate::render) fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(in crate::render) fn url(text: &str) -> Url {
    text.parse().unwrap()
}
