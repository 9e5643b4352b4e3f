//! What the place of a file says of its piece: slug, section, date, and with the front matter its address.

use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use super::{
    super::{
        date,
        feed::{http_url, language},
    },
    matter::{Generator, Matter},
};
use crate::config::UrlPattern;

/// Folders that say what kind of file is in them, and not what it is about.
const GENERIC: &[&str] = &[
    "content", "posts", "post", "blog", "articles", "article", "news", "src", "pages",
];

/// Where a file is, and what its name says.
#[derive(Debug)]
pub(super) struct Place {
    /// The folders between the source's and the piece.
    folders: Vec<String>,
    slug: String,
    /// The date in the file's name, as Jekyll has it.
    pub(super) date: Option<DateTime<Utc>>,
    /// The language in the file's name, as Hugo has it.
    pub(super) language: Option<String>,
    /// The zone of the days in names and addresses.
    zone: Tz,
}

impl Place {
    pub(super) fn of(root: &Path, file: &Path, zone: Tz) -> Self {
        let inner = file.strip_prefix(root).unwrap_or(file);
        let mut parts: Vec<String> = inner
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        let name = parts.pop().unwrap_or_default();
        let stem = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        let (stem, language) = match stem.rsplit_once('.') {
            Some((stem, end)) if end.len() <= 5 && language(end).is_some() => (stem, language(end)),
            _ => (stem, None),
        };
        // A bundle is called as its folder is.
        let stem = match stem {
            "index" => parts.pop().unwrap_or_else(|| stem.to_owned()),
            _ => stem.to_owned(),
        };
        let (date, slug) = dated(&stem, zone);
        parts.retain(|part| !part.starts_with('_'));
        Self {
            folders: parts,
            slug,
            date,
            language,
            zone,
        }
    }

    /// Whether it has a name of its own: a site's front page has none.
    pub(super) fn is_named(&self) -> bool {
        self.slug != "index"
    }

    /// Which program the file is written for, by its name.
    pub(super) fn written_for(&self) -> Generator {
        match self.date {
            Some(_) => Generator::Jekyll,
            None => Generator::Other,
        }
    }

    /// The folder's name, where it says what its pieces are about.
    pub(super) fn section(&self) -> Option<String> {
        let folder = self.folders.first()?;
        if GENERIC.contains(&folder.to_lowercase().as_str()) {
            return None;
        }
        let mut letters = folder.chars();
        let first = letters.next()?;
        let rest = letters.as_str().replace(['-', '_'], " ");
        Some(first.to_uppercase().chain(rest.chars()).collect())
    }

    /// The piece's address: what the front matter says, or the pattern filled in.
    pub(super) fn link(
        &self,
        base: &UrlPattern,
        matter: &Matter,
        published: DateTime<Utc>,
    ) -> Option<Url> {
        let word = |word: &str| self.word(word, matter, published);
        if let Some(given) = matter.text(&["url", "permalink", "path"]) {
            let site = base.site()?;
            let given = jekyll(&given, &word);
            return http_url(&given, &site);
        }
        base.fill(word)
            .filter(|url| matches!(url.scheme(), "http" | "https"))
    }

    fn word(&self, word: &str, matter: &Matter, published: DateTime<Utc>) -> String {
        let slug = || matter.text(&["slug"]).unwrap_or_else(|| self.slug.clone());
        let published = published.with_timezone(&self.zone);
        match word {
            "slug" | "title" => as_slug(&slug()),
            "categories" => {
                let folders = self.folders.iter().map(|folder| as_slug(folder));
                let own = matter.categories(self.written_for());
                let mut all: Vec<String> = Vec::new();
                for one in folders.chain(own.iter().map(|name| as_slug(name))) {
                    if !one.is_empty() && !all.contains(&one) {
                        all.push(one);
                    }
                }
                all.join("/")
            }
            "section" => match self.folders.first() {
                Some(folder) => as_slug(folder),
                None => matter
                    .sections(None, self.written_for())
                    .first()
                    .map(|section| as_slug(section))
                    .unwrap_or_default(),
            },
            "path" => {
                let folders = self.folders.iter().map(|folder| as_slug(folder));
                let parts: Vec<String> = folders.chain([as_slug(&slug())]).collect();
                parts.join("/")
            }
            "year" => published.format("%Y").to_string(),
            "month" => published.format("%m").to_string(),
            "day" => published.format("%d").to_string(),
            _ => String::new(),
        }
    }
}

/// A permalink of Jekyll's, with its words (`:year`) filled in.
fn jekyll(permalink: &str, word: &dyn Fn(&str) -> String) -> String {
    if permalink.contains("://") {
        return permalink.to_owned();
    }
    let mut path = permalink.to_owned();
    for name in ["categories", "title", "slug", "year", "month", "day"] {
        path = path.replace(&format!(":{name}"), &word(name));
    }
    let doubled = path.replace("//", "/");
    // Zola writes a path without the slash at its beginning.
    format!("/{}", doubled.trim_start_matches('/'))
}

/// `2026-11-18-the-lock` taken apart.
fn dated(stem: &str, zone: Tz) -> (Option<DateTime<Utc>>, String) {
    if let (Some(day), Some(rest)) = (stem.get(..10), stem.get(11..))
        && stem
            .as_bytes()
            .get(10)
            .is_some_and(|c| matches!(c, b'-' | b'_'))
        && day.bytes().filter(|c| *c == b'-').count() == 2
        && let Some(date) = date::parse_in(day, zone)
        && !rest.is_empty()
    {
        return (Some(date), rest.to_owned());
    }
    (None, stem.to_owned())
}

/// Small letters, digits and hyphens.
fn as_slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' || c == '.' {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    // Two dots would lead out of a folder.
    slug.trim_matches(['-', '.']).to_owned()
}
