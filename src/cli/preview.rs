//! `roundup preview`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;

use super::{Exit, Globals, reader::Reader};
use crate::{
    edition::EditionRef,
    pipeline::{Fault, Preview},
};

/// Write an edition as edition.html, edition.txt and edition.eml.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  roundup preview --out look && xdg-open look/edition.html\n  roundup preview --out look --section Water --language de"
)]
pub(super) struct PreviewArgs {
    /// Its number (47) or id (e47) [default: the newest].
    edition: Option<EditionRef>,
    /// The folder to write to; made when it isn't there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    reader: Reader,
}

pub(super) async fn preview(globals: &Globals, args: PreviewArgs) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let edition = pipeline.edition(args.edition).await?;
    let reader = args.reader.preferences(&pipeline)?;
    let preview = pipeline.preview(&edition, &reader).await?;
    let files = write_files(&args.out, &preview)?;
    globals
        .output
        .print(&json!({ "edition": edition.id, "files": files }), |out| {
            files
                .iter()
                .try_for_each(|file| writeln!(out, "{}", file.display()))
        })?;
    Ok(Exit::Done)
}

/// Writes the files and says where they are.
pub(super) fn write_files(dir: &std::path::Path, preview: &Preview) -> Result<Vec<PathBuf>> {
    let cant = |why: std::io::Error, file: &std::path::Path| {
        Fault::CantWrite(format!("can't write {}: {why}", file.display()))
    };
    std::fs::create_dir_all(dir).map_err(|why| cant(why, dir))?;
    let mut files = Vec::new();
    let html = preview.html.as_ref().map(String::as_bytes);
    for (name, bytes) in [
        ("edition.html", html),
        ("edition.txt", Some(preview.text.as_bytes())),
        ("edition.eml", Some(preview.eml.as_slice())),
    ] {
        let Some(bytes) = bytes else { continue };
        let file = dir.join(name);
        std::fs::write(&file, bytes)
            .map_err(|why| cant(why, &file))
            .context("preview")?;
        files.push(file);
    }
    Ok(files)
}
