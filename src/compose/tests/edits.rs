//! What editors change, and what was seen of the pages.

use std::num::NonZeroUsize;

use super::*;
use crate::edits::{ChosenImage, OutsideLink, PieceEdit, Pin};

fn pieces() -> Vec<StoredPiece> {
    vec![
        piece("newest", "2026-11-19T10:00:00Z", "Politics"),
        piece("grain", "2026-11-18T10:00:00Z", "Trade"),
        piece("vote", "2026-11-17T10:00:00Z", "Politics"),
        piece("tax", "2026-11-16T10:00:00Z", "Trade"),
        piece("song", "2026-11-15T10:00:00Z", "Culture"),
        piece("old", "2026-10-01T10:00:00Z", "Culture"),
    ]
}

fn edited(edits: &Edits, pieces: &[StoredPiece]) -> Composition {
    let publication = publication();
    edition(compose(&Request {
        edits,
        ..request(&rules(), pieces, &publication)
    }))
}

fn edit(name: &str, change: impl FnOnce(&mut PieceEdit)) -> PieceEdit {
    let mut edit = PieceEdit::of(url(name));
    change(&mut edit);
    edit
}

/// The edition as an editor reads it: blocks with headlines, then the reasons.
fn told(composition: &Composition) -> String {
    let mut lines = Vec::new();
    for block in &composition.blocks {
        lines.push(match block {
            Block::Lead { .. } => "# lead".to_owned(),
            Block::Section { title, .. } => format!("# {title}"),
            Block::Icymi { .. } => "# missed".to_owned(),
            Block::Elsewhere { .. } => "# elsewhere".to_owned(),
            Block::Events { .. } => "# events".to_owned(),
            Block::Promo { promo } => format!("# promo {}", promo.title),
        });
        lines.extend(block.pieces().iter().map(|piece| piece.title.clone()));
    }
    for reason in &composition.reasons {
        let verdict = format!("{:?}", reason.verdict).to_lowercase();
        lines.push(format!("{verdict}: {}: {}", reason.title, reason.why));
    }
    lines.extend(
        composition
            .problems
            .iter()
            .map(|told| format!("look: {told}")),
    );
    lines.join("\n")
}

#[test]
fn every_change_is_followed_and_is_in_the_reasons() {
    let link = |address: &str, section: Option<&str>| OutsideLink {
        url: Url::parse(address).expect("a URL"),
        title: format!("Read at {address}"),
        outlet: None,
        section: section.map(str::to_owned),
        at: None,
        text: section.map(|_| "First.\n\nSecond.".to_owned()),
    };
    let edits = Edits {
        note: Some("Good morning.".to_owned()),
        subject: Some("Our own subject".to_owned()),
        preheader: None,
        pieces: vec![
            edit("song", |edit| edit.pin = Some(Pin::Lead)),
            edit("newest", |edit| edit.drop = true),
            edit("old", |edit| edit.pin = Some(Pin::Headline)),
            edit("vote", |edit| {
                edit.section = Some("Trade".to_owned());
                edit.at = NonZeroUsize::new(1);
                edit.title = Some("The vote, again".to_owned());
                edit.teaser = Some("One.\n\nTwo.".to_owned());
                edit.image = Some(ChosenImage {
                    url: url("p.jpg"),
                    alt: "A hall".to_owned(),
                    credit: Some("Jo".to_owned()),
                });
            }),
            edit("tax", |edit| edit.pin = Some(Pin::Section)),
        ],
        links: vec![
            link("https://www.other.example/a", None),
            link("https://other.example/b", Some("Culture")),
        ],
    };
    edits.check().expect("they can be meant");
    let composition = edited(&edits, &pieces());
    insta::assert_snapshot!(told(&composition));
    assert_eq!(composition.subject, "Our own subject");
    assert_eq!(composition.note.as_deref(), Some("Good morning."));
    let vote = composition.pieces().find(|piece| piece.url == url("vote"));
    let vote = vote.expect("the vote is in");
    assert_eq!(vote.teaser, ["One.", "Two."]);
    let image = vote.image.as_ref().expect("an image");
    assert_eq!(image.credit.as_deref(), Some("Jo"));
}

#[test]
fn what_can_t_be_followed_is_told() {
    let mut pieces = pieces();
    pieces[0].used_in = Some(EditionId(3));
    let edits = Edits {
        pieces: vec![
            edit("newest", |edit| edit.pin = Some(Pin::Lead)),
            edit("gone", |edit| edit.title = Some("No more".to_owned())),
        ],
        links: vec![OutsideLink {
            url: url("newest"),
            title: "Once more".to_owned(),
            outlet: None,
            section: None,
            at: None,
            text: None,
        }],
        ..Edits::default()
    };
    insta::assert_snapshot!(edited(&edits, &pieces).problems.join("\n"));
}

#[test]
fn what_is_gone_is_out_and_a_new_headline_gives_way_to_the_editor_s() {
    let seen = [
        SeenAgain {
            url: url("newest"),
            seen: Seen::Gone { status: 410 },
        },
        SeenAgain {
            url: url("grain"),
            seen: Seen::Retitled {
                title: "Grain, as it is now".to_owned(),
            },
        },
        SeenAgain {
            url: url("vote"),
            seen: Seen::Retitled {
                title: "The vote, as it is now".to_owned(),
            },
        },
    ];
    let edits = Edits {
        pieces: vec![edit("vote", |edit| {
            edit.title = Some("The vote, ours".to_owned());
        })],
        ..Edits::default()
    };
    let publication = publication();
    let composition = edition(compose(&Request {
        edits: &edits,
        seen: &seen,
        ..request(&rules(), &pieces(), &publication)
    }));
    assert!(why(&composition, "newest").starts_with("Out: gone from the site (410)"));
    let titles: Vec<_> = composition
        .pieces()
        .map(|piece| piece.title.as_str())
        .collect();
    assert!(titles.contains(&"Grain, as it is now"), "{titles:?}");
    assert!(titles.contains(&"The vote, ours"), "{titles:?}");
}
