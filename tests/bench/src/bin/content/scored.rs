//! Feeds, scored by a script that knows what feedparser's and gofeed's own tests expect.
//!
//! The script asks a command about each feed and wants the answer under names of its own: this program is that
//! command, too (`content reshape`).

use std::{path::Path, process::Command};

use anyhow::{Context, Result};
use roundup_bench::process::run;
use serde_json::{Value, json};

use crate::table::Table;

/// Adds what the script says of each set.
pub(crate) fn measure(
    scorer: &Path,
    roundup: &Path,
    feeds: &Path,
    table: &mut Table,
) -> Result<()> {
    let own = std::env::current_exe()?;
    let roundup = std::path::absolute(roundup)?;
    let command = format!(
        "'{}' --roundup '{}' reshape {{file}} {{base}} {{content_type}}",
        own.display(),
        roundup.display()
    );
    for (set, met, least) in [
        ("feedparser", "share met", 0.95),
        ("gofeed", "fields equal", 0.92),
    ] {
        let dir = feeds.join(set);
        if !dir.exists() {
            continue;
        }
        let mut script = Command::new("python3");
        script.arg(scorer).arg(set).arg(dir);
        script.args(["--failures", "--cmd", &command]);
        let told = run(&mut script)?.well()?.stdout;
        let on = format!("feeds/{set}");
        if let Some((part, whole)) = figures(&told, "all") {
            table.share(&on, met, part, whole, least);
        }
        if set == "feedparser"
            && let Some((part, whole)) = figures(&told, "entry.links-in-html")
        {
            table.share(&on, "links within HTML", part, whole, 0.9);
        }
        for line in told.lines().filter(|line| line.starts_with("FAIL")) {
            table.miss(set, "", line);
        }
    }
    Ok(())
}

/// "overall   all   313 of   321  97.5%": the numbers of the line with this label.
fn figures(told: &str, label: &str) -> Option<(usize, usize)> {
    let mut lines = told
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let words = lines.find(|words| words.get(1) == Some(&label))?;
    Some((words.get(2)?.parse().ok()?, words.get(4)?.parse().ok()?))
}

/// What the script asks for: a feed under the names that it knows.
pub(crate) fn reshape(roundup: &Path, words: &[String]) -> Result<Value> {
    let [file, base, content_type] = words else {
        anyhow::bail!("reshape FILE BASE CONTENT-TYPE, the last two perhaps empty");
    };
    let mut command = Command::new(roundup);
    command.args(["feed", file, "--json"]);
    for (option, value) in [("--url", base), ("--content-type", content_type)] {
        if !value.is_empty() {
            command.args([option, value]);
        }
    }
    let answer = run(&mut command)?;
    let answer: Value = serde_json::from_str(&answer.stdout).context("no JSON")?;
    if let Some(message) = answer.pointer("/error/message") {
        return Ok(json!({ "error": message }));
    }
    let pieces = answer["pieces"].as_array().map(Vec::as_slice);
    let entries: Vec<Value> = pieces.unwrap_or_default().iter().map(entry).collect();
    let mut shaped = answer;
    shaped["entries"] = entries.into();
    Ok(shaped)
}

/// Titles as they were written, where they hold markup: links in them count, too.
fn entry(piece: &Value) -> Value {
    let mut entry = piece.clone();
    // The script falls back on a teaser where there is no summary; that one is ours.
    entry["teaser"] = Value::Null;
    if !piece["title_html"].is_null() {
        entry["title"] = piece["title_html"].clone();
    }
    entry
}
