//! Checks of the pieces: what a teaser lacks, and what is there twice.

use std::collections::HashSet;

use super::Findings;
use crate::{
    edition::{Block, Composition},
    mime::one_line,
    piece::Piece,
};

pub(super) fn check(composition: &Composition, findings: &mut Findings) {
    twice(composition, findings);
    for block in &composition.blocks {
        let as_teasers = matches!(block, Block::Lead { .. } | Block::Section { .. });
        for piece in block.pieces() {
            basics(piece, findings);
            if as_teasers {
                teaser(piece, findings);
            }
        }
    }
}

fn twice(composition: &Composition, findings: &mut Findings) {
    let mut urls = HashSet::new();
    let mut titles = HashSet::new();
    for piece in composition.pieces() {
        let title = one_line(&piece.title);
        if !urls.insert(&piece.url) {
            findings.error(
                piece.url.as_str(),
                format!("\"{title}\" is in the edition twice"),
                "take one of them out",
            );
        } else if !titles.insert(title.to_lowercase()) {
            findings.warning(
                piece.url.as_str(),
                format!("two pieces are called \"{title}\""),
                "look whether they are the same story under two addresses",
            );
        }
    }
}

fn basics(piece: &Piece, findings: &mut Findings) {
    let url = piece.url.as_str();
    if one_line(&piece.title).is_empty() {
        findings.error(
            url,
            "the piece has no headline",
            "look at it with `roundup extract`",
        );
    }
    if !matches!(piece.url.scheme(), "http" | "https") {
        findings.error(
            url,
            format!(
                "\"{}\" is not at a web address, so nothing links to it",
                piece.title
            ),
            "link to http or https addresses only",
        );
    }
}

fn teaser(piece: &Piece, findings: &mut Findings) {
    let url = piece.url.as_str();
    let title = one_line(&piece.title);
    let blank = |text: Option<&String>| text.is_none_or(|text| one_line(text).is_empty());
    if blank(piece.dek.as_ref()) {
        findings.note(
            url,
            format!("\"{title}\" has no dek"),
            "add one on the site, if you like",
        );
    }
    if blank(piece.authors.first().map(|author| &author.name)) {
        findings.note(
            url,
            format!("\"{title}\" has no byline"),
            "see what the page says of its author",
        );
    }
    if blank(piece.teaser.first()) {
        findings.warning(
            url,
            format!("\"{title}\" has no first paragraph to show"),
            "see what `roundup extract` makes of its page",
        );
    }
    let Some(image) = &piece.image else { return };
    if blank(image.credit.as_ref()) {
        findings.warning(
            url,
            format!("the photo of \"{title}\" has no credit"),
            "name the photographer on the site",
        );
    }
    if blank(image.alt.as_ref()) {
        findings.warning(
            url,
            format!("the photo of \"{title}\" has no alternative text"),
            "say on the site what it shows",
        );
    }
}
