//! JSON-LD: what a page tells search engines about its article (schema.org).
//!
//! Nodes may refer to each other by `@id` within a page; that is followed one step and no further.

mod known;
mod source;

use chrono::{DateTime, Utc};
use dom_query::Document;
use known::Address;
use serde_json::{Map, Value};

pub(super) use known::Known;

use super::{
    super::{date, text},
    markup,
};
use crate::piece::Author;

/// Pages have a handful of blocks; more is somebody trying something.
const MOST_BLOCKS: usize = 30;
const MOST_NODES: usize = 2_000;

/// What the article's node says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Linked {
    pub(super) headline: Option<String>,
    pub(super) name: Option<String>,
    pub(super) alternative: Option<String>,
    pub(super) description: Option<String>,
    pub(super) published: Option<DateTime<Utc>>,
    pub(super) modified: Option<DateTime<Utc>>,
    pub(super) authors: Vec<Author>,
    pub(super) sections: Vec<String>,
    pub(super) genre: Option<String>,
    pub(super) language: Option<String>,
    pub(super) image: Option<Picture>,
}

/// The picture as named there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) url: String,
    pub(super) credit: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
}

impl Linked {
    pub(super) fn read(dom: &Document, known: &Known<'_>) -> Self {
        let blocks: Vec<Value> = dom
            .select("script[type='application/ld+json']")
            .iter()
            .take(MOST_BLOCKS)
            .filter_map(|script| source::parse(&script.text()))
            .collect();
        let mut nodes = Vec::new();
        for block in &blocks {
            collect(block, &mut nodes);
        }
        let graph = Graph(nodes);
        graph
            .article(known)
            .map(|node| graph.read(node))
            .unwrap_or_default()
    }
}

fn collect<'a>(value: &'a Value, nodes: &mut Vec<&'a Map<String, Value>>) {
    if nodes.len() >= MOST_NODES {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, nodes)),
        Value::Object(node) => {
            nodes.push(node);
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"] {
                if let Some(inner) = node.get(key) {
                    collect(inner, nodes);
                }
            }
        }
        _ => {}
    }
}

struct Graph<'a>(Vec<&'a Map<String, Value>>);

impl<'a> Graph<'a> {
    /// The node that is the article: of several the one that names this page, else one with the page's headline.
    /// One that names another page is another article.
    fn article(&self, known: &Known<'_>) -> Option<&'a Map<String, Value>> {
        let articles = || self.0.iter().copied().filter(|node| is_article(node));
        let at = |node: &Map<String, Value>, keys: &[&str]| {
            let told = keys
                .iter()
                .filter_map(|key| self.text(node.get(*key), &["@id", "url"]))
                .map(|told| known.is_at(&told));
            told.fold(Address::None, |all, one| match (all, one) {
                (Address::Own, _) | (_, Address::Own) => Address::Own,
                (Address::None, one) => one,
                (all, _) => all,
            })
        };
        // An identifier may be any address.
        let own = |node: &&Map<String, Value>| {
            at(node, &["url", "@id", "mainEntityOfPage"]) == Address::Own
        };
        let nameless =
            |node: &&Map<String, Value>| at(node, &["url", "mainEntityOfPage"]) == Address::None;
        let headed = |node: &&Map<String, Value>| {
            ["headline", "name"].iter().any(|key| {
                self.text(node.get(*key), &["@value"])
                    .is_some_and(|told| known.is_headed(&text::from_maybe_html(&told)))
            })
        };
        articles()
            .find(own)
            .or_else(|| articles().find(headed))
            .or_else(|| {
                articles()
                    .filter(nameless)
                    .find(|node| node.contains_key("headline"))
            })
            .or_else(|| articles().find(nameless))
    }

    fn read(&self, node: &Map<String, Value>) -> Linked {
        let plain = |key: &str| {
            self.text(node.get(key), &["name", "@value"])
                .and_then(|text| text::some_from_maybe_html(&text))
        };
        Linked {
            headline: plain("headline"),
            name: plain("name"),
            alternative: plain("alternativeHeadline"),
            description: plain("description"),
            published: plain("datePublished")
                .or_else(|| plain("dateCreated"))
                .and_then(|day| date::parse(&day)),
            modified: plain("dateModified").and_then(|day| date::parse(&day)),
            authors: self.authors(node.get("author").or_else(|| node.get("creator"))),
            sections: self.sections(node.get("articleSection")),
            genre: plain("genre"),
            language: plain("inLanguage"),
            image: self.picture(node.get("image").or_else(|| node.get("primaryImageOfPage"))),
        }
    }

    fn sections(&self, value: Option<&Value>) -> Vec<String> {
        let told = listed(value).iter().take(20);
        told.filter_map(|section| self.text(Some(section), &["name", "@value"]))
            .filter_map(|section| text::some_from_maybe_html(&section))
            .collect()
    }

    fn authors(&self, value: Option<&Value>) -> Vec<Author> {
        listed(value)
            .iter()
            .take(20)
            .flat_map(|author| self.author(author))
            .collect()
    }

    fn author(&self, value: &Value) -> Vec<Author> {
        let node = self.follow(value);
        let title = node.and_then(|node| self.text(node.get("jobTitle"), &["name"]));
        let title = title.and_then(|title| text::some_from_maybe_html(&title));
        let names: Vec<String> = match node {
            Some(node) => listed(node.get("name"))
                .iter()
                .filter_map(|name| self.text(Some(name), &["name", "@value"]))
                .collect(),
            None => value.as_str().map(str::to_owned).into_iter().collect(),
        };
        let mut authors: Vec<Author> = names
            .iter()
            .flat_map(|name| super::byline::authors(name))
            .collect();
        if let ([author], Some(title)) = (authors.as_mut_slice(), title) {
            author.title = Some(title);
        }
        authors
    }

    /// The first picture that can be one.
    fn picture(&self, value: Option<&Value>) -> Option<Picture> {
        listed(value)
            .iter()
            .take(20)
            .filter_map(|value| self.one_picture(value))
            .find(|picture| markup::is_picture(picture.url.trim()))
    }

    fn one_picture(&self, value: &Value) -> Option<Picture> {
        let Some(node) = self.follow(value) else {
            return Some(Picture {
                url: value.as_str()?.to_owned(),
                ..Picture::default()
            });
        };
        let plain = |key: &str| {
            self.text(node.get(key), &["name", "@value"])
                .and_then(|text| text::some_from_maybe_html(&text))
        };
        let credit = ["creditText", "creator", "author", "copyrightHolder"]
            .iter()
            .find_map(|key| plain(key));
        Some(Picture {
            // `url` may be a page about the picture.
            url: ["contentUrl", "url", "@id"]
                .iter()
                .find_map(|key| self.text(node.get(*key), &["url", "@id"]))?,
            credit: credit.as_deref().and_then(super::super::credit::tidy),
            caption: plain("caption").and_then(|told| super::super::credit::without(&told)),
            width: pixels(node.get("width")),
            height: pixels(node.get("height")),
        })
    }

    /// A value's text: its own, or of an object the first of these keys; of a list, the first.
    fn text(&self, value: Option<&Value>, keys: &[&str]) -> Option<String> {
        let value = first(value?)?;
        if let Some(text) = value.as_str() {
            return Some(text.to_owned());
        }
        let node = self.follow(value)?;
        keys.iter()
            .find_map(|key| first(node.get(*key)?)?.as_str())
            .map(str::to_owned)
    }

    /// The object that a value is, or that it names by `@id` alone.
    fn follow<'v>(&self, value: &'v Value) -> Option<&'v Map<String, Value>>
    where
        'a: 'v,
    {
        let node = value.as_object()?;
        let id = node.get("@id").and_then(Value::as_str);
        match id.filter(|_| node.len() == 1) {
            Some(id) => self
                .0
                .iter()
                .copied()
                .find(|other| {
                    other.len() > 1 && other.get("@id").and_then(Value::as_str) == Some(id)
                })
                .or(Some(node)),
            None => Some(node),
        }
    }
}

/// The values of a list, or the one that stands for it.
fn listed(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(items)) => items,
        Some(single) => std::slice::from_ref(single),
        None => &[],
    }
}

fn first(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(items) => items.first().filter(|item| !item.is_array()),
        other => Some(other),
    }
}

fn is_article(node: &Map<String, Value>) -> bool {
    let fits = |kind: &str| {
        let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
        kind.ends_with("Article")
            || matches!(
                kind,
                "BlogPosting" | "Report" | "Review" | "LiveBlogPosting" | "SocialMediaPosting"
            )
    };
    match node.get("@type") {
        Some(Value::String(kind)) => fits(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}

fn pixels(value: Option<&Value>) -> Option<u32> {
    match first(value?)? {
        Value::Number(number) => number
            .as_f64()
            .filter(|size| (1.0..100_000.0).contains(size))
            .map(|size| size as u32),
        Value::String(text) => text
            .trim()
            .trim_end_matches("px")
            .trim()
            .parse()
            .ok()
            .filter(|size| *size > 0),
        Value::Object(node) => pixels(node.get("value").filter(|value| !value.is_object())),
        _ => None,
    }
}
