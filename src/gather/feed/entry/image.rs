//! The picture of an entry.

use url::Url;

use super::super::super::{credit, text};
use crate::piece::Image;

/// More pictures of one entry are a gallery.
const MOST: usize = 5;

/// The pictures of an entry, the largest first.
pub(super) fn all(found: &feedparser_rs::Entry, base: &Url) -> Vec<Image> {
    let media = found.media_content.iter().filter(|media| {
        media.medium.as_deref() == Some("image")
            || is_picture(media.content_type.as_deref(), &media.url)
    });
    let media = media.map(|media| {
        (
            media.url.as_str(),
            media.width.as_deref(),
            media.height.as_deref(),
        )
    });
    // The largest first: feeds list thumbnails and originals in any order.
    let mut candidates: Vec<_> = media.collect();
    candidates.sort_by_key(|(_, width, _)| std::cmp::Reverse(size(*width)));
    let enclosures = found
        .enclosures
        .iter()
        .filter(|enclosure| is_picture(enclosure.enclosure_type.as_deref(), &enclosure.url))
        .map(|enclosure| (enclosure.url.as_str(), None, None));
    candidates.extend(enclosures);
    // Where the parser puts the pictures of JSON feeds.
    let linked = found.links.iter().filter(|link| match link.rel.as_deref() {
        Some("enclosure") => is_picture(link.link_type.as_deref(), &link.href),
        Some("banner") => true,
        _ => false,
    });
    candidates.extend(linked.map(|link| (link.href.as_str(), None, None)));
    let thumbnails = found.media_thumbnail.iter();
    candidates.extend(thumbnails.map(|small| {
        (
            small.url.as_str(),
            small.width.as_deref(),
            small.height.as_deref(),
        )
    }));
    let mut images: Vec<Image> = Vec::new();
    for (url, width, height) in candidates {
        let Some(url) = super::http_url(url, base) else {
            continue;
        };
        if images.len() < MOST && images.iter().all(|known| known.url != url) {
            images.push(Image {
                credit: credit_of(found),
                width: size(width),
                height: size(height),
                ..Image::at(url)
            });
        }
    }
    images
}

fn is_picture(kind: Option<&str>, url: &str) -> bool {
    match kind {
        Some(kind) => kind.starts_with("image/"),
        None => {
            let path = url
                .split(['?', '#'])
                .next()
                .unwrap_or(url)
                .to_ascii_lowercase();
            [".jpg", ".jpeg", ".png", ".webp", ".gif"]
                .iter()
                .any(|end| path.ends_with(end))
        }
    }
}

fn size(text: Option<&str>) -> Option<u32> {
    text?
        .trim()
        .trim_end_matches("px")
        .parse()
        .ok()
        .filter(|size| *size > 0)
}

fn credit_of(found: &feedparser_rs::Entry) -> Option<String> {
    let credits = found.media_credit.iter();
    let by_role = credits.max_by_key(|credit| match credit.role.as_deref() {
        Some("photographer") => 2,
        None => 1,
        Some(_) => 0,
    })?;
    credit::tidy(&text::from_maybe_html(&by_role.content))
}
