//! Which of a page's articles is its own: by the address that it names, or by the headline.

use url::Url;

use super::super::super::{identity, text};

/// A longer headline, in characters, is known by the title that begins with it.
const HEADLINE: usize = 12;

/// What the page is known by otherwise: so its own article is told from those that it has boxes about.
pub(in super::super) struct Known<'a> {
    pub(in super::super) url: &'a Url,
    pub(in super::super) canonical: Option<Url>,
    /// Its headlines and titles, folded.
    pub(in super::super) titles: Vec<String>,
}

/// Whose article a node is, by the address that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    Own,
    None,
    Other,
}

impl Known<'_> {
    pub(super) fn is_at(&self, told: &str) -> Address {
        let Ok(told) = self.url.join(told.trim()) else {
            return Address::None;
        };
        let same = |own: &Url| {
            told.host() == own.host()
                && told.path().trim_end_matches('/') == own.path().trim_end_matches('/')
                && (told.query().is_none()
                    || own.query().is_none()
                    || identity::canonical(&told) == identity::canonical(own))
        };
        if same(self.url) || self.canonical.as_ref().is_some_and(same) {
            Address::Own
        } else if told.path() == "/" && told.query().is_none() {
            // Many themes name the front page.
            Address::None
        } else {
            Address::Other
        }
    }

    /// Whether a headline is the page's: of a twin under another address it is the same, but for the site's name.
    pub(super) fn is_headed(&self, headline: &str) -> bool {
        let headline = text::folded(headline);
        let begins =
            |whole: &str, part: &str| part.chars().count() >= HEADLINE && whole.starts_with(part);
        self.titles
            .iter()
            .any(|title| *title == headline || begins(title, &headline) || begins(&headline, title))
    }
}
