//! How the texts and pictures of a mail are painted: in which colour, on which ground, and whether they are seen at all.
//!
//! Readers have a mail in several ways ([`Mode`]): a program may drop its style blocks, darken it, or show it on a phone.
//! What is understood is what mails do; a colour that is not understood is passed over rather than guessed.

use std::collections::HashMap;

use dom_query::{NodeId, NodeRef};

mod brush;

use self::brush::Brush;
use super::{
    css::{self, Rule},
    ink::Ink,
    page::Page,
};
use crate::config::Colour;

/// Less of a thing than this can't be seen through it.
const FAINT: f64 = 0.15;
/// Text whose contrast is lower is hidden, whatever it is called.
const HIDDEN: f64 = 1.5;

/// A way in which readers have a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Without its style blocks.
    Bare,
    /// By day.
    Light,
    /// By night, where the program lets the mail have its own dark colours.
    Dark,
    /// On a narrow screen.
    Phone,
}

impl Mode {
    pub(super) const ALL: [Self; 4] = [Self::Bare, Self::Light, Self::Dark, Self::Phone];

    /// Whether what stands in these at-rules counts.
    fn is_within(self, rules: &[String]) -> bool {
        self != Self::Bare
            && rules.iter().all(|rule| {
                let Some(query) = rule.strip_prefix("@media") else {
                    return true;
                };
                let scheme = match query.contains("prefers-color-scheme") {
                    true => query.contains("dark") == (self == Self::Dark),
                    false => true,
                };
                let narrow = query.contains("max-width") || query.contains("max-device-width");
                let wide = query.contains("min-width") && self == Self::Phone;
                let printed = query.contains("print") && !query.contains("screen");
                scheme && (!narrow || self == Self::Phone) && !wide && !printed
            })
    }
}

/// What an element hands down to those within it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// The colour of text, where it is known.
    pub(super) ink: Option<Ink>,
    /// What is behind it, where that is known.
    pub(super) ground: Option<Colour>,
    /// Nothing within brings it back.
    gone: bool,
    /// What is within may say otherwise.
    invisible: bool,
    tiny: bool,
    opacity: f64,
}

impl Paint {
    const START: Self = Self {
        ink: Some((Colour::BLACK, 1.0)),
        ground: Some(Colour::WHITE),
        gone: false,
        invisible: false,
        tiny: false,
        opacity: 1.0,
    };

    /// Whether a picture is seen.
    pub(super) fn shows(&self) -> bool {
        !self.gone && !self.invisible && self.opacity > FAINT
    }

    /// Whether text is seen.
    pub(super) fn is_seen(&self) -> bool {
        let faint = match (self.ink, self.ground) {
            (Some((_, alpha)), _) if alpha <= FAINT => true,
            _ => self.contrast().is_some_and(|ratio| ratio < HIDDEN),
        };
        self.shows() && !self.tiny && !faint
    }

    /// Whether there is something where it stands; its colour may still hide it.
    pub(super) fn takes_room(&self) -> bool {
        self.shows() && !self.tiny
    }

    /// The colour of text as it comes out on its ground.
    pub(super) fn mixed(&self) -> Option<(Colour, Colour)> {
        let ((ink, alpha), ground) = self.ink.zip(self.ground)?;
        Some((ink.mix(ground, 1.0 - alpha * self.opacity), ground))
    }

    pub(super) fn contrast(&self) -> Option<f64> {
        self.mixed().map(|(ink, ground)| ink.contrast(ground))
    }
}

/// Calls `each` for every text and every picture of the body, in their order.
pub(super) fn walk(page: &Page, mode: Mode, each: &mut dyn FnMut(&NodeRef<'_>, &Paint)) {
    let Some(body) = page.document.body() else {
        return;
    };
    let sheet = Sheet::of(page, mode);
    let mut waiting = vec![(body, Paint::START)];
    while let Some((node, above)) = waiting.pop() {
        if node.is_text() {
            if !node.text().trim().is_empty() {
                each(&node, &above);
            }
        } else if node.is_element() && !node.has_name("style") && !node.has_name("script") {
            let here = sheet.painted(&node, above);
            if node.has_name("img") {
                each(&node, &here);
            }
            waiting.extend(node.children().into_iter().rev().map(|child| (child, here)));
        }
    }
}

/// What style blocks say about single elements, the strongest last.
struct Sheet(HashMap<NodeId, Vec<Declared>>);

struct Declared {
    important: bool,
    specificity: (usize, usize, usize),
    property: String,
    value: String,
}

impl Sheet {
    fn of(page: &Page, mode: Mode) -> Self {
        let mut found: HashMap<NodeId, Vec<Declared>> = HashMap::new();
        for rule in &page.rules {
            let Rule::Style {
                within,
                selectors,
                declarations,
            } = rule
            else {
                continue;
            };
            if !mode.is_within(within) {
                continue;
            }
            for selector in selectors.split(',').map(str::trim) {
                let Some(selection) = matched(page, selector) else {
                    continue;
                };
                let specificity = css::specificity(selector);
                for node in selection.nodes() {
                    let of_node = found.entry(node.id).or_default();
                    of_node.extend(declarations.iter().map(|(property, value)| {
                        let (value, important) = weighed(value);
                        Declared {
                            important,
                            specificity,
                            property: property.clone(),
                            value: value.to_owned(),
                        }
                    }));
                }
            }
        }
        for of_node in found.values_mut() {
            of_node.sort_by_key(|declared| (declared.important, declared.specificity));
        }
        Self(found)
    }

    fn painted(&self, node: &NodeRef<'_>, above: Paint) -> Paint {
        let mut here = Brush::at(node, above);
        let own = css::declarations(&node.attr_or("style", ""));
        let own: Vec<_> = own
            .iter()
            .map(|(property, value)| (property, weighed(value)))
            .collect();
        let of_blocks = self.0.get(&node.id).map(Vec::as_slice).unwrap_or_default();
        for important in [false, true] {
            for declared in of_blocks.iter().filter(|one| one.important == important) {
                here.apply(&declared.property, &declared.value);
            }
            for (property, (value, _)) in own.iter().filter(|(_, (_, own))| *own == important) {
                here.apply(property, value);
            }
        }
        here.done()
    }
}

fn matched<'a>(page: &'a Page, selector: &str) -> Option<dom_query::Selection<'a>> {
    let state = ["::", ":hover", ":focus", ":active", ":visited", ":checked"];
    if state.iter().any(|state| selector.contains(state)) {
        return None;
    }
    page.document.try_select(selector)
}

/// The value, and whether it is called important.
fn weighed(value: &str) -> (&str, bool) {
    match value.rsplit_once('!') {
        Some((value, word)) if word.trim().eq_ignore_ascii_case("important") => {
            (value.trim(), true)
        }
        _ => (value.trim(), false),
    }
}
