//! What can go wrong with the store, in the terms of those who ask.
//!
//! Where the store is stands in the error of opening it; afterwards everybody knows.

use std::path::Path;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file, or one beside it, can't be made, opened or written.
    #[error("the store can't be written: {0}")]
    Unwritable(String),
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
        let (code, words) = match &error {
            sqlx::Error::Database(database) => (database.code(), database.message().to_owned()),
            sqlx::Error::PoolTimedOut => return Self::Locked,
            other => return Self::Failed(other.to_string()),
        };
        // Extended result codes hold the primary one in their low byte (sqlite.org/rescode.html).
        match code
            .and_then(|code| code.parse::<u32>().ok())
            .map(|code| code & 0xff)
        {
            Some(5 | 6) => Self::Locked,
            Some(3 | 8 | 10 | 13 | 14) => Self::Unwritable(words),
            Some(11 | 26) => Self::NotOurs(words),
            _ => Self::Failed(words),
        }
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
