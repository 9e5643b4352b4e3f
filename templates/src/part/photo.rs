//! Photos with their credits.

use maud::{Markup, html};

use crate::view::{Photo, Words};

/// A photo. One that can't fill its column stands in the middle of a mat that does.
pub(super) fn photo(photo: &Photo, words: &Words) -> Markup {
    html! {
        @if photo.fills { (image(photo)) } @else { div.mat { (image(photo)) } }
        @if let Some(credit) = &photo.credit {
            p.credit { (words.photo) " " (credit) }
        }
    }
}

fn image(photo: &Photo) -> Markup {
    html! {
        img.photo.fill[photo.fills] src=(photo.url) alt=(photo.alt) width=(photo.width) height=[photo.height] border="0";
    }
}
