//! Whole mails and pages in other languages than English: what is fixed is in the language, and nothing else changes.

use roundup_templates::{page, view};
use rstest::rstest;

use super::{Field, example::Example, value};
use crate::{
    edition::Block,
    event::Occasion,
    piece::{Author, Piece, SourceName},
    words::{Phrasebook, around},
};

/// What one publication says in its language.
struct Spoken {
    name: &'static str,
    roundup: &'static str,
    title: &'static str,
    dek: &'static str,
    text: &'static str,
    authors: [(&'static str, Option<&'static str>); 3],
    section: &'static str,
    place: &'static str,
}

const GERMAN: Spoken = Spoken {
    name: "Die Wehrbrücke",
    roundup: "Wochenschau",
    title: "Die Schleuse, die ein Tal anhielt",
    dek: "Drei geschlossene Tore, eine Reihe Kähne und eine Reparatur, die in keinem Haushalt steht.",
    text: "Zum dritten Mal in diesem Monat blieben die Tore am Dienstag zu, und die Kähne mit dem Korn des Tals lagen bis zur alten Gerberei.",
    authors: [
        ("Ada Schreiber", Some("Reporterin")),
        ("Ben Feder", None),
        ("Ina Tinte", None),
    ],
    section: "Wasserwege",
    place: "Kornhaus, Mühlgasse 3",
};

const ARABIC: Spoken = Spoken {
    name: "جريدة السد",
    roundup: "حصاد الأسبوع",
    title: "الهويس الذي أوقف واديًا بأكمله",
    dek: "ثلاث بوابات مغلقة، وصف من صنادل الحبوب، وإصلاح لم يضعه أحد في ميزانية.",
    text: "أُغلقت بوابات السد للمرة الثالثة هذا الشهر يوم الثلاثاء، وامتدت الصنادل التي تحمل حبوب الوادي حتى المدبغة القديمة عند الغروب.",
    authors: [
        ("سلمى الحبر", Some("مراسلة")),
        ("نديم القلم", None),
        ("هدى الورق", None),
    ],
    section: "الممرات المائية",
    place: "دار الحبوب، شارع الطاحونة 3",
};

impl Spoken {
    fn example(&self, language: &str) -> Example {
        let mut example = Example::new();
        self.name.clone_into(&mut example.publication.name);
        self.roundup.clone_into(&mut example.rules.title);
        language.clone_into(&mut example.publication.language);
        example.rules.note = None;
        let composition = &mut example.edition.composition;
        self.title.clone_into(&mut composition.subject);
        self.dek.clone_into(&mut composition.preheader);
        for block in &mut composition.blocks {
            if let Block::Section { title, .. } = block {
                self.section.clone_into(title);
            }
            for piece in pieces(block) {
                self.translate(piece, language);
            }
        }
        composition.blocks.insert(0, self.events());
        example
    }

    fn translate(&self, piece: &mut Piece, language: &str) {
        let authors = self.authors.iter().map(|(name, title)| Author {
            name: (*name).to_owned(),
            title: title.map(str::to_owned),
        });
        piece.authors = authors.collect();
        piece.language = Some(language.to_owned());
        self.title.clone_into(&mut piece.title);
        piece.dek = piece.dek.as_ref().map(|_| self.dek.to_owned());
        piece.teaser = vec![self.text.to_owned()];
        piece.kind = None;
        piece.section = Some(self.section.to_owned());
    }

    fn events(&self) -> Block {
        let event = |starts: &str, ends: &str, all_day| Occasion {
            title: self.title.to_owned(),
            starts: starts.parse().unwrap(),
            ends: ends.parse().ok(),
            all_day,
            place: Some(self.place.to_owned()),
            url: None,
            source: SourceName("events".to_owned()),
        };
        Block::Events {
            events: vec![
                event("2026-11-21T18:00:00Z", "2026-11-21T19:30:00Z", false),
                event("2026-11-22T18:00:00Z", "", false),
                event("2026-11-30T23:00:00Z", "2026-12-02T23:00:00Z", true),
            ],
        }
    }
}

fn pieces(block: &mut Block) -> Vec<&mut Piece> {
    match block {
        Block::Lead { piece } => vec![piece.as_mut()],
        Block::Section { pieces, .. } | Block::Icymi { pieces } | Block::Elsewhere { pieces } => {
            pieces.iter_mut().collect()
        }
        Block::Events { .. } | Block::Promo { .. } => Vec::new(),
    }
}

/// The page that asks whether to leave.
fn leaving(site: view::Site, words: Phrasebook) -> String {
    let (before, after) = around(|who| words.subscription(who, &site.roundup, &site.name));
    let page = view::UnsubscribePage {
        subscription: Some(view::About {
            before,
            address: "zoe@reader.example".to_owned(),
            after,
        }),
        action: value(Field::UnsubscribeUrl),
        offers: Some(view::Offers {
            preferences_url: value(Field::PreferencesUrl),
            monthly: true,
            sections: None,
        }),
        site,
    };
    page::unsubscribe(&page).into_string()
}

/// The body, without the style that every page has.
fn body(page: &str) -> String {
    let (_, body) = page.split_once("<body>").unwrap();
    body.replace("><", ">\n<")
}

#[rstest]
#[case("de", GERMAN)]
#[case("ar", ARABIC)]
fn mails_and_pages_speak_the_language(#[case] language: &str, #[case] spoken: Spoken) {
    let example = spoken.example(language);
    let rendered = example.render();
    let (text, html) = (rendered.text(&value), rendered.html(&value));
    let leaving = leaving(example.letterhead().site(), Phrasebook::of(language));
    // What the fixed words of English would be known by.
    for part in [&text, &html, &leaving] {
        let part = part.replace("/unsubscribe/", "");
        for english in [
            "nsubscribe",
            "Photo",
            "Keep reading",
            "No. ",
            "Events",
            "You ",
        ] {
            assert!(!part.contains(english), "{english} in {part}");
        }
    }
    insta::assert_snapshot!(format!("text_{language}"), text);
    insta::assert_snapshot!(format!("leaving_{language}"), body(&leaving));
}
