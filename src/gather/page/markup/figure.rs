//! Pictures of the visible page, with what stands below them.

use dom_query::{Document, NodeRef, Selection};
use url::Url;

use super::{
    super::super::{credit, image::alt},
    text_of,
};
use crate::piece::Image;

/// More figures than this are not looked at.
const MOST_FIGURES: usize = 40;

const FIGURES: &str = "figure, .wp-caption, .shortcode-media, .featured-image, .post-thumbnail, .lead-image, .article-image, .hero-image, .sqs-block.image-block, .sqs-block-image, .field--name-field-image, .field--name-field-media-image";

/// Where a picture without a figure around it is the article's all the same.
const BARE: &str = "article img, article picture, main img, main picture, [itemprop=articleBody] img, .entry-content img, .post-content img, .article-body img";

/// A picture that says it is narrower is a face or an icon.
const NARROW: u32 = 200;

/// The pictures beside the text; where no figure holds one, those that stand in the text by themselves.
pub(super) fn pictures(dom: &Document, base: &Url) -> Vec<Image> {
    let held = |selector: &str, fits: fn(&NodeRef<'_>) -> bool| -> Vec<Image> {
        let figures = dom.select(selector);
        figures
            .nodes()
            .iter()
            .filter(|figure| !is_beside(figure) && fits(figure))
            .take(MOST_FIGURES)
            .filter_map(|figure| picture(&Selection::from(*figure), base))
            .collect()
    };
    let figures = held(FIGURES, |_| true);
    if !figures.is_empty() {
        return figures;
    }
    let mut bare = held(BARE, |node| !is_of_somebody(node));
    bare.retain(|image| image.width.is_none_or(|width| width >= NARROW));
    bare.dedup_by(|one, other| one.url == other.url);
    bare
}

/// Whether a picture is the face of an author or of who comments, or belongs to what readers press.
fn is_of_somebody(picture: &NodeRef<'_>) -> bool {
    picture.ancestors_it(None).any(|around| {
        around.has_name("button")
            || around.class().is_some_and(|class| {
                let class = class.to_ascii_lowercase();
                [
                    "author", "byline", "avatar", "comment", "share", "social", "logo",
                ]
                .iter()
                .any(|part| class.contains(part))
            })
    })
}

/// Whether a figure belongs to what stands beside the article: other articles, adverts, the way around.
pub(super) fn is_beside(figure: &NodeRef<'_>) -> bool {
    figure.ancestors_it(None).any(|around| {
        ["aside", "nav", "footer"]
            .iter()
            .any(|name| around.has_name(name))
            || around.class().is_some_and(|class| {
                let class = class.to_ascii_lowercase();
                ["related", "recommend", "sidebar", "promo", "more-stories"]
                    .iter()
                    .any(|part| class.contains(part))
            })
    })
}

/// The picture in a figure, with its credit and caption.
pub(in super::super) fn picture(figure: &Selection<'_>, base: &Url) -> Option<Image> {
    let inside = figure.select("img, amp-img");
    // Without an `img` that has an address, what browsers would choose from is all that is told.
    let sources = figure.select("source");
    let itself = figure.nodes().first().filter(|node| node.has_name("img"));
    itself
        .into_iter()
        .chain(inside.nodes())
        .chain(sources.nodes())
        .take(MOST_FIGURES)
        .find_map(|node| shown(node, figure, base))
}

/// The picture that this element shows; none where it is as small as what counts readers.
fn shown(node: &NodeRef<'_>, figure: &Selection<'_>, base: &Url) -> Option<Image> {
    // Where pictures are loaded late, `src` is a placeholder.
    let src = [
        "data-src",
        "data-lazy-src",
        "data-original",
        "data-image",
        "src",
    ]
    .iter()
    .filter_map(|name| node.attr(name))
    .map(|src| src.to_string())
    .find(|src| is_picture(src.trim()))
    .or_else(|| largest(node))?;
    let url = base
        .join(src.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let size = |name| {
        node.attr(name)
            .and_then(|size| size.trim().trim_end_matches("px").parse::<u32>().ok())
    };
    let (width, height) = (size("width"), size("height"));
    if width.is_some_and(|width| width <= 1) && height.is_some_and(|height| height <= 1) {
        return None;
    }
    Some(Image {
        url,
        alt: node.attr("alt").as_deref().and_then(alt),
        credit: figure_credit(figure),
        caption: figure_caption(figure),
        width: width.filter(|size| *size > 1),
        height: height.filter(|size| *size > 1),
    })
}

/// The largest of the pictures that an element has to choose from.
fn largest(node: &NodeRef<'_>) -> Option<String> {
    // Mail programs don't show AVIF.
    if node
        .attr("type")
        .is_some_and(|kind| kind.contains("avif") || kind.contains("jxl"))
    {
        return None;
    }
    let set = node.attr("data-srcset").or_else(|| node.attr("srcset"))?;
    // A comma can be part of an address: the ones between two have white space behind them.
    let choices = set.split_whitespace().collect::<Vec<_>>().join(" ");
    let choices = choices.split(", ").filter_map(|choice| {
        let mut parts = choice.trim().trim_end_matches(',').split(' ');
        let address = parts.next().filter(|address| is_picture(address))?;
        let size = parts
            .next()
            .and_then(|size| size.trim_end_matches(['w', 'x']).parse::<f32>().ok());
        Some((address, size.unwrap_or(1.0)))
    });
    choices
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .map(|(address, _)| address.to_owned())
}

/// Whether an address can be a photo's, rather than a placeholder's, a logo's or a tracking pixel's.
pub(in super::super) fn is_picture(src: &str) -> bool {
    let lower = src.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    !lower.is_empty()
        && !lower.starts_with("data:")
        && !name.ends_with(".svg")
        && ![
            "missing-image",
            "placeholder",
            "spacer",
            "blank.",
            "transparent",
            "pixel.",
            "1x1",
            "loading.",
            "lazy.",
            "avatar",
            "gravatar",
        ]
        .iter()
        .any(|part| name.contains(part))
}

const CREDITS: &str = ".credit, .photo-credit, .image-credit, .media-credit, .media-photo-credit, .wp-media-credit, .caption-credit, .photo-credits, .credits, .image__credit, .figure-credit, [itemprop=copyrightHolder], [itemprop=creditText], .photographer, .copyright, .attribution, .source, figcaption small, figcaption cite";
const CAPTIONS: &str = "figcaption, .wp-caption-text, .caption, .image-caption, .media-caption, .photo-caption, [itemprop=caption]";

fn figure_credit(figure: &Selection<'_>) -> Option<String> {
    text_of(&figure.select_single(CREDITS))
        .and_then(|marked| credit::tidy(&marked))
        .or_else(|| {
            let caption = figure.select_single(CAPTIONS);
            credit::from_caption(&text_of(&caption)?)
        })
}

/// What is said below the picture, without who made it.
fn figure_caption(figure: &Selection<'_>) -> Option<String> {
    let whole = text_of(&figure.select_single(CAPTIONS))?;
    let said = match text_of(&figure.select_single(CREDITS)) {
        Some(marked) => whole.replace(&marked, " "),
        None => whole,
    };
    credit::without(&said)
}
