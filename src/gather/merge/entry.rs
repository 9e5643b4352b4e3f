//! What an entry alone says of a piece, where no field of its own says it.

use url::Url;

use super::super::{blocks, credit, feed::Entry, image::alt, nesting, page, teaser, text};
use crate::{
    piece::{Author, Image},
    sentence,
};

pub(super) fn title_of(entry: &Entry) -> Option<String> {
    entry.title.clone().or_else(|| {
        // Feeds of short notes have no titles; a note's beginning stands for it.
        let text = entry.summary.as_deref().or(entry.content.as_deref())?;
        let first = blocks::paragraphs(text).into_iter().next()?;
        let sentence = sentence::sentences(&first).next()?.trim_end().to_owned();
        Some(sentence).filter(|sentence| sentence.chars().count() <= 120)
    })
}

/// The authors as a byline has them: feeds put "By Ana Lyst and Bo Ord, Staff Writers" into one field, and "admin" where nobody
/// was asked.
pub(super) fn authors_of(entry: &Entry) -> Vec<Author> {
    let authors = entry.authors.iter().flat_map(|author| {
        let mut read = page::authors(&author.name);
        // A field of its own holds a name, even one like "Ada Writer".
        if read.is_empty() && !page::is_nobody(&author.name) {
            read.push(author.clone());
        }
        if let (Some(title), [only]) = (&author.title, read.as_mut_slice()) {
            only.title = Some(title.clone());
        }
        read
    });
    page::without_twins(authors.collect())
}

/// A summary beside a whole content is the dek, if it is as short as one and not the content's beginning.
pub(super) fn dek_of(entry: &Entry) -> Option<String> {
    let content = text::from_html(entry.content.as_deref()?);
    let summary = text::from_maybe_html(entry.summary.as_deref()?);
    let words = text::words(&summary);
    let cut_off = summary.ends_with('…') || summary.ends_with("...") || summary.ends_with(']');
    let repeats = text::folded(&content).starts_with(&text::folded(&summary));
    let is_dek = (1..=45).contains(&words) && !text::is_label(&summary);
    (is_dek && !cut_off && !repeats && !teaser::furniture::is_furniture(&summary))
        .then_some(summary)
}

pub(super) fn kind_and_section(entry: &Entry) -> (Option<String>, Option<String>) {
    let (mut kind, mut section) = (None, None);
    for category in &entry.categories {
        let (found_kind, found_section) = page::split_label(category);
        kind = kind.or(found_kind);
        section = section.or(found_section);
    }
    (kind, section)
}

/// The feed's picture; without one the first in its content, with the credit in its caption.
pub(super) fn image_of(entry: &Entry, link: &Url) -> Option<Image> {
    entry.image.clone().or_else(|| {
        let content = entry
            .content
            .as_deref()
            .or(entry.summary.as_deref())
            .filter(|html| html.contains("<img"))?;
        if nesting::too_deep(content) {
            return None;
        }
        let dom = dom_query::Document::fragment(content);
        let img = dom.select_single("img[src]");
        let url = link.join(img.attr("src")?.trim()).ok()?;
        let size = |name| img.attr(name).and_then(|size| size.parse::<u32>().ok());
        // A picture of a pixel counts readers.
        if size("width").is_some_and(|width| width < 50)
            || !matches!(url.scheme(), "http" | "https")
        {
            return None;
        }
        let caption = dom.select_single("figcaption, .wp-caption-text").text();
        Some(Image {
            url,
            alt: img.attr("alt").as_deref().and_then(alt),
            credit: credit::from_caption(&caption),
            caption: credit::without(&caption),
            width: size("width"),
            height: size("height"),
        })
    })
}
