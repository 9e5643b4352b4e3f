//! What `tests/fuzz` reaches: pages as octets, as the child in its cage reads them.

use url::Url;

use super::{Effort, Page, extract};
use crate::{
    config::{Select, TeaserLength},
    gather::{charset, merge},
    piece::{Piece, SourceName},
};

/// Reads a page that was fetched from here; none where it is refused.
pub fn read(octets: &[u8], content_type: Option<&str>, url: &Url, effort: Effort) -> Option<Page> {
    let html = charset::decode_page(octets, content_type);
    extract(&html, url, effort, &Select::default()).ok()
}

/// The piece that a page makes.
pub fn piece(page: &Page, url: &Url) -> Piece {
    merge::from_page(
        page,
        url,
        SourceName("fuzz".to_owned()),
        TeaserLength::default(),
    )
}
