//! Photos: fetched within limits, checked to be what they say, and made fit for a mail.
//!
//! Decoded in this process rather than in the cage: the decoders are plain Rust without recursion, and what an image
//! may cost is known from its header before a pixel is read, so limits on pixels and memory bound the time, too. One
//! is decoded at a time, and a decoder that panics takes a blocking task down and nothing else.

mod colour;
mod measure;
mod name;

use std::io::Cursor;

use fast_image_resize::{Resizer, images::Image as Pixels, pixels::PixelType};
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder,
};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use url::Url;

use super::http::{FetchError, Fetched, Fetcher, Want};
use crate::piece::Validators;

pub use measure::{Measure, measure};
pub(super) use name::{alt, is_furniture};

/// What larger photos of cameras have; nobody puts more on a page.
const MOST_PIXELS: u64 = 30_000_000;
const LONGEST_SIDE: u32 = 12_000;
const MOST_MEMORY: u64 = 256 << 20;

/// Smaller than this are pixels that count readers, icons and faces.
const LEAST_LONG: u32 = 160;
const LEAST_SHORT: u32 = 90;

/// Wider than so many times its height is a banner or a logo, and so is what is that much higher than wide.
const MOST_RATIO: u32 = 4;

/// What mail programs show.
const FORMATS: [ImageFormat; 4] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::WebP,
    ImageFormat::Gif,
];

/// Good enough on a phone at twice the size, at a third of the octets.
const QUALITY: u8 = 80;

/// A photo that can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Its width as it is shown upright.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The copy, where one was wished for.
    pub copy: Option<Copied>,
}

/// A copy of a photo: a JPEG without anything but the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Its octets.
    pub jpeg: Vec<u8>,
    /// The SHA-256 of the octets, in hexadecimal.
    pub hash: String,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// Why a photo can't be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageFault {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It is not a picture that mail programs show.
    #[error("it is no JPEG, PNG, WebP or GIF that can be read ({0})")]
    Unreadable(String),
    /// It has too many pixels.
    #[error("it has {0} x {1} pixels, which is more than can be read safely")]
    TooLarge(u32, u32),
    /// It is too small, or the wrong shape.
    #[error("with {0} x {1} pixels it is no photo but an icon, a logo or a counting pixel")]
    Furniture(u32, u32),
}

impl ImageFault {
    /// Whether another try may well succeed.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Fetch(why) if why.is_transient())
    }

    /// Whether it is the photo's: then it can't be shown. A site that keeps programs off its photos shows them to readers
    /// all the same.
    pub fn is_of_photo(&self) -> bool {
        !matches!(self, Self::Fetch(why) if why.gone().is_none())
    }
}

/// Fetches photos and looks at them.
#[derive(Debug)]
pub(super) struct Photos(Semaphore);

impl Default for Photos {
    fn default() -> Self {
        Self(Semaphore::new(1))
    }
}

impl Photos {
    /// Looks at a photo; with a width, a copy of at most that width is made.
    pub(super) async fn look(
        &self,
        fetcher: &Fetcher,
        url: &Url,
        copy: Option<u32>,
    ) -> Result<Photo, ImageFault> {
        let body = match fetcher
            .fetch(url, Want::Image, &Validators::default())
            .await?
        {
            Fetched::Body(body) => *body,
            Fetched::NotModified => return Err(ImageFault::Unreadable("it is empty".to_owned())),
        };
        let _turn = self.0.acquire().await;
        tokio::task::spawn_blocking(move || photo(&body.bytes, copy))
            .await
            .unwrap_or_else(|_| Err(ImageFault::Unreadable("it breaks its reader".to_owned())))
    }
}

/// Reads a photo.
fn photo(bytes: &[u8], copy: Option<u32>) -> Result<Photo, ImageFault> {
    let (upright, profile) = read(bytes)?;
    let (width, height) = (upright.width(), upright.height());
    let (long, short) = (width.max(height), width.min(height));
    if long < LEAST_LONG || short < LEAST_SHORT || long > short.saturating_mul(MOST_RATIO) {
        return Err(ImageFault::Furniture(width, height));
    }
    let copy = copy
        .map(|most| copied(&flat(upright), profile.as_deref(), most))
        .transpose()?;
    Ok(Photo {
        width,
        height,
        copy,
    })
}

/// The picture, turned as its maker held the camera, and what its colours mean, where it says so.
fn read(bytes: &[u8]) -> Result<(DynamicImage, Option<Vec<u8>>), ImageFault> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
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
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(ImageFault::TooLarge(width, height));
    }
    let turned = decoder.orientation().map_err(unreadable)?;
    // A profile that can't be read is none.
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    image.apply_orientation(turned);
    Ok((image, profile))
}

fn unreadable(why: ImageError) -> ImageFault {
    ImageFault::Unreadable(super::text::clean(&why.to_string()))
}

/// Eight bits of red, green and blue; what is transparent lies on white, as on most pages.
fn flat(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    let mut flat = RgbImage::new(image.width(), image.height());
    for (from, to) in image.pixels().zip(flat.pixels_mut()) {
        let [red, green, blue, alpha] = from.0;
        let over = |value: u8| {
            let sum = u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    flat
}

/// A smaller copy as JPEG. Nothing but pixels goes into it: no place, no camera, no profile, so its colours are made those
/// that are meant without one.
fn copied(image: &RgbImage, profile: Option<&[u8]>, most: u32) -> Result<Copied, ImageFault> {
    let broken = |why: &dyn std::fmt::Display| ImageFault::Unreadable(why.to_string());
    let width = image.width().min(most.max(1));
    let height = u64::from(image.height()) * u64::from(width) / u64::from(image.width().max(1));
    let height = u32::try_from(height).unwrap_or(LONGEST_SIDE).max(1);
    let (full_width, full_height) = image.dimensions();
    let from = Pixels::from_vec_u8(
        full_width,
        full_height,
        image.as_raw().clone(),
        PixelType::U8x3,
    )
    .map_err(|why| broken(&why))?;
    let mut to = Pixels::new(width, height, PixelType::U8x3);
    Resizer::new()
        .resize(&from, &mut to, None)
        .map_err(|why| broken(&why))?;
    let converted = profile.and_then(|profile| colour::in_srgb(to.buffer(), profile));
    let pixels = converted.as_deref().unwrap_or(to.buffer());
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(pixels, width, height, image::ExtendedColorType::Rgb8)
        .map_err(unreadable)?;
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&jpeg));
    Ok(Copied {
        jpeg,
        hash,
        width,
        height,
    })
}

#[cfg(test)]
mod tests;
