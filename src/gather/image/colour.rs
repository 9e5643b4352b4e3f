//! Colours: the numbers of a picture mean what its profile says, and without one those of sRGB.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// A longer profile is not looked at.
const MOST_BYTES: usize = 4 << 20;

/// Pixels of eight bits for red, green and blue as sRGB has them; none where the profile is of something else, or can't be
/// followed.
pub(super) fn in_srgb(pixels: &[u8], profile: &[u8]) -> Option<Vec<u8>> {
    if profile.len() > MOST_BYTES {
        return None;
    }
    let from = ColorProfile::new_from_slice(profile).ok()?;
    if from.color_space != DataColorSpace::Rgb {
        return None;
    }
    let to = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let change = from.create_transform_8bit(Layout::Rgb, &to, Layout::Rgb, options);
    let mut converted = vec![0; pixels.len()];
    change.ok()?.transform(pixels, &mut converted).ok()?;
    Some(converted)
}
