//! Weights by section and author, and promos.

use super::*;
use crate::{piece::Author, promo};

#[test]
fn sections_and_authors_weigh() {
    let light = || piece("light", "2026-11-18T10:00:00Z", "Politics");
    let mut signed = piece("signed", "2026-11-17T10:00:00Z", "Trade");
    signed.piece.authors = vec![Author {
        name: "Ada Merrow".to_owned(),
        title: None,
    }];
    let lead = |rules: &EditionRules| {
        let composition = edition(compose_with(rules, &[light(), signed.clone()], None));
        composition.pieces().next().map(|piece| piece.url.clone())
    };
    let mut rules = EditionRules {
        lead: LeadRule::Weighted,
        ..rules()
    };
    assert_eq!(lead(&rules), Some(url("light")));
    rules.authors = vec![AuthorRule {
        name: "ada merrow".to_owned(),
        weight: 2.0,
    }];
    assert_eq!(lead(&rules), Some(url("signed")));
    rules.sections[1].weight = 3.0;
    assert_eq!(lead(&rules), Some(url("light")));
}

#[test]
fn promos_keep_their_days_and_take_turns() {
    let promos: Vec<_> = [
        ("a.toml", "title = \"A\""),
        ("b.toml", "title = \"B\"\nevery = 2"),
        ("c.toml", "title = \"C\"\nuntil = 2026-11-19"),
        (
            "d.toml",
            "title = \"D\"\nfrom = 2026-11-20\nuntil = 2026-11-20",
        ),
    ]
    .iter()
    .map(|(name, text)| promo::read(name, text).expect("a promo"))
    .collect();
    let pieces = [piece("one", "2026-11-18T10:00:00Z", "Trade")];
    let shown = |number: u32, most: usize| {
        let rules = EditionRules {
            promos_max: most,
            ..rules()
        };
        let publication = publication();
        let composition = edition(compose(&Request {
            number: EditionNumber(number),
            promos: &promos,
            ..request(&rules, &pieces, &publication)
        }));
        let titles = composition.blocks.iter().filter_map(|block| match block {
            Block::Promo { promo } => Some(promo.title.clone()),
            _ => None,
        });
        titles.collect::<String>()
    };
    assert_eq!(shown(7, 9), "AD");
    assert_eq!(shown(8, 9), "ABD");
    assert_eq!(shown(7, 1), "D");
    assert_eq!(shown(9, 1), "D");
    assert_eq!(shown(8, 1), "D");
    assert_eq!(shown(10, 2), "BD");
    assert_eq!(shown(8, 0), "");
}
