//! An element while its styles are laid on, one declaration after the other.

use cssparser::Token;
use dom_query::NodeRef;

use super::Paint;
use crate::{
    config::Colour,
    render::lint::{
        css,
        ink::{self, Ink},
    },
};

/// Type smaller than this many pixels is not read.
const TINY: f32 = 6.0;

/// An element while its styles are laid on.
pub(super) struct Brush {
    above: Paint,
    here: Paint,
    /// `display: none`, which a stronger rule may take back.
    undisplayed: bool,
    closed: bool,
    flat: bool,
    narrow: bool,
    opacity: f64,
}

impl Brush {
    pub(super) fn at(node: &NodeRef<'_>, above: Paint) -> Self {
        let mut here = above;
        if node.has_name("a") {
            // Without a colour of its own it has that of the reader's program.
            here.ink = None;
        }
        if let Some(ground) = node.attr("bgcolor") {
            here.ground = solid(ink::read(&ground), above.ground);
        }
        if node.has_attr("background") {
            here.ground = None;
        }
        let coloured = node.attr(if node.has_name("body") {
            "text"
        } else {
            "color"
        });
        if let Some(ink) = coloured {
            here.ink = ink::read(&ink);
        }
        let dot = ["width", "height"].map(|side| {
            let side = node.attr(side);
            node.has_name("img") && side.is_some_and(|side| matches!(side.trim(), "0" | "1"))
        });
        here.gone |= dot.contains(&true);
        Self {
            above,
            here,
            undisplayed: node.has_attr("hidden"),
            closed: false,
            flat: false,
            narrow: false,
            opacity: 1.0,
        }
    }

    pub(super) fn apply(&mut self, property: &str, value: &str) {
        let value = &value.to_ascii_lowercase();
        let inherits = value == "inherit";
        match property {
            "color" if inherits => self.here.ink = self.above.ink,
            "color" => self.here.ink = ink::read(value),
            "background-color" | "background" if value == "none" || inherits => {}
            "background-color" => self.here.ground = solid(ink::read(value), self.above.ground),
            "background" => self.here.ground = solid(ink::of_background(value), self.above.ground),
            "background-image" if value != "none" => self.here.ground = None,
            "display" => self.undisplayed = value == "none",
            "visibility" if inherits => self.here.invisible = self.above.invisible,
            "visibility" => self.here.invisible = value != "visible",
            "mso-hide" => self.here.gone |= value == "all",
            "opacity" => self.opacity = value.parse().unwrap_or(1.0),
            "font-size" | "font" => self.size(property, value),
            "overflow" | "overflow-y" | "overflow-x" => self.closed = value.contains("hidden"),
            "max-height" | "height" => self.flat = is_nothing(value),
            "max-width" | "width" => self.narrow = is_nothing(value),
            "text-indent" | "left" | "top" | "margin-left" if is_far_off(value) => {
                self.here.gone = true;
            }
            _ => {}
        }
    }

    fn size(&mut self, property: &str, value: &str) {
        let mut seen = None;
        css::tokens(value, &mut |token| {
            let said = match token {
                Token::Dimension { value, unit, .. } => Some((*value, unit.to_ascii_lowercase())),
                Token::Percentage { unit_value, .. } => Some((*unit_value, "%".to_owned())),
                Token::Number { value, .. } if *value <= 0.0 || property == "font-size" => {
                    Some((*value, "px".to_owned()))
                }
                _ => None,
            };
            seen = seen.take().or(said);
        });
        self.here.tiny = match seen {
            Some((size, unit)) if unit == "px" => size < TINY,
            Some((size, unit)) if unit == "pt" => size < TINY * 0.75,
            Some((size, unit)) if unit == "em" || unit == "%" => size < 0.1 || self.above.tiny,
            Some((size, _)) => size < 0.1,
            None => self.here.tiny && property == "font",
        };
    }

    pub(super) fn done(self) -> Paint {
        let Self { mut here, .. } = self;
        here.gone |= self.undisplayed || (self.closed && (self.flat || self.narrow));
        here.opacity *= self.opacity;
        here
    }
}

/// A ground with nothing to be seen through it; one that is none lets the one behind it be seen.
fn solid(ground: Option<Ink>, behind: Option<Colour>) -> Option<Colour> {
    match ground? {
        (_, 0.0) => behind,
        (ground, alpha) => Some(ground.mix(behind?, 1.0 - alpha)),
    }
}

/// No height or width to speak of.
fn is_nothing(value: &str) -> bool {
    let number = value.trim_end_matches("px").trim_end_matches('%');
    number.parse::<f32>().is_ok_and(|number| {
        let most = if value.ends_with('%') { 0.0 } else { 1.0 };
        number <= most
    })
}

fn is_far_off(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f32>().is_ok_and(|number| number <= -500.0)
}
