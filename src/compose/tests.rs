//! The choosing, by example and by property.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::{
    config::{LeadRule, ListId, SectionRule},
    edition::{Block, EditionId, Verdict},
    piece::{Image, Piece, PieceId, SourceName},
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn week() -> Window {
    Window {
        from: at("2026-11-13T06:00:00Z"),
        to: at("2026-11-20T06:00:00Z"),
    }
}

fn publication() -> Publication {
    Publication {
        name: "The Quay".to_owned(),
        url: Url::parse("https://quay.example/").expect("a URL"),
        from: "The Quay <editors@quay.example>"
            .parse()
            .expect("a mailbox"),
        reply_to: None,
        list_id: "weekly.quay.example".parse::<ListId>().expect("an id"),
        postal_address: "1 Harbour Lane".to_owned(),
        timezone: chrono_tz::Europe::Berlin,
        language: "en".to_owned(),
        logo: None,
    }
}

fn rules() -> EditionRules {
    EditionRules {
        title: "Weekly Round-Up".to_owned(),
        max_pieces: 4,
        min_pieces: 1,
        sections: vec![
            SectionRule {
                name: "Trade".to_owned(),
                max: 1,
            },
            SectionRule {
                name: "Politics".to_owned(),
                max: 4,
            },
        ],
        lead: LeadRule::Newest,
        icymi: 2,
        elsewhere: 1,
        subject: "{lead}".to_owned(),
        preheader: "{second} · {third}".to_owned(),
        note: None,
        note_by: None,
    }
}

fn piece(name: &str, published: &str, section: &str) -> StoredPiece {
    StoredPiece {
        id: PieceId(0),
        first_seen: at(published) + TimeDelta::hours(1),
        used_in: None,
        gone: None,
        piece: Piece {
            url: Url::parse(&format!("https://quay.example/{name}")).expect("a URL"),
            guid: None,
            title: format!("About {name}"),
            dek: None,
            kind: None,
            section: Some(section.to_owned()).filter(|section| !section.is_empty()),
            authors: Vec::new(),
            outlet: None,
            published: Some(at(published)),
            updated: None,
            image: None,
            teaser: vec![format!("What there is to say about {name}.")],
            words: Some(500),
            language: None,
            source: SourceName("quay".to_owned()),
            original: None,
            elsewhere: Vec::new(),
        },
    }
}

fn compose_with(
    rules: &EditionRules,
    pieces: &[StoredPiece],
    previous: Option<Previous<'_>>,
) -> Composed {
    compose_after(rules, pieces, previous, &HashSet::new())
}

fn compose_after(
    rules: &EditionRules,
    pieces: &[StoredPiece],
    previous: Option<Previous<'_>>,
    released: &HashSet<Url>,
) -> Composed {
    compose(&Request {
        window: week(),
        previous,
        released,
        slot: Slot(week().to),
        number: EditionNumber(7),
        pieces,
        rules,
        sources: &[],
        publication: &publication(),
    })
}

fn last_week() -> Window {
    Window {
        from: at("2026-11-06T06:00:00Z"),
        to: week().from,
    }
}

fn url(name: &str) -> Url {
    Url::parse(&format!("https://quay.example/{name}")).expect("a URL")
}

fn edition(composed: Composed) -> Composition {
    match composed {
        Composed::Edition(composition) => composition,
        Composed::TooLittle { found, wanted, .. } => panic!("{found} of {wanted}"),
    }
}

fn why(composition: &Composition, name: &str) -> String {
    let reason = composition
        .reasons
        .iter()
        .find(|reason| reason.url.path() == format!("/{name}"))
        .expect("a reason");
    format!("{:?}: {}", reason.verdict, reason.why)
}

#[test]
fn each_piece_has_its_place_and_its_reason() {
    let mut used = piece("used", "2026-11-14T10:00:00Z", "Trade");
    used.used_in = Some(EditionId(3));
    let mut abroad = piece("abroad", "2026-11-15T10:00:00Z", "");
    abroad.piece.outlet = Some("The Estuary Post".to_owned());
    let mut abroad_too = piece("abroad-too", "2026-11-14T10:00:00Z", "");
    abroad_too.piece.outlet = Some("The Estuary Post".to_owned());
    let pieces = [
        piece("newest", "2026-11-19T10:00:00Z", "Trade"),
        piece("grain", "2026-11-18T10:00:00Z", "Trade"),
        piece("tolls", "2026-11-17T10:00:00Z", "trade"),
        piece("vote", "2026-11-16T10:00:00Z", "Politics"),
        piece("opera", "2026-11-15T10:00:00Z", "Culture"),
        piece("letter", "2026-11-14T11:00:00Z", ""),
        piece("old", "2026-11-01T10:00:00Z", "Trade"),
        piece("tomorrow", "2026-11-20T06:00:00Z", "Trade"),
        used,
        abroad,
        abroad_too,
    ];
    let composition = edition(compose_with(&rules(), &pieces, None));
    assert_eq!(why(&composition, "newest"), "In: lead: the newest piece");
    assert_eq!(
        why(&composition, "grain"),
        "In: in case you missed it: the edition is full (max_pieces = 4)"
    );
    assert_eq!(
        why(&composition, "tolls"),
        "In: in case you missed it: the edition is full (max_pieces = 4)"
    );
    assert_eq!(why(&composition, "vote"), "In: section Politics");
    assert_eq!(why(&composition, "opera"), "In: section Culture");
    assert_eq!(
        why(&composition, "letter"),
        "In: section More from The Quay"
    );
    assert_eq!(why(&composition, "old"), "Out: came out before the window");
    assert_eq!(
        why(&composition, "tomorrow"),
        "Out: came out after the window: for the next edition"
    );
    assert_eq!(why(&composition, "used"), "Out: was in edition e3");
    assert_eq!(
        why(&composition, "abroad"),
        "In: elsewhere: ran in The Estuary Post"
    );
    assert_eq!(
        why(&composition, "abroad-too"),
        "Out: no room: \"elsewhere\" is full (elsewhere = 1)"
    );
    assert_eq!(composition.subject, "About newest");
    assert_eq!(composition.preheader, "About vote · About opera");
}

#[test]
fn a_kind_stands_in_for_a_section() {
    let lead = piece("lead", "2026-11-19T10:00:00Z", "Trade");
    let mut essay = piece("essay", "2026-11-15T10:00:00Z", "");
    essay.piece.kind = Some("Essays".to_owned());
    let composition = edition(compose_with(&rules(), &[lead, essay], None));
    assert_eq!(why(&composition, "essay"), "In: section Essays");
}

#[test]
fn what_the_last_edition_never_saw_is_carried() {
    // Approved hours before its slot: what came out in between was not in what was sealed.
    let late = piece("late", "2026-11-13T05:00:00Z", "Trade");
    let passed_over = piece("passed-over", "2026-11-12T05:00:00Z", "Trade");
    let from_the_archive = piece("from-the-archive", "2025-11-12T05:00:00Z", "Trade");
    let judged = HashSet::from([url("passed-over")]);
    let previous = Previous {
        window: last_week(),
        judged: &judged,
    };
    let pieces = [late, passed_over, from_the_archive];
    let composition = edition(compose_with(&rules(), &pieces, Some(previous)));
    assert_eq!(
        why(&composition, "late"),
        "Carried: lead: the newest piece; it came too late for the last edition"
    );
    assert_eq!(
        why(&composition, "passed-over"),
        "Out: was passed over in the last edition"
    );
    assert_eq!(
        why(&composition, "from-the-archive"),
        "Out: came out before the window"
    );
}

#[test]
fn a_short_last_window_does_not_hide_what_came_late() {
    let judged = HashSet::new();
    let minutes = Window {
        from: at("2026-11-13T05:50:00Z"),
        to: week().from,
    };
    let previous = Previous {
        window: minutes,
        judged: &judged,
    };
    let pieces = [piece("late", "2026-11-12T05:00:00Z", "Trade")];
    let composition = edition(compose_with(&rules(), &pieces, Some(previous)));
    assert!(why(&composition, "late").starts_with("Carried"));
}

#[test]
fn a_full_section_says_so() {
    let rules = EditionRules {
        max_pieces: 9,
        ..rules()
    };
    let pieces = [
        piece("lead", "2026-11-19T10:00:00Z", "Culture"),
        piece("grain", "2026-11-18T10:00:00Z", "Trade"),
        piece("tolls", "2026-11-17T10:00:00Z", "trade"),
    ];
    let composition = edition(compose_with(&rules, &pieces, None));
    assert_eq!(why(&composition, "grain"), "In: section Trade");
    assert_eq!(
        why(&composition, "tolls"),
        "In: in case you missed it: Trade is full (max = 1)"
    );
}

#[test]
fn the_pieces_of_a_cancelled_edition_come_back() {
    let judged = HashSet::from([url("released")]);
    let previous = Previous {
        window: last_week(),
        judged: &judged,
    };
    let released = HashSet::from([url("released")]);
    let pieces = [piece("released", "2026-11-08T05:00:00Z", "Trade")];
    let composition = edition(compose_after(&rules(), &pieces, Some(previous), &released));
    assert_eq!(
        why(&composition, "released"),
        "Carried: lead: the newest piece; its own edition was cancelled"
    );
}

#[test]
fn a_section_without_room_neither_leads_nor_counts() {
    let none = SectionRule {
        name: "Trade".to_owned(),
        max: 0,
    };
    let rules = EditionRules {
        sections: vec![none],
        min_pieces: 2,
        ..rules()
    };
    let pieces = [
        piece("trade", "2026-11-19T10:00:00Z", "Trade"),
        piece("culture", "2026-11-15T10:00:00Z", "Culture"),
    ];
    let composed = compose_with(&rules, &pieces, None);
    assert!(
        matches!(
            composed,
            Composed::TooLittle {
                found: 1,
                wanted: 2,
                ..
            }
        ),
        "{composed:?}"
    );
    let composition = edition(compose_with(
        &EditionRules {
            min_pieces: 1,
            ..rules
        },
        &pieces,
        None,
    ));
    assert!(why(&composition, "culture").starts_with("In: lead"));
    assert!(why(&composition, "trade").starts_with("In: in case you missed it"));
}

#[test]
fn the_lead_is_its_section_s_first_turn() {
    let rules = EditionRules {
        max_pieces: 2,
        sections: Vec::new(),
        ..rules()
    };
    let pieces = [
        piece("lead", "2026-11-19T10:00:00Z", "Culture"),
        piece("more-culture", "2026-11-18T10:00:00Z", "Culture"),
        piece("vote", "2026-11-14T10:00:00Z", "Politics"),
    ];
    let composition = edition(compose_with(&rules, &pieces, None));
    assert_eq!(why(&composition, "vote"), "In: section Politics");
}

#[test]
fn one_story_is_told_once_but_a_column_may_keep_its_headline() {
    let column = |name: &str, day: &str| {
        let mut piece = piece(name, &format!("2026-11-{day}T10:00:00Z"), "Trade");
        piece.piece.title = "The week on the quay".to_owned();
        piece
    };
    let mut copy = piece("copy", "2026-11-17T10:00:00Z", "Trade");
    copy.piece.title = "About   Grain".to_owned();
    copy.piece.teaser = vec!["What there is to say about grain.".to_owned()];
    let mut original = piece("grain", "2026-11-16T10:00:00Z", "Trade");
    original.piece.dek = Some("A dek".to_owned());
    let pieces = [
        copy,
        original,
        column("first", "14"),
        column("second", "15"),
    ];
    let composition = edition(compose_with(
        &EditionRules {
            icymi: 9,
            ..rules()
        },
        &pieces,
        None,
    ));
    assert_eq!(
        why(&composition, "copy"),
        "Out: the same story as https://quay.example/grain"
    );
    assert!(why(&composition, "first").starts_with("In"));
    assert!(why(&composition, "second").starts_with("In"));
}

#[test]
fn the_lead_is_chosen_by_the_rule() {
    let mut long = piece("long", "2026-11-14T10:00:00Z", "Trade");
    long.piece.words = Some(3_000);
    let mut shown = piece("shown", "2026-11-18T10:00:00Z", "Trade");
    shown.piece.dek = Some("A dek".to_owned());
    shown.piece.words = Some(1_400);
    shown.piece.image = Some(Image {
        url: Url::parse("https://quay.example/p.jpg").expect("a URL"),
        alt: None,
        credit: Some("Jo".to_owned()),
        width: None,
        height: None,
    });
    let mut bare = piece("bare", "2026-11-19T10:00:00Z", "Trade");
    bare.piece.teaser.clear();
    let newest = piece("newest", "2026-11-18T20:00:00Z", "Trade");
    let pieces = [long, shown, bare, newest];
    for (rule, lead) in [
        (LeadRule::Newest, "newest"),
        (LeadRule::Longest, "long"),
        (LeadRule::Weighted, "shown"),
    ] {
        let composition = edition(compose_with(
            &EditionRules {
                lead: rule,
                ..rules()
            },
            &pieces,
            None,
        ));
        assert!(why(&composition, lead).starts_with("In: lead"), "{rule:?}");
    }
}

#[test]
fn too_little_is_said_so_and_goes_on() {
    let composed = compose_with(
        &EditionRules {
            min_pieces: 2,
            ..rules()
        },
        &[piece("one", "2026-11-18T10:00:00Z", "Trade")],
        None,
    );
    let Composed::TooLittle {
        composition,
        found: 1,
        wanted: 2,
    } = composed
    else {
        panic!("{composed:?}");
    };
    assert_eq!(composition.blocks, []);
    assert_eq!(
        why(&composition, "one"),
        "Out: too little to say this time: goes on to the next edition"
    );
    assert!(matches!(
        compose_with(
            &EditionRules {
                min_pieces: 0,
                ..rules()
            },
            &[],
            None
        ),
        Composed::TooLittle {
            found: 0,
            wanted: 1,
            ..
        }
    ));
}

prop_compose! {
    fn any_piece()(
        name in "[a-f]{1,2}",
        day in 1i64..28,
        hour in 0i64..24,
        section in prop::sample::select(vec!["Trade", "politics", "Culture", "Science", ""]),
        words in prop::option::of(0u32..4_000),
        used in prop::bool::weighted(0.1),
        elsewhere in prop::bool::weighted(0.2),
        dated in prop::bool::weighted(0.9),
        seen_after in 0i64..200,
    ) -> StoredPiece {
        let mut stored = piece(&name, "2026-11-01T00:00:00Z", section);
        let published = at("2026-11-01T00:00:00Z") + TimeDelta::days(day) + TimeDelta::hours(hour);
        stored.piece.published = dated.then_some(published);
        stored.first_seen = published + TimeDelta::hours(seen_after);
        stored.piece.words = words;
        stored.used_in = used.then_some(EditionId(1));
        stored.piece.outlet = elsewhere.then(|| "The Estuary Post".to_owned());
        stored
    }
}

/// Pieces as the store has them: one for each URL.
fn any_pieces() -> impl Strategy<Value = Vec<StoredPiece>> {
    prop::collection::vec(any_piece(), 0..30).prop_map(|pieces| {
        let unique: BTreeMap<Url, StoredPiece> = pieces
            .into_iter()
            .map(|piece| (piece.piece.url.clone(), piece))
            .collect();
        unique.into_values().collect()
    })
}

fn any_rules() -> impl Strategy<Value = EditionRules> {
    let lead = prop::sample::select(vec![
        LeadRule::Newest,
        LeadRule::Longest,
        LeadRule::Weighted,
    ]);
    (1usize..8, 0usize..3, 0usize..4, 0usize..4, lead).prop_map(
        |(max_pieces, min_pieces, icymi, elsewhere, lead)| EditionRules {
            max_pieces,
            min_pieces: min_pieces.min(max_pieces),
            icymi,
            elsewhere,
            lead,
            ..rules()
        },
    )
}

proptest! {
    #[test]
    fn the_same_pieces_in_any_order_compose_the_same_bytes(
        (pieces, shuffled) in any_pieces().prop_flat_map(|pieces| (Just(pieces.clone()), Just(pieces).prop_shuffle())),
        rules in any_rules(),
    ) {
        let judged = HashSet::new();
        let last = Previous { window: last_week(), judged: &judged };
        let bytes = |pieces: &[StoredPiece]| match compose_with(&rules, pieces, Some(last)) {
            Composed::Edition(composition) | Composed::TooLittle { composition, .. } => {
                serde_json::to_string(&composition).expect("JSON")
            }
        };
        prop_assert_eq!(bytes(&pieces), bytes(&shuffled));
    }

    #[test]
    fn places_are_kept_and_every_piece_has_one_reason(pieces in any_pieces(), rules in any_rules()) {
        let judged = HashSet::new();
        let last = Previous { window: last_week(), judged: &judged };
        let (composition, enough) = match compose_with(&rules, &pieces, Some(last)) {
            Composed::Edition(composition) => (composition, true),
            Composed::TooLittle { composition, .. } => (composition, false),
        };
        let reasons: HashSet<_> = composition.reasons.iter().map(|reason| reason.url.clone()).collect();
        prop_assert_eq!(composition.reasons.len(), pieces.len());
        prop_assert_eq!(reasons.len(), pieces.len());
        let placed: Vec<_> = composition.pieces().map(|piece| piece.url.clone()).collect();
        let once: HashSet<_> = placed.iter().cloned().collect();
        prop_assert_eq!(placed.len(), once.len());
        let said_in: HashSet<_> = composition.reasons.iter().filter(|reason| reason.verdict != Verdict::Out).map(|reason| reason.url.clone()).collect();
        prop_assert_eq!(&once, &said_in);
        for stored in pieces.iter().filter(|stored| once.contains(&stored.piece.url)) {
            prop_assert!(stored.used_in.is_none());
            // Undated ones that the run itself saw first count as the window's.
            prop_assert!(stored.piece.published.unwrap_or(week().from) < week().to);
        }
        let mut teasers = 0;
        for block in &composition.blocks {
            let count = block.pieces().len();
            prop_assert!(count > 0);
            match block {
                Block::Lead { .. } => teasers += count,
                Block::Section { title, .. } => {
                    prop_assert!(title != "Trade" || count <= 1);
                    teasers += count;
                }
                Block::Icymi { .. } => prop_assert!(count <= rules.icymi),
                Block::Elsewhere { .. } => prop_assert!(count <= rules.elsewhere),
            }
        }
        prop_assert!(teasers <= rules.max_pieces);
        prop_assert_eq!(enough, teasers > 0);
    }
}
