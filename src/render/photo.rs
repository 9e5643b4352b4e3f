//! The size a photo is shown at.

use roundup_templates::view::Photo;

use super::view::{line, web_link};
use crate::piece::Image;

/// The photo as shown in a column; none where its address is not one that a mail may load.
pub(super) fn photo(image: &Image, room: u32) -> Option<Photo> {
    let size = image
        .width
        .zip(image.height)
        .filter(|(w, h)| *w > 0 && *h > 0);
    let (width, height, fills) = match size {
        None => (room, None, true),
        Some(size) => fit(size, room),
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
/// up; one much higher than wide is shown narrower, so that it doesn't push the text off the screen.
fn fit((width, height): (u32, u32), room: u32) -> (u32, Option<u32>, bool) {
    let scaled = |at: u32, by: u32, over: u32| {
        let value = u64::from(at) * u64::from(by) / u64::from(over);
        u32::try_from(value).unwrap_or(u32::MAX).max(1)
    };
    let tallest = room + room / 5;
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
        assert_eq!(fit((600, 1200), 500), (300, Some(600), false));
        assert_eq!(fit((u32::MAX, 1), 568), (568, Some(1), true));
    }
}
