//! The XML of sitemaps, read as a stream: what is not known is passed over, what is broken off is kept up to there.

use chrono::{DateTime, Utc};
use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};
use url::Url;

use super::super::{
    date,
    feed::{Entry, language},
    text,
};

/// What the protocol allows in one file.
const MOST_PLACES: usize = 50_000;

/// Sitemaps are a few levels deep.
const MOST_DEPTH: usize = 16;

/// A longer value is none that we know.
const LONGEST: usize = 4_000;

/// One file.
#[derive(Debug, Default)]
pub(super) struct Map {
    /// Whether its places are sitemaps and not pages.
    pub(super) is_index: bool,
    /// What it names.
    pub(super) places: Vec<Place>,
    /// What was wrong with it, where it could be read all the same.
    pub(super) problem: Option<String>,
}

/// One page or sitemap, with its values as written.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) loc: String,
    lastmod: String,
    news_date: String,
    title: String,
    keywords: String,
    language: String,
}

impl Place {
    pub(super) fn lastmod(&self) -> Option<DateTime<Utc>> {
        date::parse(&self.lastmod)
    }

    /// When it was published, as far as one can tell.
    pub(super) fn date(&self) -> Option<DateTime<Utc>> {
        date::parse(&self.news_date).or_else(|| self.lastmod())
    }

    /// What is written for a date and is none.
    pub(super) fn impossible_date(&self) -> Option<String> {
        let mut written = [&self.news_date, &self.lastmod].into_iter();
        let found = written.find(|text| !text.trim().is_empty() && date::parse(text).is_none())?;
        Some(text::clean(found).chars().take(80).collect())
    }

    pub(super) fn entry(self, link: Url) -> Entry {
        let keywords = self.keywords.split(',');
        Entry {
            link: Some(link),
            published: date::parse(&self.news_date),
            updated: self.lastmod(),
            title: text::some_from_maybe_html(&self.title),
            categories: keywords.filter_map(text::some_from_maybe_html).collect(),
            language: language(&self.language),
            ..Entry::default()
        }
    }

    /// The value that stands at this place below the `<url>` or `<sitemap>`.
    fn value(&mut self, path: &[String]) -> Option<&mut String> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["loc"] => Some(&mut self.loc),
            ["lastmod"] => Some(&mut self.lastmod),
            ["news", "publication_date"] => Some(&mut self.news_date),
            ["news", "title"] => Some(&mut self.title),
            ["news", "keywords"] => Some(&mut self.keywords),
            ["news", "publication", "language"] => Some(&mut self.language),
            _ => None,
        }
    }
}

pub(super) fn parse(source: &str) -> Result<Map, String> {
    let source = source.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let mut reader = Reader::from_str(source);
    let mut read = Reading::default();
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => {
                if !read.event(&event)? {
                    break;
                }
            }
            Err(why) => {
                let why = text::clean(&why.to_string());
                read.map.problem = Some(format!("the sitemap is broken off or garbled: {why}"));
                break;
            }
        }
    }
    if read.root {
        Ok(read.map)
    } else {
        Err("this is not a sitemap (an XML file with <urlset> or <sitemapindex>); look in the site's robots.txt for its address".to_owned())
    }
}

#[derive(Default)]
struct Reading {
    map: Map,
    root: bool,
    path: Vec<String>,
    place: Place,
}

impl Reading {
    /// Whether to go on.
    fn event(&mut self, event: &Event<'_>) -> Result<bool, String> {
        match event {
            Event::Start(start) => self.start(start.local_name().into_inner())?,
            Event::End(_) => return Ok(self.end()),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(entity) => self.text(&resolved(entity)),
            _ => {}
        }
        Ok(true)
    }

    fn start(&mut self, name: &str) -> Result<(), String> {
        if self.path.is_empty() {
            self.root = matches!(name, "urlset" | "sitemapindex");
            self.map.is_index = name == "sitemapindex";
        }
        if self.path.len() == MOST_DEPTH {
            return Err(format!(
                "this is nested {MOST_DEPTH} deep, as no sitemap is"
            ));
        }
        self.path.push(name.chars().take(40).collect());
        Ok(())
    }

    fn end(&mut self) -> bool {
        self.path.pop();
        if self.path.len() == 1 {
            let place = std::mem::take(&mut self.place);
            if self.root && !place.loc.trim().is_empty() {
                self.map.places.push(place);
            }
            if self.map.places.len() == MOST_PLACES {
                self.map.problem = Some(format!(
                    "it has more than {MOST_PLACES} addresses; the rest was not read"
                ));
                return false;
            }
        }
        self.root || !self.path.is_empty()
    }

    fn text(&mut self, text: &str) {
        if let [_, _, path @ ..] = self.path.as_slice()
            && let Some(value) = self.place.value(path)
            && value.len() + text.len() <= LONGEST
        {
            value.push_str(text);
        }
    }
}

/// A character that is written by its name or number; entities of a DTD are none.
fn resolved(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = entity.xml10_content();
    quick_xml::escape::resolve_xml_entity(&name)
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWS: &str = r#"<?xml version="1.0"?><urlset xmlns="s" xmlns:news="n" xmlns:image="i">
      <url><loc> https://weir.example/a?x=1&amp;y=2 </loc><lastmod>2026-11-18T10:00:00Z</lastmod>
        <image:image><image:loc>https://weir.example/a.jpg</image:loc></image:image>
        <news:news><news:publication><news:name>Weir</news:name><news:language>en</news:language></news:publication>
        <news:publication_date>2026-11-17</news:publication_date><news:title><![CDATA[Locks & gates]]></news:title>
        <news:keywords>Waterways, Trade</news:keywords></news:news></url>
      <url><loc>https://weir.example/b</loc></url><url><lastmod>2026-11-18</lastmod></url></urlset>"#;

    #[test]
    fn a_news_sitemap_says_headline_date_keywords_and_language() {
        let map = parse(NEWS).unwrap();
        assert!(!map.is_index && map.problem.is_none());
        assert_eq!(map.places.len(), 2);
        let place = map.places[0].clone();
        assert_eq!(place.loc.trim(), "https://weir.example/a?x=1&y=2");
        let entry = place.entry(Url::parse("https://weir.example/a").unwrap());
        assert_eq!(entry.title.as_deref(), Some("Locks & gates"));
        assert_eq!(entry.categories, ["Waterways", "Trade"]);
        assert_eq!(entry.language.as_deref(), Some("en"));
        assert_eq!(
            entry.published.unwrap().to_rfc3339(),
            "2026-11-17T00:00:00+00:00"
        );
        assert!(map.places[1].date().is_none());
    }

    #[test]
    fn what_is_broken_off_is_kept_up_to_there() {
        let map = parse(&NEWS[..NEWS.len() - 30]).unwrap();
        assert_eq!(map.places.len(), 2);
        assert!(parse("<html><body>no</body></html>").is_err());
        assert!(parse("").is_err());
        assert!(parse(&"<urlset>".repeat(50)).is_err());
        let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><urlset><url><loc>&a;b</loc></url></urlset>";
        assert_eq!(parse(bomb).unwrap().places[0].loc, "b");
    }
}
