//! What strangers do to an edition: markup, words without end, signs, the other direction, nothing at all, too much.

use super::example::Example;
use crate::{edition::Block, piece::Piece};

/// What strangers do to an edition.
pub(in crate::render) type Mischief = fn(&mut Example);

/// All of it, and none.
pub(in crate::render) const MISCHIEF: [(&str, Mischief); 7] = [
    ("nothing", nothing),
    ("markup", markup),
    ("long words", long_words),
    ("emoji", emoji),
    ("right to left", right_to_left),
    ("missing everything", missing_everything),
    ("a hundred pieces", a_hundred_pieces),
];

const MARKUP: &str =
    "</title></td><script>alert(1)</script>\"'><img src=x onerror=y> &amp; <![endif]-->";
const EMOJI: &str =
    "👩\u{200D}🌾 plants 👍🏽 in the 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} valley";
const ARABIC: &str = "القفل الذي أوقف الوادي (3 بوابات) Weirbridge \u{202E}gpj.exe";

pub(super) fn nothing(_: &mut Example) {}

pub(super) fn markup(example: &mut Example) {
    everywhere(example, MARKUP);
}

pub(super) fn long_words(example: &mut Example) {
    everywhere(example, &"W".repeat(300));
}

pub(super) fn emoji(example: &mut Example) {
    everywhere(example, EMOJI);
}

pub(super) fn right_to_left(example: &mut Example) {
    example.publication.language = "ar".to_owned();
    everywhere(example, ARABIC);
}

pub(super) fn missing_everything(example: &mut Example) {
    example.publication.reply_to = None;
    (example.rules.note, example.rules.note_by) = (None, None);
    example.edition.composition.preheader = String::new();
    for block in &mut example.edition.composition.blocks {
        if let Block::Promo { promo } = block {
            promo.text.clear();
            (promo.link, promo.image) = (None, None);
        }
        if let Block::Events { events } = block {
            for event in events {
                (event.place, event.url, event.ends) = (None, None, None);
            }
        }
        pieces(block).for_each(|piece| {
            *piece = Piece {
                dek: None,
                kind: None,
                section: None,
                authors: Vec::new(),
                outlet: None,
                published: None,
                image: None,
                teaser: Vec::new(),
                elsewhere: Vec::new(),
                language: None,
                ..piece.clone()
            };
        });
    }
}

pub(super) fn a_hundred_pieces(example: &mut Example) {
    let lead = example.edition.composition.pieces().next().unwrap().clone();
    let many = (0..99).map(|n| Piece {
        title: format!("Piece {n}"),
        ..lead.clone()
    });
    let section = Block::Section {
        title: "Everything".to_owned(),
        pieces: many.collect(),
    };
    let lead = Block::Lead {
        piece: Box::new(lead),
    };
    example.edition.composition.blocks = vec![lead, section];
}

/// Puts a text into every place that a text can come to.
fn everywhere(example: &mut Example, text: &str) {
    let said = || Some(text.to_owned());
    example.publication.name = text.to_owned();
    example.publication.postal_address = text.to_owned();
    example.rules.title = text.to_owned();
    (example.rules.note, example.rules.note_by) = (said(), said());
    let composition = &mut example.edition.composition;
    composition.subject = text.to_owned();
    composition.preheader = text.to_owned();
    for block in &mut composition.blocks {
        match block {
            Block::Section { title, .. } => *title = text.to_owned(),
            Block::Events { events } => {
                for event in events {
                    event.title = text.to_owned();
                    event.place = said();
                }
            }
            Block::Promo { promo } => {
                promo.title = text.to_owned();
                promo.text = vec![text.to_owned()];
                if let Some(link) = &mut promo.link {
                    link.text = text.to_owned();
                }
            }
            Block::Lead { .. } | Block::Icymi { .. } | Block::Elsewhere { .. } => {}
        }
        pieces(block).for_each(|piece| {
            piece.title = text.to_owned();
            piece.teaser = vec![text.to_owned()];
            for field in [
                &mut piece.dek,
                &mut piece.kind,
                &mut piece.section,
                &mut piece.outlet,
            ] {
                *field = said();
            }
            for author in &mut piece.authors {
                author.name = text.to_owned();
                author.title = said();
            }
            if let Some(image) = &mut piece.image {
                (image.alt, image.credit) = (said(), said());
            }
        });
    }
}

fn pieces(block: &mut Block) -> impl Iterator<Item = &mut Piece> {
    match block {
        Block::Lead { piece } => std::slice::from_mut(piece.as_mut()),
        Block::Section { pieces, .. } | Block::Icymi { pieces } | Block::Elsewhere { pieces } => {
            pieces.as_mut_slice()
        }
        Block::Events { .. } | Block::Promo { .. } => &mut [],
    }
    .iter_mut()
}
