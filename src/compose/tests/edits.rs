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

/// Twins and tracking parameters do not make two of one.
#[test]
fn a_link_to_a_piece_of_ours_stands_for_it_by_whatever_address() {
    let link = |name: &str| OutsideLink {
        url: Url::parse(&format!("http://www.quay.example/{name}/?utm_source=desk"))
            .expect("a URL"),
        title: format!("Our words about {name}"),
        outlet: None,
        section: Some("Trade".to_owned()),
        at: None,
        text: None,
    };
    let mut pieces = pieces();
    pieces[1].used_in = Some(EditionId(3));
    let edits = Edits {
        links: vec![link("newest"), link("grain")],
        ..Edits::default()
    };
    let composition = edited(&edits, &pieces);
    let titles: Vec<_> = composition
        .pieces()
        .map(|piece| piece.title.as_str())
        .collect();
    assert!(titles.contains(&"Our words about newest"), "{titles:?}");
    assert!(!titles.contains(&"About newest"), "{titles:?}");
    assert!(
        !titles.iter().any(|title| title.contains("grain")),
        "{titles:?}"
    );
    assert!(
        composition.problems[0].contains("is out: was in edition e3"),
        "{:?}",
        composition.problems
    );
}

#[test]
fn a_story_that_was_dropped_does_not_come_back_as_its_copy() {
    let story = |name: &str, outlet: Option<&str>| {
        let mut stored = piece(name, "2026-11-18T10:00:00Z", "Trade");
        stored.piece.title = "The grain".to_owned();
        stored.piece.teaser = vec!["It does not wait.".to_owned()];
        stored.piece.outlet = outlet.map(str::to_owned);
        stored
    };
    let dropping = |name: &str| Edits {
        pieces: vec![edit(name, |edit| edit.drop = true)],
        ..Edits::default()
    };
    let ours = story("ours", None);
    let copy = story("copy", Some("The Estuary Post"));
    let mut all = vec![piece("newest", "2026-11-19T10:00:00Z", "Trade"), ours, copy];
    let composition = edited(&dropping("ours"), &all);
    assert_eq!(
        why(&composition, "copy"),
        "Out: the same story as https://quay.example/ours, which an editor dropped"
    );
    // A copy elsewhere has no say about ours.
    assert!(why(&edited(&dropping("copy"), &all), "ours").starts_with("In"));
    // An editor may want the copy all the same.
    let mut edits = dropping("ours");
    edits
        .pieces
        .push(edit("copy", |edit| edit.pin = Some(Pin::Headline)));
    assert!(why(&edited(&edits, &all), "copy").starts_with("In"));
    all[1].gone = Some(410);
    assert!(why(&edited(&Edits::default(), &all), "copy").contains("which its site took back"));
}

#[test]
fn a_section_that_only_an_edit_knows_is_told() {
    let moved = |to: &str| Edits {
        pieces: vec![edit("grain", |edit| edit.section = Some(to.to_owned()))],
        ..Edits::default()
    };
    let told = |to: &str| edited(&moved(to), &pieces()).problems.join("\n");
    assert!(
        told("Politcs").contains("did you mean \"Politics\"?"),
        "{}",
        told("Politcs")
    );
    assert!(told("Weather").contains("makes a section \"Weather\""));
    for known in ["politics", "Culture"] {
        assert_eq!(told(known), "");
    }
}

#[test]
fn links_go_on_and_what_was_about_the_edition_is_told() {
    let given_up = [Edits {
        note: Some("Good morning.\n\nIt rains.".to_owned()),
        subject: Some("Of that week".to_owned()),
        links: vec![OutsideLink {
            url: url("linked"),
            title: "Elsewhere".to_owned(),
            outlet: None,
            section: Some("Trade".to_owned()),
            at: NonZeroUsize::new(2),
            text: None,
        }],
        ..Edits::default()
    }];
    let passed = Edits::passed_on(&given_up);
    assert_eq!((passed.links.len(), passed.links[0].at), (1, None));
    assert!(passed.note.is_none() && passed.subject.is_none());
    insta::assert_snapshot!(Edits::left_behind(&given_up).join("\n"), @r#"
    the note that was written for the edition before, which was given up, is not taken over: "Good morning. / It rains."
    the subject that was written for the edition before, which was given up, is not taken over: "Of that week"
    "#);
}
