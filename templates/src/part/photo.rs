//! Photos with their credits.

use maud::{Markup, html};

use crate::view::{Photo, Words};

/// A photo. One that can't fill its column stands in the middle of a mat that does, and so does one that is higher than
/// wide: on phones it gets a part of the width, because it would fill the screen.
pub(super) fn photo(photo: &Photo, words: &Words) -> Markup {
    html! {
        @if photo.fills && !photo.is_upright() { (image(photo)) } @else { div.mat { (image(photo)) } }
        @if let Some(credit) = &photo.credit {
            p.credit { (words.photo) " " (credit) }
        }
    }
}

fn image(photo: &Photo) -> Markup {
    let upright = photo.is_upright();
    html! {
        img.photo.fill[photo.fills && !upright].upright[photo.fills && upright] src=(photo.url) alt=(photo.alt) width=(photo.width) height=[photo.height] border="0";
    }
}
