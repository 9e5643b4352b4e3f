//! The choosing, by example.

use super::*;

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
fn pieces_of_no_section_stand_under_words_of_the_readers_language() {
    let pieces = [
        piece("newest", "2026-11-19T10:00:00Z", "Trade"),
        piece("letter", "2026-11-14T11:00:00Z", ""),
    ];
    let rules = rules();
    let composition = edition(compose_with(&rules, &pieces, None));
    let publication = publication();
    let names = |language| Names {
        rules: &rules,
        publication: &publication,
        language,
        slot: Slot(week().to),
        number: None,
    };
    for (language, heading) in [("en", "More from The Quay"), ("de", "Mehr von The Quay")] {
        let sections = crate::preference::Sections::All;
        let shown = adapt(&composition, &sections, &names("en"), &names(language));
        let blocks = shown.expect("an edition").blocks;
        let is_there =
            |block: &Block| matches!(block, Block::Section { title, .. } if title == heading);
        assert!(blocks.iter().any(is_there), "{blocks:?}");
    }
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
        weight: 1.0,
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
        credit: Some("Jo".to_owned()),
        ..Image::at(Url::parse("https://quay.example/p.jpg").expect("a URL"))
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

#[test]
fn a_piece_that_was_passed_over_and_moved_does_not_come_as_late() {
    let mut moved = piece("new-address", "2026-11-10T10:00:00Z", "Trade");
    moved.piece.title = "The grain".to_owned();
    let late = piece("late", "2026-11-10T11:00:00Z", "Trade");
    let newest = piece("newest", "2026-11-19T10:00:00Z", "Trade");
    let pieces = [moved, late, newest];
    let old = url("old-address");
    let judged = followed([(&old, "The Grain")].into_iter(), &pieces);
    let previous = Previous {
        window: last_week(),
        judged: &judged,
    };
    let composition = edition(compose_with(&rules(), &pieces, Some(previous)));
    assert_eq!(
        why(&composition, "new-address"),
        "Out: was passed over in the last edition"
    );
    assert!(why(&composition, "late").starts_with("Carried"));
    // Where the old address is still a piece's, the other is another piece: a column keeps its headline.
    let column = [
        piece("old-address", "2026-11-10T09:00:00Z", "Trade"),
        pieces[0].clone(),
    ];
    let judged = followed([(&old, "The Grain")].into_iter(), &column);
    assert_eq!(judged.len(), 1);
}
