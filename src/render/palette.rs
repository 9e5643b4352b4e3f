//! Colours that can be read, by day and by night, whatever accent was configured (WCAG 2, contrast 4.5:1).

use roundup_templates::view::Palette;

use crate::config::Colour;

/// The least contrast of text (WCAG 2.2, success criterion 1.4.3).
pub(super) const CONTRAST: f64 = 4.5;

/// Colours glow less on a dark ground: they get a little more.
const BY_NIGHT: f64 = 5.5;

const WHITE: Colour = colour(0xff, 0xff, 0xff);
const BLACK: Colour = colour(0, 0, 0);

const fn colour(red: u8, green: u8, blue: u8) -> Colour {
    Colour { red, green, blue }
}

/// By day: the card is nearly white, with the tint of its surroundings.
pub(super) fn light(accent: Colour, background: Colour) -> Palette {
    let card = mix(background, WHITE, 0.78);
    let ink = colour(0x1b, 0x1b, 0x19);
    Palette {
        page: background.to_string(),
        card: card.to_string(),
        ink: ink.to_string(),
        soft: legible(colour(0x5c, 0x5a, 0x54), card, CONTRAST).to_string(),
        rule: mix(mix(background, card, 0.3), ink, 0.12).to_string(),
        accent: legible(accent, card, CONTRAST).to_string(),
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
        accent: legible(accent, card, BY_NIGHT).to_string(),
    }
}

/// The colour, made lighter or darker just as far as reading it needs; its hue stays.
fn legible(text: Colour, ground: Colour, least: f64) -> Colour {
    let hsl = Hsl::from(text);
    let far = if contrast(WHITE, ground) > contrast(BLACK, ground) {
        1.0
    } else {
        0.0
    };
    (0..=100)
        .map(|step| hsl.lightness + (far - hsl.lightness) * f64::from(step) / 100.0)
        .map(|lightness| Hsl { lightness, ..hsl })
        .map(|moved| if moved == hsl { text } else { moved.into() })
        .find(|moved| contrast(*moved, ground) >= least)
        .unwrap_or(if far > 0.5 { WHITE } else { BLACK })
}

/// How well one colour is told from the other: 1 to 21.
pub(super) fn contrast(one: Colour, other: Colour) -> f64 {
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
        octet((f64::from(from) + (f64::from(to) - f64::from(from)) * share) / 255.0)
    };
    colour(
        channel(from.red, to.red),
        channel(from.green, to.green),
        channel(from.blue, to.blue),
    )
}

/// Hue (0 to 6), saturation and lightness (0 to 1).
#[derive(Clone, Copy, PartialEq)]
struct Hsl {
    hue: f64,
    saturation: f64,
    lightness: f64,
}

impl From<Colour> for Hsl {
    fn from(colour: Colour) -> Self {
        let [red, green, blue] =
            [colour.red, colour.green, colour.blue].map(|value| f64::from(value) / 255.0);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let (span, lightness) = (most - least, f64::midpoint(most, least));
        if span == 0.0 {
            return Self {
                hue: 0.0,
                saturation: 0.0,
                lightness,
            };
        }
        let hue = if most == red {
            ((green - blue) / span).rem_euclid(6.0)
        } else if most == green {
            (blue - red) / span + 2.0
        } else {
            (red - green) / span + 4.0
        };
        let saturation = span / (1.0 - (2.0 * lightness - 1.0).abs());
        Self {
            hue,
            saturation,
            lightness,
        }
    }
}

impl From<Hsl> for Colour {
    fn from(hsl: Hsl) -> Self {
        let reach = hsl.saturation * hsl.lightness.min(1.0 - hsl.lightness);
        let channel = |offset: f64| {
            let place = (offset + hsl.hue * 2.0).rem_euclid(12.0);
            let bend = (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
            octet(hsl.lightness - reach * bend)
        };
        colour(channel(0.0), channel(8.0), channel(4.0))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to an octet"
)]
fn octet(share: f64) -> u8 {
    (share * 255.0).round().clamp(0.0, 255.0) as u8
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

    #[test]
    fn by_night_the_hue_stays() {
        let night: Colour = dark("#9a2a1f".parse().unwrap()).accent.parse().unwrap();
        let (day, night) = (Hsl::from(colour(0x9a, 0x2a, 0x1f)), Hsl::from(night));
        assert!((day.hue - night.hue).abs() < 0.05 && night.lightness > day.lightness);
    }
}
