//! What front matter says, under the many names that Hugo, Jekyll and Zola have for the same thing.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use url::Url;

use super::super::{
    credit, date,
    feed::{http_url, language},
    text,
};
use crate::piece::{Author, Image};

/// Tables in which sites keep what their generator has no name for.
const TABLES: [&str; 3] = ["taxonomies", "extra", "params"];

/// More names than these file nothing.
const MOST_NAMES: usize = 20;

/// Programs that read the same front matter in their own ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generator {
    Jekyll,
    Other,
}

/// The values of one file.
#[derive(Debug)]
pub(super) struct Matter {
    values: Value,
    /// The zone of dates without one.
    zone: Tz,
}

/// When it was published and changed, as far as the front matter says.
#[derive(Debug)]
pub(super) struct Dates {
    pub(super) published: Option<DateTime<Utc>>,
    pub(super) updated: Option<DateTime<Utc>>,
}

impl Matter {
    pub(super) fn new(values: Value, zone: Tz) -> Self {
        Self { values, zone }
    }

    /// The first of these keys that has a value, at the top or in one of the tables.
    fn find<'a>(&'a self, keys: &[&'a str]) -> Option<(&'a str, &'a Value)> {
        let tables = TABLES.iter().filter_map(|table| self.values.get(table));
        let places: Vec<&Value> = std::iter::once(&self.values).chain(tables).collect();
        keys.iter().find_map(|key| {
            let value = places.iter().find_map(|place| place.get(key))?;
            (!value.is_null()).then_some((*key, value))
        })
    }

    pub(super) fn text(&self, keys: &[&str]) -> Option<String> {
        let (_, value) = self.find(keys)?;
        text::non_empty(&written(value)?)
    }

    /// A draft, taken back, or past its end.
    pub(super) fn is_out(&self, now: DateTime<Utc>) -> bool {
        let says = |key, word| {
            self.find(&[key])
                .is_some_and(|(_, value)| written(value).as_deref() == Some(word))
        };
        let ended = self.text(&["expiryDate", "expirydate", "unpublishdate"]);
        says("draft", "true")
            || says("published", "false")
            || ended
                .and_then(|end| date::parse_in(&end, self.zone))
                .is_some_and(|end| end <= now)
    }

    /// Whether it says that it is a page of the site ("About"), and no piece.
    pub(super) fn is_page(&self) -> bool {
        ["layout", "type"].iter().any(|key| {
            self.text(&[key])
                .is_some_and(|kind| kind.starts_with("page"))
        })
    }

    /// A date that makes no sense is a mistake, with the key it stands under.
    pub(super) fn dates(&self) -> Result<Dates, (String, String)> {
        let read = |keys: &[&str]| {
            let Some((key, value)) = self.find(keys) else {
                return Ok(None);
            };
            let text = written(value).unwrap_or_default();
            match date::parse_in(&text, self.zone) {
                Some(date) => Ok(Some(date)),
                None => Err((
                    key.to_owned(),
                    format!("{key} = \"{}\" is no date", text::clean(&text)),
                )),
            }
        };
        Ok(Dates {
            published: read(&["publishDate", "publishdate", "date", "pubDate"])?,
            updated: read(&["lastmod", "updated", "last_modified_at", "modified"])?,
        })
    }

    pub(super) fn title(&self) -> Option<String> {
        self.text(&["title"])
    }

    pub(super) fn summary(&self) -> Option<String> {
        self.text(&["description", "dek", "subtitle", "summary", "excerpt"])
    }

    pub(super) fn language(&self) -> Option<String> {
        language(&self.text(&["language", "lang"])?)
    }

    pub(super) fn authors(&self) -> Vec<Author> {
        let Some((_, value)) = self.find(&["authors", "author"]) else {
            return Vec::new();
        };
        let one = |value: &Value| {
            let part = |keys: &[&str]| {
                let found = keys.iter().find_map(|key| value.get(key))?;
                text::non_empty(&written(found)?)
            };
            match value {
                Value::Object(_) => Some(Author {
                    name: part(&["name"])?,
                    title: part(&["title", "role", "job"]),
                }),
                _ => Some(Author {
                    name: text::non_empty(&written(value)?)?,
                    title: None,
                }),
            }
        };
        listed(value).filter_map(one).take(20).collect()
    }

    fn texts(&self, keys: &[&str]) -> Vec<String> {
        let found = self.find(keys).into_iter().flat_map(|(_, v)| listed(v));
        found
            .filter_map(|value| text::non_empty(&written(value)?))
            .take(MOST_NAMES)
            .collect()
    }

    /// Its categories. Jekyll takes a line of them for as many as it has words.
    pub(super) fn categories(&self, generator: Generator) -> Vec<String> {
        match (generator, self.find(&["categories"])) {
            (Generator::Jekyll, Some((_, Value::String(line)))) => line
                .split_whitespace()
                .take(MOST_NAMES)
                .map(str::to_owned)
                .collect(),
            _ => self.texts(&["categories", "category"]),
        }
    }

    /// What it is filed under: section and categories; else the folder; else the tags.
    pub(super) fn sections(&self, folder: Option<String>, generator: Generator) -> Vec<String> {
        let texts = |keys: &[&str]| self.texts(keys);
        let mut sections = texts(&["section"]);
        sections.extend(texts(&["kind"]));
        sections.extend(self.categories(generator));
        if sections.is_empty() {
            sections.extend(folder);
        }
        if sections.is_empty() {
            sections = texts(&["tags"]);
        }
        sections
    }

    pub(super) fn image(&self, link: &Url) -> Option<Image> {
        let keys = ["image", "cover", "featured_image", "images", "thumbnail"];
        let (key, value) = self.find(&keys)?;
        let value = listed(value).next()?;
        let part = |names: &[&str]| {
            let within = names.iter().find_map(|name| value.get(name));
            let beside: Vec<String> = names.iter().map(|name| format!("{key}_{name}")).collect();
            let beside: Vec<&str> = beside.iter().map(String::as_str).collect();
            let within = within.and_then(written);
            within.or_else(|| self.text(&beside))
        };
        let address = match value {
            Value::Object(_) => part(&["image", "url", "src", "path", "file"])?,
            _ => written(value)?,
        };
        let caption = part(&["caption"]);
        let credit = part(&["credit", "photographer"])
            .and_then(|text| credit::tidy(&text))
            .or_else(|| credit::from_caption(caption.as_deref()?));
        Some(Image {
            alt: part(&["alt", "alt_text"]).and_then(|alt| text::non_empty(&alt)),
            credit,
            caption: caption.and_then(|caption| credit::without(&caption)),
            ..Image::at(http_url(&address, link)?)
        })
    }
}

/// A text, number or truth value as it was written.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// The values of a list, or the one value that stands for a list of one.
fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    }
    .iter()
}
