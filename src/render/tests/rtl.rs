//! The full week from right to left.

use dom_query::Document;

use super::{
    example::{Example, text},
    look::LAYOUTS,
    value,
    week::week,
};
use crate::{edition::Block, piece::Piece};

/// The same week in Arabic.
pub(in crate::render) fn rtl() -> Example {
    let mut example = week();
    example.publication.language = "ar".to_owned();
    example.publication.name = "مجلة السد".to_owned();
    example.rules.title = "حصاد الأسبوع".to_owned();
    example.rules.note = text("صباح الخير. قفلان وتصويت واحد وحصاد لم ينتظر: هذا أسبوع الوادي.");
    example.rules.note_by = text("هيئة التحرير");
    for block in &mut example.edition.composition.blocks {
        match block {
            Block::Lead { piece } => arabic(piece),
            Block::Section { title, pieces } => {
                *title = "ممرات مائية".to_owned();
                pieces.iter_mut().for_each(arabic);
            }
            Block::Icymi { pieces } | Block::Elsewhere { pieces } => {
                pieces.iter_mut().for_each(arabic);
            }
            Block::Events { events } => events.iter_mut().for_each(|event| {
                event.title = "من يدفع ثمن النهر؟".to_owned();
                event.place = text("قاعة الطاحونة");
            }),
            Block::Promo { promo } => {
                promo.title = "امشِ معنا على السد".to_owned();
                promo.text = vec!["كل أول أحد من الشهر، مهما كان المد.".to_owned()];
            }
        }
    }
    example
}

fn arabic(piece: &mut Piece) {
    piece.title = "القفل الذي أوقف الوادي".to_owned();
    piece.dek = piece
        .dek
        .as_ref()
        .map(|_| "ثلاث بوابات مغلقة وصف من المراكب وإصلاح لم يحسب أحد ثمنه.".to_owned());
    piece.kind = text("تحليل");
    piece.section = text("ممرات مائية");
    piece.language = text("ar");
    piece.teaser = vec!["أُغلقت البوابات للمرة الثالثة هذا الشهر يوم الثلاثاء، ووقفت المراكب التي تحمل حبوب الوادي في صف طويل بلغ المدبغة القديمة عند الغروب.".to_owned()];
    for author in &mut piece.authors {
        author.name = "ليلى المنبع".to_owned();
        author.title = author.title.as_ref().map(|_| "محررة".to_owned());
    }
}

#[test]
fn names_from_the_left_take_nothing_with_them() {
    let rendered = rtl().render();
    let html = rendered.html(&value);
    for shown in [
        "The Estuary Post\u{200F}، 18&nbsp;نوفمبر",
        "\u{200E}1 Mill Lane, Weirbridge WB1 2AA\u{200F}",
        "Harbour Quarterly\u{200F}</a>",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    let text = rendered.text(&value);
    assert!(
        text.contains("The Estuary Post\u{200F}، 18 نوفمبر"),
        "{text}"
    );
    // Nothing of it where all runs one way.
    let html = week().render().html(&value);
    assert!(!html.contains(['\u{200E}', '\u{200F}']));
}

/// The same mail with pieces in English.
pub(in crate::render) fn with_english_pieces() -> Example {
    let mut example = rtl();
    for block in &mut example.edition.composition.blocks {
        let (Block::Section { pieces, .. } | Block::Icymi { pieces } | Block::Elsewhere { pieces }) =
            block
        else {
            continue;
        };
        for piece in pieces {
            piece.language = text("en");
            piece.title = "Fog, and figures".to_owned();
        }
    }
    example
}

/// What the mail says of a piece in English is not said to be English, nor set from the left.
#[track_caller]
pub(in crate::render) fn speaks_for_itself(example: &Example) {
    let page = Document::from(example.render().html(&value));
    assert!(page.select("[lang=en]").length() > 10);
    for class in ["by", "detail", "more", "label"] {
        let said = page.select(&format!("[lang=en] .{class}, [lang=en].{class}"));
        assert!(said.is_empty(), "{}", said.html());
    }
    assert!(page.select(".by").length() > 5 && page.select(".detail").length() > 2);
}

#[test]
fn what_is_said_of_a_piece_in_another_language_is_not_in_that_one() {
    for (_, layout) in LAYOUTS {
        let mut example = with_english_pieces();
        example.theme.layout = layout;
        speaks_for_itself(&example);
    }
}
