//! Pages: their body, the teaser's first paragraph, title, byline and time, and what reading them costs.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    Program,
    corpora::{self, Head, Page, Truth},
    metadata::{same_byline, same_time, same_title},
    shingles::Score,
    table::{Aim, Table},
};

/// How far into the body a teaser's first paragraph may begin: 15 of 100.
const EARLY: usize = 15;

/// The most memory that one page may take.
const MEMORY: u64 = 64 << 20;

/// What `roundup extract` made of a page.
struct Read {
    /// Its answer; none where it ended otherwise.
    answer: Option<Value>,
    /// What it said where it gave none.
    complaint: String,
    /// The most memory at once, its own or that of the child that reads the page.
    rss: u64,
}

/// Adds the rows of `articles/aeb` and `articles/readability`.
pub(crate) fn measure(program: &Program, dir: &Path, table: &mut Table) -> Result<()> {
    let aeb = corpora::aeb(&dir.join("aeb"))?;
    let readability = corpora::readability(&dir.join("readability"))?;
    let scratch = TempDir::with_prefix("roundup-content-")?;
    let read = |page: &Page| read(program, page, scratch.path());
    let bodies = program
        .each(&aeb, read)
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    let heads = program
        .each(&readability, read)
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    judge_bodies(&aeb, &bodies, table);
    judge_heads(&readability, &heads, table);
    let pages = || {
        aeb.iter()
            .zip(&bodies)
            .chain(readability.iter().zip(&heads))
    };
    judge_costs(pages(), table);
    Ok(())
}

fn read(program: &Program, page: &Page, scratch: &Path) -> Result<Read> {
    let file = scratch.join(format!("{}.html", page.name));
    page.unpack(&file)?;
    let ran = program.extract(&file, &page.url)?;
    Ok(Read {
        answer: ran.status.success().then(|| ran.json().ok()).flatten(),
        complaint: format!("{} {}{}", ran.status, ran.stderr.trim(), ran.stdout.trim()),
        rss: ran.rss,
    })
}

fn judge_bodies(pages: &[Page], read: &[Read], table: &mut Table) {
    let mut scores = Vec::new();
    let mut teasers = 0;
    for (page, read) in pages.iter().zip(read) {
        let Truth::Body(truth) = &page.truth else {
            continue;
        };
        let paragraphs = texts(read, "body").join("\n");
        let score = Score::of(&paragraphs, truth);
        if score.precision + score.recall < 1.8 {
            let Score { precision, recall } = score;
            table.miss(
                "aeb",
                &page.name,
                &format!(
                    "body: precision {precision:.3}, recall {recall:.3}: {}",
                    page.url
                ),
            );
        }
        scores.push(score);
        let teaser = texts(read, "teaser");
        let first = teaser.first().copied().unwrap_or_default();
        if begins(first, truth) {
            teasers += 1;
        } else {
            table.miss("aeb", &page.name, &format!("teaser begins: {first:?}"));
        }
    }
    if !scores.is_empty() {
        table.number(
            "articles/aeb",
            "body text F1",
            Score::f1(&scores),
            Aim::AtLeast(0.97),
        );
        table.share(
            "articles/aeb",
            "teaser's first paragraph is the beginning of the text",
            teasers,
            scores.len(),
            0.95,
        );
    }
}

/// Whether a paragraph is text of the body as it stands, and begins early in it.
fn begins(paragraph: &str, body: &str) -> bool {
    let (paragraph, body) = (letters(paragraph), letters(body));
    let at = body.find(&paragraph).filter(|_| !paragraph.is_empty());
    at.is_some_and(|at| at * 100 <= body.len() * EARLY)
}

/// Letters and digits alone, in lower case: spaces and quotes differ between a page and what is known of it.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn judge_heads(pages: &[Page], read: &[Read], table: &mut Table) {
    let mut counts = [(0, 0); 3];
    for (page, read) in pages.iter().zip(read) {
        let Truth::Head(truth) = &page.truth else {
            continue;
        };
        for (at, (name, found, expected)) in judge_head(truth, read).into_iter().enumerate() {
            let Some((right, expected)) = expected else {
                continue;
            };
            counts[at].1 += 1;
            if right {
                counts[at].0 += 1;
            } else {
                table.miss(
                    "readability",
                    &page.name,
                    &format!("{name}: {found:?}, expected {expected:?}"),
                );
            }
        }
    }
    let rows = [
        ("title right", 0.85),
        ("byline right", 0.75),
        ("published time right", 0.88),
    ];
    for ((measure, least), (right, all)) in rows.into_iter().zip(counts) {
        if all > 0 {
            table.share("articles/readability", measure, right, all, least);
        }
    }
}

type Judged<'a> = (&'static str, String, Option<(bool, &'a str)>);

/// For each of title, byline and time: what was found and, where it is known, whether it is right.
fn judge_head<'a>(truth: &'a Head, read: &Read) -> [Judged<'a>; 3] {
    let text = |key: &str| {
        let value = read
            .answer
            .as_ref()
            .and_then(|answer| answer.get(key)?.as_str());
        value.unwrap_or_default()
    };
    let (title, time) = (text("title"), text("published"));
    let authors: Vec<&str> = read
        .answer
        .iter()
        .filter_map(|answer| answer.get("authors")?.as_array())
        .flatten()
        .filter_map(|author| author.get("name")?.as_str())
        .collect();
    let told =
        |truth: &'a Option<String>| truth.as_deref().filter(|truth| !truth.trim().is_empty());
    [
        (
            "title",
            title.to_owned(),
            told(&truth.title).map(|told| (same_title(title, told), told)),
        ),
        (
            "byline",
            authors.join(", "),
            told(&truth.byline).map(|told| (same_byline(&authors, told), told)),
        ),
        (
            "time",
            time.to_owned(),
            told(&truth.published_time).map(|told| (same_time(time, told), told)),
        ),
    ]
}

fn judge_costs<'a>(pages: impl Iterator<Item = (&'a Page, &'a Read)>, table: &mut Table) {
    let (mut unread, mut large, mut most, mut all) = (0, 0, 0, 0);
    for (page, read) in pages {
        all += 1;
        most = most.max(read.rss);
        if read.answer.is_none() {
            unread += 1;
            table.miss(
                "pages",
                &page.name,
                &format!("not read: {}", read.complaint),
            );
        }
        if read.rss > MEMORY {
            large += 1;
            table.miss("pages", &page.name, &format!("{} MiB", read.rss >> 20));
        }
    }
    if all > 0 {
        table.count(
            "all pages",
            "not read (panic, death of the reader, too late)",
            unread,
            0,
        );
        let measure = format!("more than 64 MiB of memory (the most: {} MiB)", most >> 20);
        table.count("all pages", &measure, large, 0);
    }
}

fn texts<'a>(read: &'a Read, key: &str) -> Vec<&'a str> {
    let list = read
        .answer
        .as_ref()
        .and_then(|answer| answer.get(key)?.as_array());
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}
