//! What `tests/fuzz` reaches: pages as octets, as the child in its cage reads them.

use url::Url;

use super::{Effort, Page, extract};
use crate::{
    config::{Select, TeaserLength},
    gather::{charset, merge},
    piece::{Piece, SourceName},
};

/// Reads a page that was fetched from here, perhaps with selectors as a configuration has them; none where it is refused.
pub fn read(
    octets: &[u8],
    content_type: Option<&str>,
    url: &Url,
    effort: Effort,
    has_selectors: bool,
) -> Option<Page> {
    let html = charset::decode_page(octets, content_type);
    let select = if has_selectors {
        selectors()
    } else {
        Select::default()
    };
    extract(&html, url, effort, &select).ok()
}

fn selectors() -> Select {
    let selector = |text: &str| text.to_owned().try_into().ok();
    Select {
        title: selector("h2, .title"),
        dek: selector(".dek"),
        label: selector(".kicker"),
        byline: selector(".byline, [rel=author]"),
        date: selector("time"),
        image: selector("figure, img"),
        body: selector("article p, div"),
        remove: selector(".newsletter"),
    }
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
