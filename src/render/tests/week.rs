//! A full week of the invented publication, for looking at: every part, fifteen teasers, photos of every shape.

mod sections;

use self::sections::{culture, politics, trade, waterways};
use super::example::{Example, piece, text, url};
use crate::{
    edition::Block,
    event::Occasion,
    piece::{Image, Piece, SourceName, Syndication},
    promo::{Promo, PromoLink},
};

/// An example with a whole week in it.
pub(in crate::render) fn week() -> Example {
    let mut example = Example::new();
    example.edition.composition.blocks = vec![
        Block::Events { events: events() },
        lead(),
        section("Waterways", waterways()),
        section("Trade", trade()),
        section("Politics", politics()),
        Block::Promo {
            promo: Box::new(promo()),
        },
        section("Culture", culture()),
        Block::Icymi { pieces: missed() },
        Block::Elsewhere {
            pieces: elsewhere(),
        },
    ];
    example
}

fn section(title: &str, pieces: Vec<Piece>) -> Block {
    Block::Section {
        title: title.to_owned(),
        pieces,
    }
}

fn events() -> Vec<Occasion> {
    let one = |title: &str, starts: &str, ends: &str, place: &str, path: &str| Occasion {
        title: title.to_owned(),
        starts: starts.parse().unwrap(),
        ends: ends.parse().ok(),
        all_day: starts.contains("T23"),
        place: text(place),
        url: (!path.is_empty()).then(|| url(&format!("https://weir.example/{path}"))),
        source: SourceName("calendar".to_owned()),
    };
    let walk = "Walk along the sea wall";
    vec![
        one(
            walk,
            "2026-11-21T09:00:00Z",
            "",
            "From the ferry steps",
            "walk",
        ),
        one(
            "Who pays for a river?",
            "2026-11-24T12:00:00Z",
            "2026-11-24T13:30:00Z",
            "A conversation, online and at the Mill Hall",
            "talk",
        ),
        one(
            "Winter market",
            "2026-11-24T23:00:00Z",
            "2026-11-26T23:00:00Z",
            "Candle Quay",
            "",
        ),
        one(
            walk,
            "2026-11-28T09:00:00Z",
            "",
            "From the ferry steps",
            "walk",
        ),
    ]
}

fn lead() -> Block {
    Block::Lead {
        piece: Box::new(Piece {
            dek: text("Three shut gates, a line of grain barges, and a repair that nobody had put into a budget."),
            image: photo("lock", 1200, 675, "Water runs through the closed gates of Weirbridge lock"),
            elsewhere: vec![
                Syndication { outlet: "The Estuary Post".to_owned(), url: url("https://estuary-post.example/lock") },
                Syndication { outlet: "Harbour Quarterly".to_owned(), url: url("https://harbour.example/lock") },
            ],
            teaser: vec![
                "The gates at Weirbridge were shut for the third time this month on Tuesday, and the barges that carry the valley’s grain lay in a line that reached the old tannery by dusk.".to_owned(),
                "Nobody was surprised, least of all the lock-keeper, who had written down the sound of the lower hinge every morning since March.".to_owned(),
            ],
            ..piece("the-lock", "The lock that stopped a valley", "Reporting", "Waterways", &[("Ada Writer", "Staff Writer"), ("Ben Scribe", "")])
        }),
    }
}

fn promo() -> Promo {
    Promo {
        title: "Walk the sea wall with us".to_owned(),
        text: vec!["Every first Sunday, whatever the tide. Members come free, and so does one friend of theirs.".to_owned()],
        link: Some(PromoLink {
            url: url("https://weir.example/walks"),
            text: "Become a member".to_owned(),
        }),
        image: None,
    }
}

fn missed() -> Vec<Piece> {
    vec![
        piece(
            "bridge",
            "The bridge nobody may cross",
            "News",
            "Waterways",
            &[("Ada Writer", "")],
        ),
        piece(
            "numbers",
            "Five numbers about the harvest that explain why the price of bread has not moved at all",
            "News",
            "Trade",
            &[],
        ),
        piece(
            "letters",
            "Letters: the bell, the barge and the bishop",
            "Letters",
            "Opinion",
            &[("Our readers", "")],
        ),
    ]
}

fn elsewhere() -> Vec<Piece> {
    vec![
        Piece {
            outlet: text("The Estuary Post"),
            ..piece(
                "dredging",
                "What dredging costs, and who is asked",
                "Opinion",
                "Waterways",
                &[("Fay Nib", "")],
            )
        },
        Piece {
            outlet: text("Harbour Quarterly"),
            ..piece(
                "customs",
                "The customs house with no customs",
                "Reporting",
                "Trade",
                &[("Ada Writer", ""), ("Dov Quill", "")],
            )
        },
    ]
}

/// A photo of the sample publication.
pub(super) fn photo(name: &str, width: u32, height: u32, alt: &str) -> Option<Image> {
    Some(Image {
        url: url(&format!("https://weir.example/photos/{name}.jpg")),
        alt: text(alt),
        caption: None,
        credit: text("Jo Linden"),
        width: Some(width),
        height: Some(height),
    })
}
