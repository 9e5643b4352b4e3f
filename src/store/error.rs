//! What can go wrong with the store, in the terms of those who ask.

use std::path::{Path, PathBuf};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file can't be made, opened or written.
    #[error("can't write the store {}: {why}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// Another process holds it.
    #[error("the store {} is locked by another process", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a store of this program, or is damaged, or comes from a newer version.
    #[error("{} is not a store that this version can use: {why}", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// Something that should not happen.
    #[error("the store {} failed: {why}", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// The engine's words.
        why: String,
    },
}

impl StoreError {
    pub(super) fn new(path: &Path, error: sqlx::Error) -> Self {
        let (path, why) = (path.to_owned(), error.to_string());
        let code = match &error {
            sqlx::Error::Database(database) => database.code(),
            _ => None,
        };
        // Extended result codes hold the primary one in their low byte (sqlite.org/rescode.html).
        let primary = code
            .and_then(|code| code.parse::<u32>().ok())
            .map(|code| code & 0xff);
        match primary {
            Some(5 | 6) => Self::Locked { path },
            Some(3 | 8 | 10 | 13 | 14) => Self::Unwritable {
                path,
                why: database_words(&error),
            },
            Some(11 | 26) => Self::NotOurs {
                path,
                why: database_words(&error),
            },
            _ if matches!(error, sqlx::Error::PoolTimedOut) => Self::Locked { path },
            _ => Self::Failed { path, why },
        }
    }

    pub(super) fn open(path: &Path, why: std::io::Error) -> Self {
        Self::Unwritable {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }

    pub(super) fn migrate(path: &Path, error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError as E;
        match error {
            E::Execute(why) | E::ExecuteMigration(why, _) => Self::new(path, why),
            E::VersionMissing(version) => Self::NotOurs {
                path: path.to_owned(),
                why: format!("a newer version of roundup (migration {version}) wrote it"),
            },
            other => Self::NotOurs {
                path: path.to_owned(),
                why: other.to_string(),
            },
        }
    }

    /// A value in the store that its own types refuse: damage, or a hand at work.
    pub(super) fn damaged(path: &Path, why: impl std::fmt::Display) -> Self {
        Self::NotOurs {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}

fn database_words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        other => other.to_string(),
    }
}
