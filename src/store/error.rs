//! What can go wrong with the store, in the terms of those who ask.
//!
//! Where the store is stands in the error of opening it; afterwards everybody knows.

use std::path::Path;

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file, or one beside it, can't be made, opened or written.
    #[error("the store can't be written: {0}")]
    Unwritable(String),
    /// Its file is not where it was opened any more, or has other things in it.
    #[error("the store is gone: its file {0} while it was in use")]
    Gone(&'static str),
    /// Another process holds it.
    #[error("the store is locked by another process")]
    Locked,
    /// The file is not a store of this program, or is damaged, or comes from a newer version.
    #[error("this is not a store that this version can use: {0}")]
    NotOurs(String),
    /// Something that should not happen.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// A file or folder of the store's that the system won't give us.
    pub(super) fn open(path: &Path, why: &std::io::Error) -> Self {
        Self::Unwritable(format!("{}: {why}", path.display()))
    }

    /// A value in the store that its own types refuse: damage, or a hand at work.
    pub(super) fn damaged(why: impl std::fmt::Display) -> Self {
        Self::NotOurs(why.to_string())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code().and_then(|code| code.parse().ok());
                of_code(code.unwrap_or(0), database.message())
            }
            sqlx::Error::PoolTimedOut => Self::Locked,
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, words) => {
                let known = failure.to_string();
                of_code(failure.extended_code, words.as_deref().unwrap_or(&known))
            }
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Extended result codes hold the primary one in their low byte (sqlite.org/rescode.html).
fn of_code(code: i32, words: &str) -> StoreError {
    let words = words.to_owned();
    match code & 0xff {
        5 | 6 => StoreError::Locked,
        3 | 8 | 10 | 13 | 14 => StoreError::Unwritable(words),
        11 | 26 => StoreError::NotOurs(words),
        _ => StoreError::Failed(words),
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError as E;
        match error {
            E::Execute(why) | E::ExecuteMigration(why, _) => why.into(),
            E::VersionMissing(version) => Self::NotOurs(format!(
                "a newer version of roundup (migration {version}) wrote it"
            )),
            other => Self::NotOurs(other.to_string()),
        }
    }
}
