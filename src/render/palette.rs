//! Colours that can be read, by day and by night, whatever accent was configured (WCAG 2, contrast 4.5:1).

use roundup_templates::view::Palette;

use crate::config::Colour;

/// The least contrast of text (WCAG 2.2, success criterion 1.4.3).
const CONTRAST: f64 = 4.5;

const WHITE: Colour = colour(0xff, 0xff, 0xff);
const BLACK: Colour = colour(0, 0, 0);

const fn colour(red: u8, green: u8, blue: u8) -> Colour {
    Colour { red, green, blue }
}

/// By day: the card is nearly white, with the tint of its surroundings.
pub(super) fn light(accent: Colour, background: Colour) -> Palette {
    let card = mix(background, WHITE, 0.86);
    let ink = colour(0x1b, 0x1b, 0x19);
    Palette {
        page: background.to_string(),
        card: card.to_string(),
        ink: ink.to_string(),
        soft: legible(colour(0x5c, 0x5a, 0x54), card).to_string(),
        rule: mix(card, ink, 0.15).to_string(),
        accent: legible(accent, card).to_string(),
    }
}

/// By night: the same accent, lighter where it has to be.
pub(super) fn dark(accent: Colour) -> Palette {
    let card = colour(0x1c, 0x1b, 0x19);
    let ink = colour(0xee, 0xea, 0xe0);
    Palette {
        page: colour(0x12, 0x12, 0x11).to_string(),
        card: card.to_string(),
        ink: ink.to_string(),
        soft: colour(0xa9, 0xa4, 0x98).to_string(),
        rule: mix(card, ink, 0.14).to_string(),
        accent: legible(accent, card).to_string(),
    }
}

/// The colour, moved away from its ground just as far as reading it needs.
fn legible(text: Colour, ground: Colour) -> Colour {
    let far = if contrast(WHITE, ground) > contrast(BLACK, ground) {
        WHITE
    } else {
        BLACK
    };
    (0..=50)
        .map(|step| mix(text, far, f64::from(step) / 50.0))
        .find(|moved| contrast(*moved, ground) >= CONTRAST)
        .unwrap_or(far)
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance as WCAG defines it.
fn luminance(colour: Colour) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(colour.red) + 0.7152 * channel(colour.green) + 0.0722 * channel(colour.blue)
}

fn mix(from: Colour, to: Colour, share: f64) -> Colour {
    let channel = |from: u8, to: u8| {
        let value = f64::from(from) + (f64::from(to) - f64::from(from)) * share;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between two octets"
        )]
        {
            value.round() as u8
        }
    };
    Colour {
        red: channel(from.red, to.red),
        green: channel(from.green, to.green),
        blue: channel(from.blue, to.blue),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_accent_can_be_read(accent: [u8; 3], background: [u8; 3]) {
            let [accent, background] = [accent, background].map(|[r, g, b]| colour(r, g, b));
            for palette in [light(accent, background), dark(accent)] {
                let card = palette.card.parse().unwrap();
                for text in [&palette.ink, &palette.soft, &palette.accent] {
                    prop_assert!(contrast(text.parse().unwrap(), card) >= CONTRAST);
                }
            }
        }
    }

    #[test]
    fn a_good_accent_stays_as_it_is() {
        let accent: Colour = "#9a2a1f".parse().unwrap();
        assert_eq!(light(accent, "#f1efe9".parse().unwrap()).accent, "#9a2a1f");
        assert_eq!(contrast(BLACK, WHITE).round(), 21.0);
    }
}
