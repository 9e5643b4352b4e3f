//! Feeds: which are read at all, and which yield pieces.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{Program, table::Table};

/// Where feedparser's tests serve their feeds.
const BASE: &str = "http://127.0.0.1:8097/feed.xml";

/// Adds a row for each folder of feeds.
pub(crate) fn measure(program: &Program, dir: &Path, table: &mut Table) -> Result<()> {
    for set in ["feedparser", "gofeed"] {
        let dir = dir.join(set);
        if !dir.exists() {
            continue;
        }
        let mut files = Vec::new();
        collect(&dir, &mut files)?;
        files.sort();
        let ran = program.each(&files, |file| program.feed(file, BASE));
        let (mut read, mut full) = (0, 0);
        for (file, ran) in files.iter().zip(ran) {
            let ran = ran?;
            let answer = ran.status.success().then(|| ran.json().ok()).flatten();
            let Some(answer) = answer else {
                let name = file
                    .strip_prefix(&dir)
                    .unwrap_or(file)
                    .display()
                    .to_string();
                table.miss(set, &name, &format!("refused: {}", ran.stdout.trim()));
                continue;
            };
            read += 1;
            let pieces = answer.get("pieces").and_then(serde_json::Value::as_array);
            full += usize::from(pieces.is_some_and(|pieces| !pieces.is_empty()));
        }
        let on = format!("feeds/{set}");
        table.told(&on, "read", read, files.len());
        table.told(&on, "with pieces", full, files.len());
    }
    Ok(())
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|kind| kind == "xml") {
            files.push(path);
        }
    }
    Ok(())
}
