//! What a picture weighs and measures, by its header alone.

use std::io::Cursor;

use image::ImageReader;

use super::{FORMATS, ImageFault, unreadable};

/// Weight and size of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Octets.
    pub octets: usize,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Measures a picture that is at hand.
///
/// # Errors
/// When it is no picture that mail programs show.
pub fn measure(bytes: &[u8]) -> Result<Measure, ImageFault> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|why| ImageFault::Unreadable(why.to_string()))?;
    if !reader
        .format()
        .is_some_and(|format| FORMATS.contains(&format))
    {
        return Err(ImageFault::Unreadable(
            "it looks like something else".to_owned(),
        ));
    }
    let (width, height) = reader.into_dimensions().map_err(unreadable)?;
    Ok(Measure {
        octets: bytes.len(),
        width,
        height,
    })
}
