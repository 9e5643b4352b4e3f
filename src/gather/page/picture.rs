//! The lead picture: the one that machines are told of, with what readers see under it.

use url::Url;

use super::super::image::{alt, is_furniture};
use super::{linked::Linked, markup::Seen, meta::Meta};
use crate::piece::Image;

/// More than these are not tried where the lead picture can't be shown.
const MOST_OTHERS: usize = 4;

/// Chooses the lead picture. A figure on the page that shows the same file lends its credit and
/// description; where machines are told of none, the first figure is it.
pub(super) fn choose(told: &[Image], seen: &Seen) -> Option<Image> {
    let Some(mut image) = told.first().cloned() else {
        return seen.pictures.iter().find(is_photo).cloned();
    };
    let same = seen
        .pictures
        .iter()
        .find(|figure| stem(&figure.url) == stem(&image.url));
    // A share picture is often another crop under another name; its figure is then the first with a credit.
    let lead = same.or_else(|| {
        let mut figures = seen.pictures.iter();
        figures
            .find(is_photo)
            .filter(|figure| figure.credit.is_some())
    });
    if let (None, Some(figure)) = (same, lead)
        && image.credit.is_none()
    {
        return Some(figure.clone());
    }
    if let Some(figure) = same {
        image.alt = image.alt.or_else(|| figure.alt.clone());
        image.credit = figure.credit.clone().or(image.credit);
        image.caption = figure.caption.clone().or(image.caption);
        if image.width.is_none() && figure.url == image.url {
            (image.width, image.height) = (figure.width, figure.height);
        }
    }
    Some(image)
}

/// The other pictures of the page, for where the lead picture turns out to be none: each file once.
pub(super) fn others(lead: Option<&Image>, told: Vec<Image>, seen: &Seen) -> Vec<Image> {
    let mut known: Vec<String> = lead.iter().map(|image| stem(&image.url)).collect();
    let mut others: Vec<Image> = Vec::new();
    // A figure has its credit beside it: of the same file it knows more.
    let figures = seen.pictures.iter().filter(is_photo).cloned();
    for image in figures.chain(told) {
        let stem = stem(&image.url);
        if !known.contains(&stem) {
            known.push(stem);
            others.push(image);
        }
    }
    others.truncate(MOST_OTHERS);
    others
}

fn is_photo(image: &&Image) -> bool {
    !is_furniture(&image.url)
}

/// The pictures that machines are told of, the one to be believed first.
pub(super) fn told(linked: &Linked, meta: &Meta, base: &Url) -> Vec<Image> {
    let http = |text: &str| {
        let mut url = base.join(text.trim()).ok()?;
        url.set_fragment(None);
        let is_picture = super::markup::is_picture(url.as_str());
        (matches!(url.scheme(), "http" | "https") && is_picture).then_some(url)
    };
    let number = |name: &str| {
        meta.get(&[name])
            .and_then(|size| size.parse().ok())
            .filter(|size| *size > 1_u32)
    };
    let named = |names: &[&str]| meta.get(names).and_then(http);
    let in_graph = named(&["og:image", "og:image:url", "og:image:secure_url"]).map(|url| Image {
        alt: meta
            .get(&["og:image:alt", "twitter:image:alt"])
            .and_then(alt),
        width: number("og:image:width"),
        height: number("og:image:height"),
        ..Image::at(url)
    });
    let in_linked = linked.image.as_ref().and_then(|picture| {
        Some(Image {
            credit: picture.credit.clone(),
            caption: picture.caption.clone(),
            width: picture.width,
            height: picture.height,
            ..Image::at(http(&picture.url)?)
        })
    });
    let rest = named(&["twitter:image", "twitter:image:src"]).into_iter();
    let rest = rest.chain(named(&["thumbnail", "sailthru.image.full", "image"]));
    let mut told: Vec<Image> = match (in_graph, in_linked) {
        (Some(graph), Some(linked)) if stem(&graph.url) == stem(&linked.url) => vec![Image {
            width: graph.width.or(linked.width),
            height: graph.height.or(linked.height),
            credit: linked.credit,
            caption: linked.caption,
            ..graph
        }],
        (Some(graph), Some(linked)) if linked.credit.is_some() => vec![linked, graph],
        (graph, linked) => graph.into_iter().chain(linked).collect(),
    };
    told.extend(rest.map(Image::at));
    told.retain(|image| !is_furniture(&image.url));
    told
}

/// The name of a picture's file without its size and ending: `boat-1024x683.jpg` and `boat.webp` are one.
fn stem(url: &Url) -> String {
    let name = url
        .path()
        .rsplit('/')
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let plain = match name.rsplit_once(['-', '_']) {
        Some((plain, size)) if is_size(size) => plain,
        _ => name,
    };
    plain.to_ascii_lowercase()
}

fn is_size(text: &str) -> bool {
    text == "scaled"
        || text
            .split('x')
            .all(|side| (2..=5).contains(&side.len()) && side.bytes().all(|b| b.is_ascii_digit()))
            && text.contains('x')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_not_part_of_a_name() {
        let of = |url: &str| stem(&Url::parse(url).unwrap());
        assert_eq!(
            of("https://a.example/x/boat-1024x683.jpg"),
            of("https://b.example/boat.webp?w=1")
        );
        assert_ne!(
            of("https://a.example/boat-2.jpg"),
            of("https://a.example/boat.jpg")
        );
    }
}
