//! What holds for whatever pieces, rules and edits there are.

use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::*;
use crate::edits::{Edits, PieceEdit, Pin};

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
            let is_promo = matches!(block, Block::Promo { .. });
            prop_assert!(count > 0 || is_promo);
            match block {
                Block::Lead { .. } => teasers += count,
                Block::Section { title, .. } => {
                    prop_assert!(title != "Trade" || count <= 1);
                    teasers += count;
                }
                Block::Icymi { .. } => prop_assert!(count <= rules.icymi),
                Block::Elsewhere { .. } => prop_assert!(count <= rules.elsewhere),
                Block::Events { .. } | Block::Promo { .. } => {}
            }
        }
        prop_assert!(teasers <= rules.max_pieces);
        prop_assert_eq!(enough, teasers > 0);
    }

    #[test]
    fn edits_are_followed_or_told_and_never_send_a_piece_twice(
        pieces in any_pieces(),
        rules in any_rules(),
        edits in any_edits(),
    ) {
        let publication = publication();
        let judged = HashSet::new();
        let composed = compose(&Request {
            previous: Some(Previous { window: last_week(), judged: &judged }),
            edits: &edits,
            ..request(&rules, &pieces, &publication)
        });
        let (composition, enough) = match composed {
            Composed::Edition(composition) => (composition, true),
            Composed::TooLittle { composition, .. } => (composition, false),
        };
        let shown: Vec<_> = composition.pieces().map(|piece| piece.url.clone()).collect();
        let once: HashSet<_> = shown.iter().collect();
        prop_assert_eq!(once.len(), shown.len());
        let numbered: HashSet<_> = composition.numbered().into_iter().collect();
        prop_assert_eq!(numbered.len(), pieces.len());
        for stored in &pieces {
            let url = &stored.piece.url;
            let is_in = shown.contains(url);
            prop_assert!(!(is_in && stored.used_in.is_some()));
            let Some(edit) = edits.piece(url) else { continue };
            prop_assert!(!(is_in && edit.drop));
            if enough && edit.places() && !is_in {
                prop_assert!(composition.problems.iter().any(|told| told.contains(url.as_str())));
            }
        }
        let teasers: usize = composition.blocks.iter().map(|block| match block {
            Block::Lead { .. } | Block::Section { .. } => block.pieces().len(),
            _ => 0,
        }).sum();
        if enough && teasers < rules.max_pieces {
            prop_assert!(!composition.reasons.iter().any(|reason| reason.why.contains("the edition is full")));
        }
        for edit in &edits.pieces {
            if !pieces.iter().any(|stored| stored.piece.url == edit.url) {
                prop_assert!(composition.problems.iter().any(|told| told.contains(edit.url.as_str())));
            }
        }
    }

    #[test]
    fn no_piece_is_in_two_editions_whatever_editors_pin(
        pieces in any_pieces(),
        rules in any_rules(),
        weeks in prop::collection::vec((any_edits(), any::<bool>()), 1..6),
    ) {
        let publication = publication();
        let (mut pieces, mut sent) = (pieces, HashSet::new());
        let (mut judged, mut last, mut released) = (HashSet::new(), None, HashSet::new());
        for (at, (edits, cancelled)) in weeks.iter().enumerate() {
            let length = TimeDelta::weeks(i64::try_from(at).expect("few"));
            let window = Window { from: last_week().from + length, to: last_week().to + length };
            let composed = compose(&Request {
                window,
                previous: last.map(|window| Previous { window, judged: &judged }),
                released: &released,
                slot: Slot(window.to),
                edits,
                ..request(&rules, &pieces, &publication)
            });
            let Composed::Edition(composition) = composed else { continue };
            let shown: Vec<_> = composition.pieces().map(|piece| piece.url.clone()).collect();
            if *cancelled {
                released.extend(shown);
                continue;
            }
            for url in shown {
                prop_assert!(sent.insert(url.clone()), "{} was sent twice", url);
                for stored in pieces.iter_mut().filter(|stored| stored.piece.url == url) {
                    stored.used_in = Some(EditionId(100));
                }
            }
            judged = composition.reasons.iter().map(|reason| reason.url.clone()).collect();
            last = Some(window);
        }
    }
}

fn any_edit() -> impl Strategy<Value = PieceEdit> {
    let place = prop::sample::select(vec![0, 1, 2, 3, 4, 5, 6]);
    (
        "[a-f]{1,2}",
        place,
        prop::option::of("[A-Z]{1,3}"),
        1usize..4,
    )
        .prop_map(|(name, place, title, at)| {
            let mut edit = PieceEdit::of(url(&name));
            edit.title = title;
            match place {
                0 => edit.drop = true,
                1 => edit.pin = Some(Pin::Lead),
                2 => edit.pin = Some(Pin::Section),
                3 => edit.pin = Some(Pin::Headline),
                4 => edit.section = Some("Trade".to_owned()),
                5 => edit.at = NonZeroUsize::new(at),
                _ => {}
            }
            edit
        })
}

fn any_edits() -> impl Strategy<Value = Edits> {
    prop::collection::vec(any_edit(), 0..8).prop_map(|list| {
        let mut edits = Edits::default();
        for edit in list {
            edits.forget(&edit.url);
            if edit.pin == Some(Pin::Lead) {
                edits.pieces.retain(|other| other.pin != Some(Pin::Lead));
            }
            edits.pieces.push(edit);
        }
        edits
    })
}
