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
    Palette {
        page: background.to_string(),
        card: card.to_string(),
        tint: tint.to_string(),
        ink: ink.to_string(),
        soft: soft(card, tint, ink).to_string(),
        rule: card.mix(ink, 0.17).to_string(),
        accent: accent.to_string(),
    }
}

/// What says less than the ink. It stands on the card and in boxes, so it has to be readable on both: where one of two
/// middling grounds asks for lighter and the other for darker, it is the ink.
fn soft(card: Colour, tint: Colour, ink: Colour) -> Colour {
    let soft = ink.mix(card, 0.32);
    let soft = soft.legible(card, CONTRAST).legible(tint, CONTRAST);
    let is_readable = |ground: &Colour| soft.contrast(*ground) >= CONTRAST;
    if [card, tint].iter().all(is_readable) {
        soft
    } else {
        ink
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

    fn is_readable(card: Colour, ink: Colour, accent: Colour) -> bool {
        let made = palette(Colours {
            accent,
            background: card,
            card,
            ink: ink.legible(card, CONTRAST),
        });
        let colour = |text: &String| text.parse::<Colour>().unwrap();
        let grounds = [colour(&made.card), colour(&made.tint)];
        [&made.ink, &made.soft].into_iter().map(colour).all(|text| {
            let mut grounds = grounds.iter();
            grounds.all(|ground| text.contrast(*ground) >= CONTRAST)
        })
    }

    #[test]
    fn a_middling_card_asks_for_one_direction() {
        let (card, ink) = (Colour::new(39, 119, 198), Colour::new(13, 91, 124));
        assert!(is_readable(card, ink, Colour::BLACK));
    }

    proptest! {
        #[test]
        fn all_text_can_be_read_everywhere(card: [u8; 3], ink: [u8; 3], accent: [u8; 3]) {
            let [card, ink, accent] = [card, ink, accent].map(|[r, g, b]| Colour::new(r, g, b));
            prop_assert!(is_readable(card, ink, accent));
        }
    }
}
