//! The colours of `[theme]` and `[theme.dark]`: those that are configured, the others made to fit them.
//!
//! A colour that was chosen is never changed: where it can't be read, that is an error which names one that can.

use serde::Deserialize;

use super::{contrast::CONTRAST, values::Colour};

/// Colours glow less on a dark ground: those made by us get a little more than they need.
const BY_NIGHT: f64 = 5.5;

/// The colours of one mode. `ink` and `accent` are readable on `card`, and so is `card` on `accent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// The one colour that is not ink or paper.
    pub accent: Colour,
    /// Around the card.
    pub background: Colour,
    /// Behind the text.
    pub card: Colour,
    /// Text.
    pub ink: Colour,
}

/// What is configured of them.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Chosen {
    pub(super) accent: Option<Colour>,
    pub(super) background: Option<Colour>,
    pub(super) card: Option<Colour>,
    pub(super) ink: Option<Colour>,
}

impl Chosen {
    /// By day: the card is nearly white, with the tint of its surroundings.
    pub(super) fn by_day(self) -> Colours {
        let background = self.background.unwrap_or(Colour::new(0xf1, 0xef, 0xe9));
        let card = self
            .card
            .unwrap_or_else(|| background.mix(Colour::WHITE, 0.78));
        let accent = Colour::new(0x9a, 0x2a, 0x1f);
        let ink = Colour::new(0x1b, 0x1b, 0x19);
        Colours {
            accent: self
                .accent
                .unwrap_or_else(|| accent.legible(card, CONTRAST)),
            background,
            card,
            ink: self.ink.unwrap_or_else(|| ink.legible(card, CONTRAST)),
        }
    }

    /// By night: the accent of the day, lighter where it has to be.
    pub(super) fn by_night(self, day: Colours) -> Colours {
        let card = self.card.unwrap_or(Colour::new(0x1c, 0x1b, 0x19));
        let ink = Colour::new(0xee, 0xea, 0xe0);
        Colours {
            accent: self
                .accent
                .unwrap_or_else(|| day.accent.legible(card, BY_NIGHT)),
            background: self
                .background
                .unwrap_or_else(|| card.mix(Colour::BLACK, 0.36)),
            card,
            ink: self.ink.unwrap_or_else(|| ink.legible(card, CONTRAST)),
        }
    }

    /// Whether what was chosen can be read; `table` goes before its keys.
    pub(super) fn check(self, colours: Colours, table: &str) -> Result<(), String> {
        for (key, text) in [("ink", self.ink), ("accent", self.accent)] {
            let Some(text) = text else { continue };
            let ratio = text.contrast(colours.card);
            if ratio < CONTRAST {
                return Err(unreadable(table, key, text, colours.card, ratio));
            }
        }
        Ok(())
    }
}

fn unreadable(table: &str, key: &str, text: Colour, card: Colour, ratio: f64) -> String {
    // Rounded down: a 4.48 that reads as 4.5 would be a riddle.
    let ratio = (ratio * 10.0).floor() / 10.0;
    let better = text.legible(card, CONTRAST);
    format!(
        "`{table}{key}` {text} on `{table}card` {card} has a contrast of {ratio:.1}:1, and text needs {CONTRAST}:1; \
         {better} would do, or another card"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour(text: &str) -> Option<Colour> {
        Some(text.parse().unwrap())
    }

    proptest! {
        #[test]
        fn what_is_not_chosen_can_be_read(card: [u8; 3], background: [u8; 3], own: bool) {
            let [card, background] = [card, background].map(|[r, g, b]| Colour::new(r, g, b));
            let chosen = Chosen { card: own.then_some(card), background: Some(background), ..Chosen::default() };
            let day = chosen.by_day();
            for colours in [day, chosen.by_night(day)] {
                prop_assert!(colours.ink.contrast(colours.card) >= CONTRAST);
                prop_assert!(colours.accent.contrast(colours.card) >= CONTRAST);
            }
        }
    }

    #[test]
    fn a_good_accent_stays_as_it_is_and_a_pale_one_is_refused() {
        let good = Chosen {
            accent: colour("#9a2a1f"),
            ..Chosen::default()
        };
        assert_eq!(Some(good.by_day().accent), good.accent);
        assert!(good.check(good.by_day(), "").is_ok());
        let pale = Chosen {
            accent: colour("#e0b040"),
            ..Chosen::default()
        };
        let why = pale.check(pale.by_day(), "").unwrap_err();
        assert_eq!(
            why,
            "`accent` #e0b040 on `card` #fcfbfa has a contrast of 1.9:1, and text needs 4.5:1; \
             #926d18 would do, or another card"
        );
    }
}
