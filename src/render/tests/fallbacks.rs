//! No feature of HTML or CSS without something that stands in for it in the mail programs that lack it, by the data of
//! caniemail: in every layout, with good editions, in other looks, and with hostile ones.

use super::{
    example::Example,
    look::{LAYOUTS, other_theme, tall_lead},
    mischief::MISCHIEF,
    rtl::rtl,
    week::week,
};
use crate::render::{Circumstances, Support, lint};

/// The features that nothing stands in for.
pub(in crate::render) fn bare(example: &Example) -> Vec<Support> {
    let found = lint(
        &example.render(),
        &example.edition,
        &example.letterhead(),
        &Circumstances::default(),
    );
    let features: Vec<_> = found
        .into_iter()
        .filter_map(|found| found.support)
        .collect();
    assert!(features.len() > 20, "the HTML was looked at");
    let bare = |support: &Support| support.fallback.is_none();
    features.into_iter().filter(bare).collect()
}

fn weeks() -> Vec<(&'static str, Example)> {
    let good = [
        ("week", week()),
        ("week from the right", rtl()),
        ("other theme", other_theme()),
        ("tall lead", tall_lead()),
    ];
    let hostile = MISCHIEF.map(|(name, mischief)| {
        let mut example = Example::full();
        mischief(&mut example);
        (name, example)
    });
    good.into_iter().chain(hostile).collect()
}

#[test]
fn every_feature_has_one_in_every_layout() {
    for (name, mut example) in weeks() {
        for (layout, kind) in LAYOUTS {
            example.theme.layout = kind;
            let bare = bare(&example);
            assert!(bare.is_empty(), "{name} in {layout}: {bare:#?}");
        }
    }
}
