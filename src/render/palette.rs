//! All colours that a mail needs, from the few that a publication has. Each can be read where it stands: contrast of
//! 4.5:1 or more, by day and by night.

use roundup_templates::view::Palette;

use crate::config::{CONTRAST, Colour, Colours};

/// The palette of one mode.
pub(super) fn palette(colours: Colours) -> Palette {
    let Colours {
        accent,
        background,
        card,
        ink,
    } = colours;
    let tint = tint(card, ink);
    let soft = ink.mix(card, 0.32);
    Palette {
        page: background.to_string(),
        card: card.to_string(),
        tint: tint.to_string(),
        ink: ink.to_string(),
        // It stands on the card and in boxes; what can be read on the harder of the two can be on both.
        soft: soft
            .legible(card, CONTRAST)
            .legible(tint, CONTRAST)
            .to_string(),
        rule: card.mix(ink, 0.17).to_string(),
        accent: accent.to_string(),
    }
}

/// The ground of a box on the card: as much of the ink as leaves the ink readable.
fn tint(card: Colour, ink: Colour) -> Colour {
    let shade = |step: i32| card.mix(ink, f64::from(step) / 100.0);
    (0..=5)
        .rev()
        .map(shade)
        .find(|tint| ink.contrast(*tint) >= CONTRAST)
        .unwrap_or(card)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_text_can_be_read_everywhere(card: [u8; 3], ink: [u8; 3], accent: [u8; 3]) {
            let [card, ink, accent] = [card, ink, accent].map(|[r, g, b]| Colour::new(r, g, b));
            let made = palette(Colours {
                accent,
                background: card,
                card,
                ink: ink.legible(card, CONTRAST),
            });
            for text in [&made.ink, &made.soft] {
                let text: Colour = text.parse().unwrap();
                for ground in [&made.card, &made.tint] {
                    prop_assert!(text.contrast(ground.parse().unwrap()) >= CONTRAST);
                }
            }
        }
    }
}
