//! The size a photo is shown at.

use roundup_templates::{email::style, view::Photo};

use super::view::{line, web_link};
use crate::piece::Image;

/// The room a photo has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// The width of its column.
    width: u32,
    /// The width it has instead where it is small, or about as tall as wide: beside the text.
    tall: Option<u32>,
}

impl Room {
    /// Above the lead, or beside it.
    pub(super) fn lead(card: u32) -> Self {
        Self {
            width: style::content_width(card),
            tall: Some(style::tall_width(card)),
        }
    }

    /// Beside a teaser.
    pub(super) fn beside(card: u32) -> Self {
        Self {
            width: style::photo_width(card),
            tall: None,
        }
    }

    /// In a box.
    pub(super) fn boxed(card: u32) -> Self {
        Self {
            width: style::box_width(card),
            tall: None,
        }
    }

    fn of(self, (width, height): (u32, u32)) -> u32 {
        let tall = u64::from(height) * 10 > u64::from(width) * 9;
        match self.tall {
            Some(narrow) if tall || width < self.width / 2 => narrow,
            _ => self.width,
        }
    }
}

/// The photo as shown in its room; none where its address is not one that a mail may load.
pub(super) fn photo(image: &Image, room: Room) -> Option<Photo> {
    let size = image
        .width
        .zip(image.height)
        .filter(|(w, h)| *w > 0 && *h > 0);
    let (width, height, fills) = match size {
        None => (room.width, None, true),
        Some(size) => fit(size, room.of(size)),
    };
    Some(Photo {
        url: web_link(&image.url)?,
        alt: image.alt.as_deref().and_then(line).unwrap_or_default(),
        credit: image.credit.as_deref().and_then(line),
        width,
        height,
        fills,
    })
}

/// Scales a picture to its column. One much smaller than that keeps its size, rather than being blown
/// up; one higher than photos are (2:3) is shown narrower, so that it doesn't push the text off the screen.
fn fit((width, height): (u32, u32), room: u32) -> (u32, Option<u32>, bool) {
    let scaled = |at: u32, by: u32, over: u32| {
        let value = u64::from(at) * u64::from(by) / u64::from(over);
        u32::try_from(value).unwrap_or(u32::MAX).max(1)
    };
    let tallest = room + room / 2;
    let shown = if width < room / 2 { width } else { room };
    let high = scaled(shown, height, width);
    if high > tallest {
        return (scaled(tallest, width, height), Some(tallest), false);
    }
    (shown, Some(high), shown == room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_is_kept() {
        assert_eq!(fit((1200, 600), 568), (568, Some(284), true));
        assert_eq!(fit((400, 200), 568), (568, Some(284), true));
        assert_eq!(fit((100, 50), 568), (100, Some(50), false));
        assert_eq!(fit((800, 1200), 500), (500, Some(750), true));
        assert_eq!(fit((600, 1800), 500), (250, Some(750), false));
        assert_eq!(fit((u32::MAX, 1), 568), (568, Some(1), true));
    }

    #[test]
    fn a_lead_that_is_tall_or_small_stands_beside_the_text() {
        let room = Room::lead(640);
        assert_eq!(room.of((1600, 900)), 568);
        assert_eq!(room.of((900, 1600)), 261);
        assert_eq!(room.of((1000, 1000)), 261);
        assert_eq!(room.of((240, 160)), 261);
    }
}
