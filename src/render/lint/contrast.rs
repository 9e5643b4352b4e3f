//! Whether text can be told from its ground, as far as the `style` attributes say (WCAG 2.2, 1.4.3).
//!
//! A pair of colours of which one is not told, or told in a way that is not understood here, is passed over.

use std::collections::BTreeMap;

use dom_query::NodeRef;

use super::{
    Findings, css,
    page::{Page, clipped},
};
use crate::config::{CONTRAST, Colour};

/// What an element hands down to those within it.
#[derive(Clone, Copy)]
struct Paint {
    ink: Option<Colour>,
    ground: Option<Colour>,
    hidden: bool,
}

pub(super) fn check(page: &Page, findings: &mut Findings) {
    let Some(body) = page.document.body() else {
        return;
    };
    let mut faint: BTreeMap<(String, String), (f64, String, usize)> = BTreeMap::new();
    let black = Colour {
        red: 0,
        green: 0,
        blue: 0,
    };
    let white = Colour {
        red: 255,
        green: 255,
        blue: 255,
    };
    let start = Paint {
        ink: Some(black),
        ground: Some(white),
        hidden: false,
    };
    let mut waiting = vec![(body, start)];
    while let Some((node, above)) = waiting.pop() {
        if node.is_text() {
            let text = node.text();
            if let (Some(ink), Some(ground), false) = (
                above.ink,
                above.ground,
                above.hidden || text.trim().is_empty(),
            ) {
                let ratio = ink.contrast(ground);
                if ratio < CONTRAST {
                    let key = (ink.to_string(), ground.to_string());
                    faint
                        .entry(key)
                        .or_insert_with(|| (ratio, clipped(&text), 0))
                        .2 += 1;
                }
            }
        } else if node.is_element() && !node.has_name("style") {
            let here = painted(&node, above);
            waiting.extend(node.children().into_iter().rev().map(|child| (child, here)));
        }
    }
    for ((ink, ground), (ratio, text, times)) in faint {
        let more = if times > 1 {
            format!(" and {} more", times - 1)
        } else {
            String::new()
        };
        findings.warning(
            "html",
            format!("\"{text}\"{more} can hardly be read: {ink} on {ground} has a contrast of {ratio:.1}, and needs {CONTRAST}"),
            "choose a darker colour, or a lighter ground",
        );
    }
}

fn painted(node: &NodeRef<'_>, above: Paint) -> Paint {
    let mut here = above;
    if node.has_name("a") {
        // Without a colour of its own it has that of the reader's program.
        here.ink = None;
    }
    if let Some(ground) = node.attr("bgcolor") {
        here.ground = colour(&ground);
    }
    let style = node.attr_or("style", "");
    for (property, value) in css::declarations(&style) {
        let value = value.trim_end_matches("!important").trim();
        match property.as_str() {
            "color" if value == "inherit" => here.ink = above.ink,
            "color" => here.ink = colour(value),
            "background-color" | "background" if value == "transparent" || value == "none" => {}
            "background-color" | "background" => here.ground = colour(value),
            "background-image" => here.ground = None,
            "display" if value == "none" => here.hidden = true,
            _ => {}
        }
    }
    here
}

/// `#9a2a1f`, `#fff`, `white` and `black`.
fn colour(text: &str) -> Option<Colour> {
    let text = text.trim().to_ascii_lowercase();
    match (text.as_str(), text.strip_prefix('#')) {
        ("white", _) => Some(Colour {
            red: 255,
            green: 255,
            blue: 255,
        }),
        ("black", _) => Some(Colour {
            red: 0,
            green: 0,
            blue: 0,
        }),
        (_, Some(digits)) if digits.len() == 3 && digits.is_ascii() => {
            let doubled: String = digits.chars().flat_map(|digit| [digit, digit]).collect();
            format!("#{doubled}").parse().ok()
        }
        _ => text.parse().ok(),
    }
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
}
