//! How the address of a piece is made from what a file is called and says.

use serde::{Deserialize, Deserializer, de::Error as _};
use url::Url;

/// The words that a pattern may have in braces.
const WORDS: [&str; 7] = [
    "section",
    "categories",
    "slug",
    "path",
    "year",
    "month",
    "day",
];

/// An address with words in braces: `https://weir.example/{section}/{slug}/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlPattern(String);

impl UrlPattern {
    /// The address, with each word filled in by `fill`; a folder that is left empty is left out.
    pub fn fill(&self, fill: impl Fn(&str) -> String) -> Option<Url> {
        let mut url = String::new();
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}')?;
            url.push_str(before);
            let filled = fill(word);
            url.push_str(&filled);
            rest = match after.strip_prefix('/') {
                Some(after) if filled.is_empty() && url.ends_with('/') => after,
                _ => after,
            };
        }
        url.push_str(rest);
        Url::parse(&url).ok()
    }

    /// The site that the addresses belong to.
    pub fn site(&self) -> Option<Url> {
        self.fill(|_| "x".to_owned())?.join("/").ok()
    }
}

impl std::str::FromStr for UrlPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        for part in text.split('{').skip(1) {
            let word = part.split('}').next().unwrap_or_default();
            if !part.contains('}') || !WORDS.contains(&word) {
                return Err(format!(
                    "`{text}` has {{{word}}}; known are {{{}}}",
                    WORDS.join("}, {")
                ));
            }
        }
        let pattern = Self(text.to_owned());
        let host_is_fixed = text.find('{').is_none_or(|at| {
            let start = text.find("://").map_or(0, |at| at + 3);
            text.get(start..at).is_some_and(|host| host.contains('/'))
        });
        match pattern.site() {
            Some(url)
                if matches!(url.scheme(), "http" | "https")
                    && host_is_fixed
                    && text.contains('{') =>
            {
                Ok(pattern)
            }
            _ => Err(format!(
                "`{text}` is no pattern of addresses; write one like \"https://weir.example/{{section}}/{{slug}}/\""
            )),
        }
    }
}

impl<'de> Deserialize<'de> for UrlPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_filled_in_and_empty_folders_left_out() {
        let pattern: UrlPattern = "https://weir.example/{section}/{slug}/".parse().unwrap();
        let url = pattern.fill(|word| match word {
            "slug" => "the-lock".to_owned(),
            _ => String::new(),
        });
        assert_eq!(url.unwrap().as_str(), "https://weir.example/the-lock/");
        for wrong in [
            "weir.example/{slug}",
            "https://weir.example/",
            "https://weir.example/{slog}/",
            "https://{slug}/",
            "https://weir.example/{slug",
        ] {
            assert!(wrong.parse::<UrlPattern>().is_err(), "{wrong}");
        }
    }
}
