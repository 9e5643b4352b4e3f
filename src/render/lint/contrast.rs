//! Whether text can be told from its ground by day and by night (WCAG 2.2, 1.4.3), as far as its styles say.
//!
//! A pair of colours of which one is not told, or told in a way that is not understood here, is passed over.

use std::collections::{BTreeMap, HashSet};

use super::{
    Findings,
    page::{Page, clipped},
    paint::{self, Mode},
};
use crate::config::CONTRAST;

/// Texts of one pair of colours that can hardly be told apart: the first, and how many there are.
struct Faint {
    ratio: f64,
    first: String,
    times: usize,
}

pub(super) fn check(page: &Page, findings: &mut Findings) {
    let mut told = HashSet::new();
    for (mode, place, advice) in [
        (
            Mode::Light,
            "",
            "choose a darker colour, or a lighter ground",
        ),
        (
            Mode::Dark,
            " in dark mode",
            "choose a lighter colour for prefers-color-scheme: dark, or a darker ground",
        ),
    ] {
        for ((ink, ground), faint) in faint(page, mode) {
            let more = match faint.times {
                1 => String::new(),
                times => format!(" and {} more", times - 1),
            };
            // What is the same by night was told.
            if told.insert((ink.clone(), ground.clone())) {
                findings.warning(
                    "html",
                    format!(
                        "\"{}\"{more} can hardly be read{place}: {ink} on {ground} has a contrast of {:.1}, and needs {CONTRAST}",
                        faint.first, faint.ratio
                    ),
                    advice,
                );
            }
        }
    }
}

fn faint(page: &Page, mode: Mode) -> BTreeMap<(String, String), Faint> {
    let mut found: BTreeMap<_, Faint> = BTreeMap::new();
    paint::walk(page, mode, &mut |node, paint| {
        // What is hidden on purpose is nobody's to read.
        if !node.is_text() || !paint.takes_room() {
            return;
        }
        let Some(((ink, ground), ratio)) = paint.mixed().zip(paint.contrast()) else {
            return;
        };
        if ratio < CONTRAST {
            let pair = (ink.to_string(), ground.to_string());
            let faint = found.entry(pair).or_insert_with(|| Faint {
                ratio,
                first: clipped(&node.text()),
                times: 0,
            });
            faint.times += 1;
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faint_text_is_told_once_a_pair_of_colours() {
        let html = "<body style='background-color:#fff'><p style='color:#999'>Faint</p><p style='color:#999'>again</p>\
                    <p style='color:#333'>Fine</p><div style='display:none;color:#fff'>hidden</div><a>a link</a></body>";
        let mut findings = Findings::default();
        check(&Page::read(html), &mut findings);
        assert_eq!(findings.0.len(), 1, "{:?}", findings.0);
        assert!(
            findings.0[0]
                .message
                .starts_with("\"Faint\" and 1 more can hardly be read"),
            "{:?}",
            findings.0
        );
    }

    #[test]
    fn the_dark_palette_is_looked_at_too() {
        let html = "<style>@media (prefers-color-scheme:dark){.card{background-color:#1c1b19!important}.note{color:#555!important}\
                    .fine{color:#eee!important}}</style>\
                    <body><div class='card' style='background-color:#fff'><p class='note' style='color:#333'>Faint by night</p>\
                    <p class='fine' style='color:#333'>Fine</p><p style='color:#222'>Forgotten</p></div></body>";
        let mut findings = Findings::default();
        check(&Page::read(html), &mut findings);
        let told: Vec<_> = findings.0.iter().map(|found| &found.message).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told.iter().all(|told| told.contains("in dark mode")),
            "{told:?}"
        );
        assert!(told.iter().any(|told| told.starts_with("\"Forgotten\"")));
    }
}
