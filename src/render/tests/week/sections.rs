//! The pieces of the full week, a function a section.

use super::{
    super::example::{piece, text},
    photo,
};
use crate::piece::Piece;

pub(super) fn waterways() -> Vec<Piece> {
    vec![
        Piece {
            dek: text("Forty years of logbooks, and one small café."),
            image: photo(
                "keepers-cottage",
                1200,
                675,
                "A cottage with a lit window beside dark water",
            ),
            ..piece(
                "minutes",
                "“The river keeps its own minutes”",
                "Interview",
                "Waterways",
                &[("Ada Writer", "Staff Writer")],
            )
        },
        Piece {
            image: photo("heron-tall", 600, 900, "A heron on a platform"),
            ..piece(
                "heron",
                "To the heron on platform two",
                "Letter",
                "Waterways",
                &[("Gil Feather", "")],
            )
        },
        Piece {
            image: photo("eels", 1200, 675, "Eels in a basket"),
            kind: None,
            ..piece(
                "eels",
                "The eels are late, and so are we",
                "",
                "Science",
                &[("Hal Marsh", "Naturalist"), ("Ida Reed", "Naturalist")],
            )
        },
        piece(
            "fog",
            "Fog, and figures",
            "Analysis",
            "Waterways",
            &[("Jo Gauge", "")],
        ),
    ]
}

pub(super) fn trade() -> Vec<Piece> {
    vec![
        Piece {
            image: photo(
                "grain-barges",
                1200,
                675,
                "Barges full of barley in evening light",
            ),
            ..piece(
                "grain",
                "Grain does not wait for committees",
                "Opinion",
                "Trade",
                &[("Cleo Penn", "Contributing Editor")],
            )
        },
        Piece {
            outlet: text("The Estuary Post"),
            ..piece(
                "tolls",
                "Who pays the tolls when no one may pass",
                "Analysis",
                "Trade",
                &[("Dov Quill", "")],
            )
        },
        Piece {
            image: photo("queue", 1200, 675, "A long queue before a small shop"),
            language: text("de"),
            ..piece(
                "queue",
                "Eine kurze Geschichte der langen Schlange, und warum niemand sie verlässt",
                "Essay",
                "Trade",
                &[("Kai Faden", "")],
            )
        },
        Piece {
            image: photo("badge", 90, 90, "The badge of the bakers’ guild"),
            ..piece(
                "bread",
                "Five numbers that explain why the price of bread has not moved",
                "News",
                "Trade",
                &[],
            )
        },
    ]
}

pub(super) fn politics() -> Vec<Piece> {
    vec![
        Piece {
            dek: text("Four votes, two of them promised to the other side."),
            image: photo(
                "assembly-hall",
                1200,
                675,
                "Hands raised in the council chamber",
            ),
            ..piece(
                "vote",
                "What the water vote really settled",
                "Analysis",
                "Politics",
                &[("Eve Inkwell", "Political Correspondent")],
            )
        },
        Piece {
            image: photo("old-ferry-road", 1200, 675, "A road that ends at the water"),
            ..piece(
                "ferry-road",
                "Everyone agrees about the old ferry road",
                "Opinion",
                "Politics",
                &[("Lou Margin", "")],
            )
        },
        Piece {
            kind: None,
            ..piece(
                "tax",
                "A tax on reflections",
                "",
                "Politics",
                &[("Max Proof", "")],
            )
        },
    ]
}

pub(super) fn culture() -> Vec<Piece> {
    vec![
        Piece {
            image: photo("mill-at-night", 1200, 675, "A mill at night"),
            ..piece(
                "mill",
                "The mill that learned to sing",
                "Review",
                "Culture",
                &[("Nia Stanza", "Critic")],
            )
        },
        Piece {
            image: photo("books-on-a-sill", 1200, 675, "Books on a window sill"),
            ..piece(
                "books",
                "Books for a flooded winter",
                "Review",
                "Culture",
                &[("Oz Folio", "")],
            )
        },
        Piece {
            image: photo(
                "reflections",
                1200,
                675,
                "Houses upside down in still water",
            ),
            ..piece(
                "cranes",
                "Cranes at Candle Quay to stay until spring",
                "News",
                "Culture",
                &[("Pam Column", "")],
            )
        },
    ]
}
