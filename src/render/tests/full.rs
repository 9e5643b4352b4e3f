//! The small edition with one of everything that an edition may have.

use super::example::{Example, piece, text, url};
use crate::{
    edition::Block,
    event::Occasion,
    piece::{Image, Piece, SourceName, Syndication},
    promo::{Promo, PromoLink},
};

impl Example {
    /// With events above the lead, a promo between the sections, and a piece in another language that ran elsewhere, too.
    pub(in crate::render) fn full() -> Self {
        let mut example = Self::new();
        let blocks = &mut example.edition.composition.blocks;
        blocks.insert(0, Block::Events { events: events() });
        let promo = Box::new(promo());
        blocks.insert(3, Block::Promo { promo });
        if let Some(Block::Section { pieces, .. }) = blocks.get_mut(2) {
            pieces.push(foreign());
        }
        example
    }
}

fn foreign() -> Piece {
    Piece {
        elsewhere: vec![Syndication {
            outlet: "The Estuary Post".to_owned(),
            url: url("https://estuary.example/schleuse"),
        }],
        language: text("de"),
        ..piece(
            "schleuse",
            "Die Schleuse, die ein Tal anhielt",
            "Reportage",
            "Trade",
            &[("Gabi Tinte", "Redaktion")],
        )
    }
}

fn events() -> Vec<Occasion> {
    let event = |title: &str, starts: &str, ends: &str, place: &str| Occasion {
        title: title.to_owned(),
        starts: starts.parse().unwrap(),
        ends: ends.parse().ok(),
        all_day: false,
        place: text(place),
        url: Some(url("https://weir.example/events/1")),
        source: SourceName("calendar".to_owned()),
    };
    vec![
        event(
            "Night of the locks",
            "2026-11-21T17:00:00Z",
            "2026-11-21T19:00:00Z",
            "Old Tannery, Weirbridge",
        ),
        event(
            "Reading: the river’s minutes",
            "2026-11-24T18:30:00Z",
            "",
            "",
        ),
    ]
}

fn promo() -> Promo {
    Promo {
        title: "The paper costs paper".to_owned(),
        text: vec!["Members pay for the barges that carry it.".to_owned()],
        link: Some(PromoLink {
            url: url("https://weir.example/join"),
            text: "Become a member".to_owned(),
        }),
        image: Some(Image {
            url: url("https://weir.example/photos/press.jpg"),
            alt: text("The press in the old mill"),
            caption: None,
            credit: text("A. Camera / Agency"),
            width: Some(1200),
            height: Some(600),
        }),
    }
}
