//! Whatever readers chose, each is in exactly one variant, or is not in it for a reason.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::edition::{Composition, EditionId, EditionState, Slot, Window};

fn edition() -> Edition {
    let at = DateTime::UNIX_EPOCH;
    let window = Window { from: at, to: at };
    Edition {
        id: EditionId(1),
        number: None,
        state: EditionState::Draft,
        slot: Slot(at),
        window,
        composition: Composition {
            subject: String::new(),
            preheader: String::new(),
            blocks: Vec::new(),
            note: None,
            heading: None,
            reasons: Vec::new(),
            printed: None,
            problems: Vec::new(),
        },
        started: None,
        finished: None,
        paused: None,
        why: None,
        changed: at,
    }
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("Section {n}")).collect()
}

prop_compose! {
    fn offer()(carries in any::<bool>(), present in 0_usize..8, present_in_month in 0_usize..8) -> Offer {
        Offer {
            edition: edition(),
            present: names(present),
            month: carries.then(|| (Month::of(chrono::NaiveDate::default()), edition())),
            present_in_month: names(present_in_month),
            sections: names(8),
            language: "en".to_owned(),
        }
    }
}

prop_compose! {
    fn preferences()(
        // Some have a section that is no more.
        sections in proptest::collection::btree_set(0_usize..9, 0..5),
        monthly in any::<bool>(),
        language in proptest::option::of(0_usize..5),
        text in any::<bool>(),
    ) -> Preferences {
        Preferences {
            sections: Sections::only(sections.into_iter().map(|n| format!("section {n}"))),
            frequency: if monthly { Frequency::Monthly } else { Frequency::Every },
            language: language.map(|at| Language::all()[at]),
            format: if text { Format::Text } else { Format::Html },
        }
    }
}

proptest! {
    #[test]
    fn everybody_has_one_place(
        offer in offer(),
        readers in proptest::collection::vec((preferences(), 1_u64..50), 0..400),
        late in preferences(),
    ) {
        let groups: Vec<_> = readers
            .iter()
            .map(|(preferences, readers)| Group { preferences: preferences.clone(), readers: *readers })
            .collect();
        let chosen = choose(&offer, &groups);
        prop_assert!(chosen.variants.len() <= MOST, "{}", chosen.variants.len());
        let sealed: Vec<_> = (1..).map(VariantNumber).zip(chosen.variants.clone()).collect();
        let mut others = 0;
        for (who, readers) in &readers {
            let place = place(&offer, &sealed, who);
            match offer.wanted(who) {
                Err(reason) => prop_assert_eq!(place, reason),
                Ok(wanted) => {
                    let given = match place {
                        Place::Own => Variant::default(),
                        Place::Variant(number) => chosen.variants[number.0 as usize - 1].clone(),
                        none => return Err(TestCaseError::fail(format!("{wanted}: {none:?}"))),
                    };
                    // All that may be given up is the choice of sections, and that is told.
                    prop_assert_eq!(given.whole(), wanted.whole());
                    if given != wanted {
                        prop_assert!(given.sections.names().is_none());
                        others += readers;
                    }
                }
            }
        }
        let told = chosen.problems.first().map_or(0, |told| {
            told.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0)
        });
        prop_assert_eq!(told, others);
        // Who chooses anything later has a place as well, and no best of a month that they did not want.
        if late.frequency == Frequency::Every {
            let place = place(&offer, &sealed, &late);
            prop_assert!(place != Place::NotTheirs, "{:?}", place);
        }
    }
}
