//! `[[source]]`: where pieces come from.

use std::{
    collections::HashSet,
    fmt,
    path::{Path, PathBuf},
};

use chrono_tz::Tz;
use serde::Deserialize;
use url::Url;

use super::{
    UrlPattern,
    kind::{Folder, Kind, PageList, Reach, Word},
};
use crate::piece::SourceName;

/// Something to gather from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name in reports; its address when not given.
    pub name: SourceName,
    /// What it is, and how it is read.
    pub kind: Kind,
    /// Where it is.
    pub location: Location,
    /// The section of its pieces, over what feed and page say.
    pub section: Option<String>,
    /// The outlet its pieces ran in: they go under "elsewhere".
    pub outlet: Option<String>,
    /// How much its pieces count in the choosing; 1 is usual.
    pub weight: f64,
    /// When not empty: only pieces whose URL contains one of these.
    pub include: Vec<String>,
    /// Never pieces whose URL contains one of these.
    pub exclude: Vec<String>,
    /// Where its pages have what, where the usual rules don't find it.
    pub select: super::Select,
}

impl Source {
    /// Whether a piece at this URL is wanted.
    pub fn wants(&self, url: &Url) -> bool {
        let holds = |part: &String| url.as_str().contains(part.as_str());
        (self.include.is_empty() || self.include.iter().any(holds))
            && !self.exclude.iter().any(holds)
    }
}

/// Where a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// Over http or https.
    Url(Url),
    /// In a file or folder.
    Path(PathBuf),
}

impl Location {
    /// What a source without a name is called: its address, without user and password.
    fn named(&self) -> String {
        match self {
            Self::Url(url) => {
                let mut url = url.clone();
                // Neither fails on an http URL, and a host that can't have them has none.
                let _ = (url.set_username(""), url.set_password(None));
                url.to_string()
            }
            Self::Path(path) => path.display().to_string(),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => url.fmt(f),
            Self::Path(path) => path.display().fmt(f),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    kind: Word,
    links: Option<String>,
    days: Option<u32>,
    most: Option<usize>,
    base: Option<UrlPattern>,
    name: Option<super::load::Line>,
    url: Option<super::load::HttpUrl>,
    path: Option<PathBuf>,
    section: Option<super::load::Line>,
    outlet: Option<super::load::Line>,
    #[serde(default = "one")]
    weight: f64,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    select: super::select::Raw,
}

fn one() -> f64 {
    1.0
}

/// `zone` is that of the publication.
pub(super) fn check(raw: Vec<Raw>, dir: &Path, zone: Tz) -> Result<Vec<Source>, String> {
    let mut names = HashSet::new();
    let mut sources = Vec::with_capacity(raw.len());
    for source in raw {
        let source = source.check(dir, zone)?;
        if !names.insert(source.name.clone()) {
            return Err(format!(
                "two sources are called \"{}\"; give each its own `name`",
                source.name
            ));
        }
        sources.push(source);
    }
    if sources.is_empty() {
        return Err("there is no [[source]]; add one with kind = \"feed\" and a url".to_owned());
    }
    Ok(sources)
}

impl Raw {
    fn check(self, dir: &Path, zone: Tz) -> Result<Source, String> {
        let kind = self.kind(zone)?;
        let location = match (self.url, self.path) {
            (Some(url), None) => Location::Url(url.0),
            (None, Some(path)) => Location::Path(dir.join(path)),
            _ => return Err("a source has either a `url` or a `path`".to_owned()),
        };
        match (&kind, &location) {
            (Kind::Folder(_), Location::Url(_)) => {
                return Err("a source of kind \"folder\" has a `path`, not a `url`".to_owned());
            }
            (Kind::PageList(_) | Kind::Sitemap(_) | Kind::WordPress(_), Location::Path(_)) => {
                return Err(format!(
                    "a source of kind \"{}\" has a `url`, not a `path`",
                    self.kind.name()
                ));
            }
            _ => {}
        }
        if !(self.weight > 0.0 && self.weight.is_finite()) {
            return Err(format!("weight = {} is not above 0", self.weight));
        }
        let name = self.name.map_or_else(|| location.named(), |name| name.0);
        Ok(Source {
            name: SourceName(name),
            kind,
            location,
            section: self.section.map(|section| section.0),
            outlet: self.outlet.map(|outlet| outlet.0),
            weight: self.weight,
            include: self.include,
            exclude: self.exclude,
            select: self.select.into(),
        })
    }

    /// The kind with the keys that belong to it; a key that belongs to another is a mistake.
    fn kind(&self, zone: Tz) -> Result<Kind, String> {
        let given = [
            ("links", self.links.is_some()),
            ("days", self.days.is_some()),
            ("most", self.most.is_some()),
            ("base", self.base.is_some()),
            ("section", self.section.is_some()),
            ("outlet", self.outlet.is_some()),
            ("include", !self.include.is_empty()),
            ("exclude", !self.exclude.is_empty()),
        ];
        for (key, _) in given.iter().filter(|(_, given)| *given) {
            if !self.kind.takes(key) {
                return Err(format!(
                    "`{key}` says nothing to a source of kind \"{}\"; take it out",
                    self.kind.name()
                ));
            }
        }
        let reach = Reach {
            days: self.days.unwrap_or(Reach::DAYS),
            most: self.most.unwrap_or(Reach::MOST),
        };
        if reach.days == 0 || reach.days > Reach::MOST_DAYS || reach.most == 0 {
            return Err(format!(
                "`days` is between 1 and {}, and `most` above 0",
                Reach::MOST_DAYS
            ));
        }
        Ok(match self.kind {
            Word::Feed => Kind::Feed,
            Word::PageList => Kind::PageList(PageList::new(self.links.as_deref(), reach.most)?),
            Word::Sitemap => Kind::Sitemap(reach),
            Word::Folder => Kind::Folder(Folder {
                base: self.base.clone().ok_or(
                    "a source of kind \"folder\" needs `base`: how the addresses of its pieces are made, such as \"https://weir.example/{section}/{slug}/\"",
                )?,
                reach,
                zone,
            }),
            Word::Wordpress => Kind::WordPress(reach),
            Word::Events => Kind::Events,
        })
    }
}
