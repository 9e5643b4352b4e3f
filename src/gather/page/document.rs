//! What `roundup extract` prints: a page in the contract's JSON form.

use serde::Serialize;
use url::Url;

use super::Page;
use crate::{
    config::TeaserLength,
    piece::{Piece, SourceName},
};

/// A page for the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The piece that the page alone would make.
    #[serde(flatten)]
    pub piece: Piece,
    /// The body, a paragraph each.
    pub body: Vec<String>,
    /// What was wrong with the page.
    pub problems: Vec<String>,
}

impl Document {
    /// The page as a piece of its host.
    pub fn new(page: Page, url: &Url, length: TeaserLength) -> Self {
        let source = SourceName(url.host_str().unwrap_or("file").to_owned());
        Self {
            piece: super::super::merge::from_page(&page, url, source, length),
            body: page.body,
            problems: page.problems,
        }
    }
}
