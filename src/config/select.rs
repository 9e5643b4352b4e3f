//! `[source.select]`: where a site's pages have what, for sites that can't be read by the usual rules.

use std::fmt;

use dom_query::Matcher;
use serde::{Deserialize, Serialize};

/// CSS selectors for the pages of one source. What has none is found by the usual rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Select {
    /// The headline.
    pub title: Option<Selector>,
    /// The line under it.
    pub dek: Option<Selector>,
    /// Kind and section.
    pub label: Option<Selector>,
    /// The authors, an element each or one for all.
    pub byline: Option<Selector>,
    /// The date of publication.
    pub date: Option<Selector>,
    /// The lead picture, or what is around it.
    pub image: Option<Selector>,
    /// The body: what holds its paragraphs, or the paragraphs themselves.
    pub body: Option<Selector>,
    /// What is taken off the page before anything is read.
    pub remove: Option<Selector>,
}

/// A CSS selector that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Selector(String);

impl Selector {
    /// The selector as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Selector {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("an empty selector finds nothing; leave the key out".to_owned());
        }
        if text.len() > 1_000 || Matcher::new(&text).is_err() {
            let start: String = text.chars().take(80).collect();
            return Err(format!(
                "\"{start}\" is not a CSS selector that can be used; write one like \"article h1, .headline\""
            ));
        }
        Ok(Self(text))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    title: Option<Selector>,
    dek: Option<Selector>,
    label: Option<Selector>,
    byline: Option<Selector>,
    date: Option<Selector>,
    image: Option<Selector>,
    body: Option<Selector>,
    remove: Option<Selector>,
}

impl From<Raw> for Select {
    fn from(raw: Raw) -> Self {
        Self {
            title: raw.title,
            dek: raw.dek,
            label: raw.label,
            byline: raw.byline,
            date: raw.date,
            image: raw.image,
            body: raw.body,
            remove: raw.remove,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_selector_is_named() {
        let selector = |text: &str| Selector::try_from(text.to_owned());
        assert_eq!(
            selector("article h1, .x > [a*=b]").unwrap().as_str(),
            "article h1, .x > [a*=b]"
        );
        for wrong in ["h1[", "..x", "a:no-such-thing(", " "] {
            assert!(selector(wrong).unwrap_err().contains("selector"), "{wrong}");
        }
        let raw = toml::from_str::<Raw>("title = 'h1['");
        assert!(raw.unwrap_err().to_string().contains("\"h1[\""));
    }
}
