//! The edits as one file: opened in the editor of the terminal, or read from where it is.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use tokio::process::Command;

use super::show;
use crate::{
    cli::{Exit, Globals},
    edition::{EditionId, EditionRef},
    edits::FileError,
    pipeline::{Fault, Pipeline},
};

/// The most bytes that are read of a file of edits; the reader of the edits wants fewer.
const BYTES_MAX: u64 = 2_000_000;

/// Takes the edits from a file.
pub(super) async fn take(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: Option<EditionRef>,
    path: &Path,
) -> Result<Exit> {
    let text = read(path)?;
    match pipeline.edit_from_file(edition, &text, None).await? {
        Ok(report) => show(globals, pipeline, &report),
        Err(why) => {
            Err(Fault::BadData(format!("{}; nothing was changed", told(path, &why))).into())
        }
    }
}

/// Opens the edits in an editor and takes what was written. A file that won't do is kept.
pub(super) async fn open(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: Option<EditionRef>,
) -> Result<Exit> {
    let editor = editor()?;
    let before = pipeline.edit_file(edition).await?;
    let id = before.edition.id;
    let path = written(id, &before.text)?;
    let ended = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .args(["sh".as_ref(), path.as_os_str()])
        .status()
        .await;
    let kept = |why: String| {
        let place = path.display();
        Fault::BadData(format!(
            "{why}; nothing was changed, and what you wrote is kept: mend {place} and run `roundup edition edit {id} --file {place}`"
        ))
    };
    match ended {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(kept(format!("the editor `{editor}` ended with {status}")).into()),
        Err(why) => return Err(kept(format!("can't run the editor `{editor}`: {why}")).into()),
    }
    let text = read(&path)?;
    if text == before.text {
        // Nothing was written, so nothing is lost with it.
        let _ = std::fs::remove_file(&path);
        let report = crate::pipeline::DraftReport::of(&before.edition);
        return show(globals, pipeline, &report);
    }
    let taken = pipeline
        .edit_from_file(Some(EditionRef::Id(id)), &text, Some(&before.edits))
        .await;
    match taken {
        Ok(Ok(report)) => {
            let _ = std::fs::remove_file(&path);
            show(globals, pipeline, &report)
        }
        Ok(Err(why)) => Err(kept(told(&path, &why)).into()),
        Err(why) => match why.downcast_ref::<Fault>() {
            Some(Fault::TryAgain(words)) => Err(Fault::TryAgain(format!(
                "{words}; what you wrote is kept in {}",
                path.display()
            ))
            .into()),
            Some(fault) => Err(kept(fault.to_string()).into()),
            None => Err(why.context(format!("what you wrote is kept in {}", path.display()))),
        },
    }
}

fn told(path: &Path, error: &FileError) -> String {
    format!("{}:{}: {}", path.display(), error.line, error.why)
}

fn editor() -> Result<String, Fault> {
    let set = |name| {
        std::env::var(name)
            .ok()
            .filter(|editor| !editor.trim().is_empty())
    };
    set("VISUAL").or_else(|| set("EDITOR")).ok_or_else(|| {
        Fault::Usage(
            "neither VISUAL nor EDITOR names an editor; set one, or use --print > FILE and then --file FILE"
                .to_owned(),
        )
    })
}

/// A new file, for nobody else to read.
fn written(id: EditionId, text: &str) -> Result<PathBuf> {
    for attempt in 0..1_000 {
        let name = format!("roundup-{id}-{}-{attempt}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())
                    .with_context(|| format!("can't write {}", path.display()))?;
                return Ok(path);
            }
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => {
                return Err(
                    Fault::CantWrite(format!("can't write {}: {why}", path.display())).into(),
                );
            }
        }
    }
    Err(Fault::CantWrite(format!(
        "{} is full of files of edits; take the old ones away",
        std::env::temp_dir().display()
    ))
    .into())
}

fn read(path: &Path) -> Result<String> {
    let failed =
        |why: std::io::Error| Fault::BadData(format!("can't read {}: {why}", path.display()));
    let mut text = String::new();
    if path == Path::new("-") {
        let stdin = std::io::stdin();
        stdin
            .take(BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(failed)?;
    } else {
        let file = File::open(path).map_err(failed)?;
        file.take(BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(failed)?;
    }
    Ok(text)
}
