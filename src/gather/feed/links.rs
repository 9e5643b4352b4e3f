//! Links within HTML, made absolute where they stand, without touching anything else.

use std::borrow::Cow;

use feedparser_rs::util::sanitize::decode_entities;
use url::Url;

use super::mend::token::{Token, Tokens};

/// The attributes that hold addresses.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "cite",
    "longdesc",
    "action",
    "background",
    "poster",
    "data",
    "codebase",
    "usemap",
];

/// The HTML with its relative links made absolute.
pub(super) fn resolve<'a>(html: &'a str, base: &Url) -> Cow<'a, str> {
    let mut out = String::new();
    let mut copied = 0;
    for token in Tokens::new(html) {
        let Token::Start(tag) = token else { continue };
        for (name, value) in tag.attributes {
            let Some(url) = absolute(name, &decode_entities(value), base) else {
                continue;
            };
            // Tokens are parts of the text, so that where one stands is the distance of their beginnings.
            let at = value.as_ptr() as usize - html.as_ptr() as usize;
            out.push_str(&html[copied..at]);
            out.push_str(&escaped(&url));
            copied = at + value.len();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[copied..]);
    Cow::Owned(out)
}

/// What an attribute says when its address is made absolute; none where it is no relative address.
pub(super) fn absolute(attribute: &str, value: &str, base: &Url) -> Option<String> {
    let is_address = ADDRESSES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(attribute));
    if !is_address || !is_web(base) {
        return None;
    }
    relative(value, base)
}

/// A relative address, absolute; none where it is absolute already, or is no address.
pub(super) fn relative(value: &str, base: &Url) -> Option<String> {
    let value = value.trim();
    if value.is_empty() || value.len() > 2_000 || Url::parse(value).is_ok() {
        return None;
    }
    base.join(value).ok().filter(is_web).map(String::from)
}

/// Whether an address is one of the web.
pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// Text as it is written in an attribute.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    replaced(text, &['&', '<', '>', '"'])
}

/// Text as it is written between tags.
pub(super) fn escaped_text(text: &str) -> Cow<'_, str> {
    replaced(text, &['&', '<', '>'])
}

fn replaced<'a>(text: &'a str, special: &[char]) -> Cow<'a, str> {
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if special.contains(&'"') => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(html: &str) -> String {
        let base = Url::parse("https://weir.example/news/feed.xml").unwrap();
        resolve(html, &base).into_owned()
    }

    #[test]
    fn relative_links_become_absolute() {
        assert_eq!(
            resolved("<p>x <a title=\"t\" href=\"../a?b=1&amp;c=2\">y</a><img src=p.jpg></p>"),
            "<p>x <a title=\"t\" href=\"https://weir.example/a?b=1&amp;c=2\">y</a><img src=https://weir.example/news/p.jpg></p>"
        );
    }

    #[test]
    fn all_others_stay() {
        let html = "<a href='https://other.example/'>é</a><a href='mailto:a@weir.example'>m</a><a href=''>n</a> <b title='x'>";
        assert_eq!(resolved(html), html);
    }
}
