//! The lead picture: the one that machines are told of, with what readers see under it.

use url::Url;

use super::super::image::is_furniture;
use super::{linked::Linked, markup::Seen, meta::Meta};
use crate::piece::Image;

/// Chooses the lead picture. A figure on the page that shows the same file lends its credit and
/// description; where machines are told of none, the first figure is it.
pub(super) fn choose(linked: &Linked, meta: &Meta, seen: &Seen, base: &Url) -> Option<Image> {
    let is_photo = |image: &&Image| !is_furniture(&image.url);
    let Some(mut image) = told(linked, meta, base).filter(|image| is_photo(&image)) else {
        return seen.pictures.iter().find(is_photo).cloned();
    };
    let same = seen
        .pictures
        .iter()
        .find(|figure| stem(&figure.url) == stem(&image.url));
    // A share picture is often another crop under another name; its figure is then the first with a credit.
    let lead = same.or_else(|| {
        seen.pictures
            .first()
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
        if image.width.is_none() && figure.url == image.url {
            (image.width, image.height) = (figure.width, figure.height);
        }
    }
    Some(image)
}

fn told(linked: &Linked, meta: &Meta, base: &Url) -> Option<Image> {
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
    let graph = meta
        .get(&["og:image", "og:image:url", "og:image:secure_url"])
        .and_then(http);
    let in_graph = graph.map(|url| Image {
        url,
        alt: meta
            .get(&["og:image:alt", "twitter:image:alt"])
            .map(str::to_owned),
        credit: None,
        width: number("og:image:width"),
        height: number("og:image:height"),
    });
    let in_linked = linked.image.as_ref().and_then(|picture| {
        Some(Image {
            url: http(&picture.url)?,
            alt: picture.alt.clone(),
            credit: picture.credit.clone(),
            width: picture.width,
            height: picture.height,
        })
    });
    match (in_graph, in_linked) {
        (Some(mut graph), Some(linked)) if stem(&graph.url) == stem(&linked.url) => {
            graph.credit = linked.credit;
            (graph.width, graph.height) =
                (graph.width.or(linked.width), graph.height.or(linked.height));
            Some(graph)
        }
        (graph, Some(linked)) if linked.credit.is_some() || graph.is_none() => Some(linked),
        (graph, _) => graph.or_else(|| {
            let url = http(meta.get(&[
                "twitter:image",
                "twitter:image:src",
                "thumbnail",
                "sailthru.image.full",
            ])?)?;
            Some(Image {
                url,
                alt: None,
                credit: None,
                width: None,
                height: None,
            })
        }),
    }
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
