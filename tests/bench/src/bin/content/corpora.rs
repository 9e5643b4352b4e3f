//! The pages with what is known of them, read where they lie.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;

/// A saved page.
pub(crate) struct Page {
    pub(crate) name: String,
    /// The page, packed.
    pub(crate) file: PathBuf,
    pub(crate) url: String,
    pub(crate) truth: Truth,
}

/// What is known of a page.
pub(crate) enum Truth {
    /// Its body.
    Body(String),
    /// What readers are told above the body.
    Head(Head),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Head {
    pub(crate) title: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) published_time: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    article_body: String,
    url: String,
}

/// The pages of the article-extraction benchmark: their bodies are known.
pub(crate) fn aeb(dir: &Path) -> Result<Vec<Page>> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let known: BTreeMap<String, Known> = json(&dir.join("ground-truth.json"))?;
    let pages = known.into_iter().map(|(name, known)| Page {
        file: dir.join("html").join(format!("{name}.html.gz")),
        name,
        url: known.url,
        truth: Truth::Body(known.article_body),
    });
    Ok(pages.collect())
}

/// The pages of Readability's tests: their titles, bylines and times are known.
pub(crate) fn readability(dir: &Path) -> Result<Vec<Page>> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let mut pages = Vec::new();
    for entry in fs::read_dir(dir)? {
        let dir = entry?.path();
        let truth = dir.join("expected-metadata.json");
        if !truth.exists() {
            continue;
        }
        let name = dir.file_name().unwrap_or_default();
        pages.push(Page {
            name: name.to_string_lossy().into_owned(),
            file: dir.join("source.html.gz"),
            // Where the tests of Readability say that their pages are.
            url: "http://fakehost/test/page.html".to_owned(),
            truth: Truth::Head(json(&truth)?),
        });
    }
    pages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(pages)
}

impl Page {
    /// Unpacks the page into a file.
    pub(crate) fn unpack(&self, to: &Path) -> Result<()> {
        let mut html = Vec::new();
        GzDecoder::new(File::open(&self.file)?)
            .read_to_end(&mut html)
            .with_context(|| self.file.display().to_string())?;
        Ok(fs::write(to, html)?)
    }
}

fn json<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}
