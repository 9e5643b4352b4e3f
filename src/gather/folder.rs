//! A folder of Markdown files, as Hugo, Jekyll and Zola keep their pieces: front matter and text become entries.
//!
//! A file that can't be read is told with its name and line and stops no other. Files without front matter or
//! without a date are no pieces; drafts, hidden files and what a site has for its own pages (`_index.md`) are
//! passed over.

mod front;
mod markdown;
mod matter;
mod place;

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::feed::{Entry, Feed};
use crate::{config::Folder, piece::Validators};
use matter::Matter;
use place::Place;

/// Files that are looked at.
const MOST_FILES: usize = 20_000;

/// How deep folders are followed.
const MOST_DEPTH: usize = 12;

/// A longer file is no article.
const MOST_BYTES: u64 = 1 << 20;

/// So many names are told of those that have one thing in common.
const NAMED: usize = 3;

/// More problems than this are not told one by one.
const MOST_PROBLEMS: usize = 50;

pub(super) async fn read(
    rules: &Folder,
    path: &Path,
    now: DateTime<Utc>,
) -> Result<Option<(Feed, Validators)>, String> {
    let (rules, root) = (rules.clone(), path.to_owned());
    // Thousands of files take a while; the other sources go on meanwhile.
    let feed = tokio::task::spawn_blocking(move || scan(&rules, &root, now))
        .await
        .map_err(|why| format!("{}: {why}", path.display()))??;
    Ok(Some((feed, Validators::default())))
}

fn scan(rules: &Folder, root: &Path, now: DateTime<Utc>) -> Result<Feed, String> {
    let mut search = Search::default();
    search.folder(root, 0).map_err(|why| {
        format!(
            "{} can't be read: {why}; check `path` of the source",
            root.display()
        )
    })?;
    let since = now - TimeDelta::days(i64::from(rules.reach.days));
    let (mut found, mut undated) = (Vec::new(), Vec::new());
    search.files.sort();
    for file in std::mem::take(&mut search.files) {
        match piece(rules, root, &file, since, now) {
            Ok(Some(Read::Piece(at, entry))) => found.push((at, *entry)),
            Ok(Some(Read::Undated)) => undated.push(file),
            Ok(None) => {}
            Err(why) => search.problems.push(why),
        }
    }
    search.problems.extend(without_date(&undated));
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    if found.len() > rules.reach.most {
        search.problems.push(format!(
            "{}: {} pieces of the last {} days, of which the newest {} were read (days = {}, most = {})",
            root.display(),
            found.len(),
            rules.reach.days,
            rules.reach.most,
            rules.reach.days,
            rules.reach.most
        ));
        found.truncate(rules.reach.most);
    }
    let more = search.problems.len().saturating_sub(MOST_PROBLEMS);
    if more > 0 {
        search.problems.truncate(MOST_PROBLEMS);
        search
            .problems
            .push(format!("and {more} more problems like these"));
    }
    Ok(Feed {
        entries: found.into_iter().map(|(_, entry)| entry).collect(),
        problems: search.problems,
        ..Feed::default()
    })
}

/// What a file is, where it is not passed over.
enum Read {
    /// A piece and its date.
    Piece(DateTime<Utc>, Box<Entry>),
    /// It would be a piece if it had a date.
    Undated,
}

/// Files that have all that a piece has but a date, in one line.
fn without_date(files: &[PathBuf]) -> Option<String> {
    let names: Vec<String> = files
        .iter()
        .take(NAMED)
        .map(|file| file.display().to_string())
        .collect();
    let more = files.len().saturating_sub(NAMED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    (!names.is_empty()).then(|| {
        format!(
            "{}{more}: without a `date` in the front matter or the file's name this is no piece; pages that are none say `layout: page` or `type: page`",
            names.join(", ")
        )
    })
}

/// What a file is; none where it is no piece, or an old one.
fn piece(
    rules: &Folder,
    root: &Path,
    file: &Path,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Read>, String> {
    let told = |line: usize, why: &str| format!("{}:{line}: {why}", file.display());
    let text = text_of(file).map_err(|why| told(1, &why))?;
    let Some(split) = front::split(&text).map_err(|(line, why)| told(line, &why))? else {
        return Ok(None);
    };
    let matter = Matter::new(split.values, rules.zone);
    let place = Place::of(root, file, rules.zone);
    if matter.is_out(now) {
        return Ok(None);
    }
    let dates = matter
        .dates()
        .map_err(|(key, why)| told(front::line_of(&text, &key), &why))?;
    let published = dates.published.or(place.date);
    let Some(at) = published.or(dates.updated) else {
        let is_meant = matter.title().is_some() && !matter.is_page() && place.is_named();
        return Ok(is_meant.then_some(Read::Undated));
    };
    if at < since {
        return Ok(None);
    }
    let link = place
        .link(&rules.base, &matter, at)
        .ok_or_else(|| told(1, "its front matter and `base` make no web address"))?;
    let title = matter
        .title()
        .ok_or_else(|| told(1, "the front matter has no `title`"))?;
    let entry = Entry {
        title: Some(title),
        title_html: None,
        summary: matter.summary(),
        content: Some(markdown::html(split.body)).filter(|html| !html.trim().is_empty()),
        authors: matter.authors(),
        published,
        updated: dates.updated,
        categories: matter.sections(place.section(), place.written_for()),
        image: matter.image(&link),
        other_images: Vec::new(),
        language: matter.language().or(place.language),
        link: Some(link),
        guid: None,
    };
    Ok(Some(Read::Piece(at, Box::new(entry))))
}

fn text_of(file: &Path) -> Result<String, String> {
    let size = std::fs::metadata(file).map_err(|why| format!("can't be read: {why}"))?;
    if size.len() > MOST_BYTES {
        return Err(format!("the file is larger than {MOST_BYTES} bytes"));
    }
    let bytes = std::fs::read(file).map_err(|why| format!("can't be read: {why}"))?;
    String::from_utf8(bytes).map_err(|_| "the file is not UTF-8; save it as such".to_owned())
}

/// Looking for files.
#[derive(Default)]
struct Search {
    files: Vec<PathBuf>,
    problems: Vec<String>,
    full: bool,
}

impl Search {
    fn folder(&mut self, folder: &Path, depth: usize) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // A link may lead out of the folder or around in a circle.
            if name.starts_with('.') || kind.is_symlink() {
                continue;
            }
            if kind.is_dir() {
                self.below(&path, &name, depth);
            } else if kind.is_file() && is_piece(&name) {
                self.file(path, folder);
            }
        }
        Ok(())
    }

    fn below(&mut self, path: &Path, name: &str, depth: usize) {
        if name == "_drafts" || name == "node_modules" {
            return;
        }
        if depth == MOST_DEPTH {
            let why = format!(
                "{}: folders are followed {MOST_DEPTH} deep and no further",
                path.display()
            );
            self.problems.push(why);
        } else if let Err(why) = self.folder(path, depth + 1) {
            self.problems
                .push(format!("{} can't be read: {why}", path.display()));
        }
    }

    fn file(&mut self, path: PathBuf, folder: &Path) {
        if self.files.len() < MOST_FILES {
            self.files.push(path);
        } else if !std::mem::replace(&mut self.full, true) {
            self.problems.push(format!(
                "{}: more than {MOST_FILES} files; the rest was not read",
                folder.display()
            ));
        }
    }
}

/// Markdown, and not a page that lists others.
fn is_piece(name: &str) -> bool {
    let Some((stem, end)) = name.rsplit_once('.') else {
        return false;
    };
    let is_markdown = ["md", "markdown", "mdown"].contains(&end.to_ascii_lowercase().as_str());
    is_markdown && stem.split('.').next() != Some("_index")
}

#[cfg(test)]
mod tests;
