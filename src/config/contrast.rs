//! How well one colour can be read on another (WCAG 2.2, success criterion 1.4.3), and what to do about it.

use super::values::Colour;

/// The least contrast of text.
pub const CONTRAST: f64 = 4.5;

impl Colour {
    /// As white as it gets.
    pub const WHITE: Self = Self::new(0xff, 0xff, 0xff);
    /// As black as it gets.
    pub const BLACK: Self = Self::new(0, 0, 0);

    /// A colour by its three parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The contrast between two colours: 1 (the same) to 21 (black and white).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The colour, made lighter or darker just as far as reading it on the ground needs; its hue stays.
    pub fn legible(self, ground: Self, least: f64) -> Self {
        let hsl = Hsl::from(self);
        let white = Self::WHITE.contrast(ground) > Self::BLACK.contrast(ground);
        let far = if white { 1.0 } else { 0.0 };
        (0..=100)
            .map(|step| hsl.lightness + (far - hsl.lightness) * f64::from(step) / 100.0)
            .map(|lightness| Hsl { lightness, ..hsl })
            .map(|moved| if moved == hsl { self } else { moved.into() })
            .find(|moved| moved.contrast(ground) >= least)
            .unwrap_or(if white { Self::WHITE } else { Self::BLACK })
    }

    /// The colour on the way to another: 0 is this one, 1 the other.
    pub fn mix(self, to: Self, share: f64) -> Self {
        let channel = |from: u8, to: u8| {
            octet((f64::from(from) + (f64::from(to) - f64::from(from)) * share) / 255.0)
        };
        Self::new(
            channel(self.red, to.red),
            channel(self.green, to.green),
            channel(self.blue, to.blue),
        )
    }

    /// Relative luminance as WCAG defines it.
    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(self.red) + 0.7152 * channel(self.green) + 0.0722 * channel(self.blue)
    }
}

/// Hue (0 to 6), saturation and lightness (0 to 1).
#[derive(Debug, Clone, Copy, PartialEq)]
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
        Self::new(channel(0.0), channel(8.0), channel(4.0))
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
        fn what_is_made_legible_is(text: [u8; 3], ground: [u8; 3]) {
            let [text, ground] = [text, ground].map(|[r, g, b]| Colour::new(r, g, b));
            prop_assert!(text.legible(ground, CONTRAST).contrast(ground) >= CONTRAST);
        }
    }

    #[test]
    fn the_hue_stays() {
        let (day, ground) = (Colour::new(0x9a, 0x2a, 0x1f), Colour::new(0x1c, 0x1b, 0x19));
        let (day, night) = (Hsl::from(day), Hsl::from(day.legible(ground, 5.5)));
        assert!((day.hue - night.hue).abs() < 0.05 && night.lightness > day.lightness);
        assert_eq!(Colour::BLACK.contrast(Colour::WHITE).round(), 21.0);
    }
}
