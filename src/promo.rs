//! A promo: a few words of the publication's own between the pieces ("Become a member"), from a file of the config folder.
//!
//! Data and its form as a file; when a promo is shown is `compose`'s to say.

use std::num::NonZeroU32;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{config::in_plain_words, edits::paragraphs, piece::Image};

/// The most bytes of a promo's file.
pub const BYTES_MAX: u64 = 65_536;

/// What readers see of a promo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promo {
    /// Its heading.
    pub title: String,
    /// Its paragraphs.
    pub text: Vec<String>,
    /// Where it leads, and the words of the link.
    pub link: Option<PromoLink>,
    /// Its picture.
    pub image: Option<Image>,
}

/// The link of a promo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromoLink {
    /// Where it leads.
    pub url: Url,
    /// Its words.
    pub text: String,
}

/// A promo, and when it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPromo {
    /// The name of its file: promos take their turns in the order of their names.
    pub name: String,
    /// The first day it is shown.
    pub from: Option<NaiveDate>,
    /// The last day it is shown.
    pub until: Option<NaiveDate>,
    /// Only in editions whose number this divides.
    pub every: NonZeroU32,
    /// What readers see.
    pub promo: Promo,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    link: Option<Url>,
    #[serde(default)]
    link_text: Option<String>,
    #[serde(default)]
    image: Option<Url>,
    #[serde(default)]
    alt: Option<String>,
    #[serde(default)]
    credit: Option<String>,
    #[serde(default)]
    from: Option<toml::Value>,
    #[serde(default)]
    until: Option<toml::Value>,
    #[serde(default = "each")]
    every: NonZeroU32,
}

fn each() -> NonZeroU32 {
    NonZeroU32::MIN
}

/// Reads a promo: a TOML file, or a Markdown file with TOML front matter between lines of `+++` and its text below.
///
/// # Errors
/// What is wrong with it, with the line where there is one.
pub fn read(name: &str, content: &str) -> Result<PlannedPromo, String> {
    let (head, skipped, body) = if name.ends_with(".md") {
        front_matter(content)?
    } else {
        (content, 0, None)
    };
    let raw: Raw = toml::from_str(head).map_err(|why| {
        let start = why.span().map_or(0, |span| span.start.min(head.len()));
        let line = head.as_bytes()[..start]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        let why = in_plain_words(why.message());
        format!("line {}: {why}", line + skipped + 1)
    })?;
    raw.check(name, body)
}

/// The front matter, the lines before it, and what stands below it.
fn front_matter(content: &str) -> Result<(&str, usize, Option<&str>), String> {
    let wanted =
        "a Markdown file begins with its title and the like as TOML between two lines of +++";
    let rest = content.trim_start_matches('\u{feff}');
    let rest = rest.strip_prefix("+++").ok_or(wanted)?;
    let (head, body) = rest.split_once("\n+++").ok_or(wanted)?;
    Ok((head, 0, Some(body)))
}

impl Raw {
    fn check(self, name: &str, body: Option<&str>) -> Result<PlannedPromo, String> {
        if self.title.trim().is_empty() || self.title.chars().any(char::is_control) {
            return Err("title: this must be one line that is not empty".to_owned());
        }
        let text = match (self.text.as_deref(), body.map(str::trim)) {
            (Some(_), Some(body)) if !body.is_empty() => {
                return Err(
                    "text: the text stands below the +++ already; keep one of them".to_owned(),
                );
            }
            (Some(text), _) => text,
            (None, body) => body.unwrap_or_default(),
        };
        for (key, url) in [("link", &self.link), ("image", &self.image)] {
            if url
                .as_ref()
                .is_some_and(|url| !matches!(url.scheme(), "http" | "https"))
            {
                return Err(format!(
                    "{key}: this is no web address; it begins with https://"
                ));
            }
        }
        let image = match (self.image, self.alt) {
            (Some(_), None) => {
                return Err("alt: say what the image shows, for those who don't see it".to_owned());
            }
            (Some(url), alt) => Some(Image {
                alt,
                credit: self.credit,
                ..Image::at(url)
            }),
            (None, _) => None,
        };
        let link = self.link.map(|url| PromoLink {
            text: self.link_text.unwrap_or_else(|| self.title.clone()),
            url,
        });
        let (from, until) = (day("from", self.from)?, day("until", self.until)?);
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return Err("until: this is before `from`: it would never be shown".to_owned());
        }
        Ok(PlannedPromo {
            name: name.to_owned(),
            from,
            until,
            every: self.every,
            promo: Promo {
                title: self.title.trim().to_owned(),
                text: paragraphs(text),
                link,
                image,
            },
        })
    }
}

/// A day as TOML has them, or in quotes.
fn day(key: &str, at: Option<toml::Value>) -> Result<Option<NaiveDate>, String> {
    let Some(at) = at else { return Ok(None) };
    let written = match &at {
        toml::Value::Datetime(at) => at.date.map(|date| date.to_string()),
        toml::Value::String(text) => Some(text.trim().to_owned()),
        _ => None,
    };
    let day = written.and_then(|day| NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok());
    day.map(Some)
        .ok_or_else(|| format!("{key}: write a day, such as 2026-11-20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_markdown_file_has_its_text_below() {
        let text = "+++\ntitle = \"Come aboard\"\nlink = \"https://quay.example/join\"\nlink_text = \"Join\"\nfrom = 2026-11-01\nevery = 2\n+++\nFirst\nline.\n\nSecond.\n";
        let planned = read("10-join.md", text).expect("it reads");
        assert_eq!(planned.promo.text, ["First line.", "Second."]);
        assert_eq!(planned.from, NaiveDate::from_ymd_opt(2026, 11, 1));
        let quoted = text.replace("2026-11-01", "\"2026-11-01\"");
        assert_eq!(read("10-join.md", &quoted).expect("it reads"), planned);
        assert_eq!(planned.every.get(), 2);
        assert_eq!(planned.promo.link.expect("a link").text, "Join");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |name: &str, text: &str| read(name, text).expect_err("a mistake");
        let told = [
            wrong("a.md", "title = \"x\""),
            wrong("a.md", "+++\ntitle = \"x\"\nlinc = \"y\"\n+++\n"),
            wrong(
                "a.toml",
                "title = \"x\"\nimage = \"https://quay.example/a.jpg\"",
            ),
            wrong("a.toml", "title = \"x\"\nlink = \"javascript:alert(1)\""),
            wrong(
                "a.toml",
                "title = \"x\"\nfrom = 2026-11-02\nuntil = 2026-11-01",
            ),
            wrong("a.toml", "title = \"x\"\nfrom = \"2026-02-31\""),
            wrong("a.toml", "title = \"x\"\nuntil = 7"),
            wrong("a.toml", "title = \"\""),
            wrong("a.toml", "title = \"x\"\nevery = 0"),
        ];
        insta::assert_snapshot!(told.join("\n"));
    }
}
