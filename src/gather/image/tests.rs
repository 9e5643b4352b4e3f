//! Tests of the reading of photos.

use image::ImageEncoder as _;

use super::*;

fn png(width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 90]));
    let mut bytes = Vec::new();
    image
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

#[test]
fn a_photo_is_measured_and_copied() {
    let photo = photo(&png(1_600, 900), Some(1_136)).unwrap();
    assert_eq!((photo.width, photo.height), (1_600, 900));
    let copy = photo.copy.unwrap();
    assert_eq!((copy.width, copy.height), (1_136, 639));
    assert_eq!(copy.hash.len(), 64);
    let again = image::load_from_memory(&copy.jpeg).unwrap();
    assert_eq!((again.width(), again.height()), (1_136, 639));
    // A small one is not blown up.
    let small = super::photo(&png(400, 300), Some(1_136)).unwrap();
    assert_eq!(small.copy.map(|copy| copy.width), Some(400));
}

#[test]
fn it_is_turned_upright_and_nothing_else_is_kept() {
    let image = RgbImage::from_fn(400, 200, |x, _| {
        Rgb(if x < 200 {
            [200, 20, 20]
        } else {
            [20, 20, 200]
        })
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg).encode_image(&image).unwrap();
    // An Exif block that says "turned by a quarter", right after the start of the image.
    let exif =
        b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    let photo = photo(&turned, Some(1_000)).unwrap();
    assert_eq!((photo.width, photo.height), (200, 400));
    let copy = photo.copy.unwrap();
    assert!(!copy.jpeg.windows(4).any(|four| four == b"Exif"));
    // What was on the left for the camera is above in the copy.
    let copy = image::load_from_memory(&copy.jpeg).unwrap().into_rgb8();
    assert_eq!(copy.dimensions(), (200, 400));
    assert!(copy.get_pixel(100, 50).0[0] > 150 && copy.get_pixel(100, 350).0[2] > 150);
}

#[test]
fn colours_are_those_that_were_meant() {
    let image = RgbImage::from_pixel(400, 300, Rgb([40, 200, 60]));
    let made = |profile: Option<Vec<u8>>| {
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile).unwrap();
        }
        image.write_with_encoder(encoder).unwrap();
        let copy = photo(&bytes, Some(400)).unwrap().copy.unwrap();
        let copy = image::load_from_memory(&copy.jpeg).unwrap().into_rgb8();
        copy.get_pixel(200, 150).0
    };
    let wide = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let ([red, green, _], [wide_red, wide_green, _]) = (made(None), made(Some(wide)));
    // This green of the wider space is beyond what the usual one has.
    assert!(
        red.abs_diff(40) < 6 && green.abs_diff(200) < 6,
        "{red} {green}"
    );
    assert!(wide_red < 20 && wide_green > 200, "{wide_red} {wide_green}");
    // What is no profile changes nothing.
    assert!(made(Some(b"no profile".to_vec()))[0].abs_diff(red) < 3);
}

#[test]
fn what_is_no_photo_is_refused() {
    let furniture = |w, h| matches!(photo(&png(w, h), None), Err(ImageFault::Furniture(..)));
    assert!(furniture(1, 1) && furniture(96, 96) && furniture(900, 120));
    for bytes in [
        &b"<html>not found</html>"[..],
        b"",
        b"GIF89a",
        &png(800, 600)[..2_000],
    ] {
        let read = photo(bytes, None);
        assert!(matches!(read, Err(ImageFault::Unreadable(_))), "{read:?}");
    }
}

#[test]
fn a_bomb_of_pixels_is_not_decoded() {
    // The header of a PNG of 60,000 x 60,000 pixels, and of one within the sides but not the sum.
    for (width, height) in [(60_000_u32, 60_000_u32), (11_000, 11_000)] {
        let mut bytes = png(200, 200);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        assert!(photo(&bytes, None).is_err());
    }
}
