//! The promos of the config folder, read anew whenever an edition is composed.

use std::path::{Path, PathBuf};

use crate::{
    config::EditionRules,
    promo::{self, PlannedPromo},
};

/// The most files of a folder of promos.
const FILES_MAX: usize = 500;

/// The promos there are, and what is wrong with those that can't be read.
pub(super) async fn read(rules: &EditionRules) -> (Vec<PlannedPromo>, Vec<String>) {
    let Some(folder) = rules.promos.clone() else {
        return (Vec::new(), Vec::new());
    };
    let reading = tokio::task::spawn_blocking(move || folder_of(&folder));
    reading
        .await
        .unwrap_or_else(|why| (Vec::new(), vec![format!("edition.promos: {why}")]))
}

fn folder_of(folder: &Path) -> (Vec<PlannedPromo>, Vec<String>) {
    let (mut promos, mut problems) = (Vec::new(), Vec::new());
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(why) => {
            let place = folder.display();
            return (
                promos,
                vec![format!("edition.promos: can't read {place}: {why}")],
            );
        }
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let kind = path.extension();
            kind.is_some_and(|kind| kind == "md" || kind == "toml") && path.is_file()
        })
        .collect();
    files.sort();
    files.truncate(FILES_MAX);
    for path in files {
        match file(&path) {
            Ok(promo) => promos.push(promo),
            Err(why) => problems.push(format!("promo {}: {why}; it is left out", path.display())),
        }
    }
    (promos, problems)
}

fn file(path: &Path) -> Result<PlannedPromo, String> {
    let length = std::fs::metadata(path)
        .map_err(|why| why.to_string())?
        .len();
    if length > promo::BYTES_MAX {
        return Err(format!(
            "the file is longer than {} bytes",
            promo::BYTES_MAX
        ));
    }
    let content = std::fs::read_to_string(path).map_err(|why| why.to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    promo::read(&name, &content)
}
