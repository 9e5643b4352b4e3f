//! `[store]`: where state is kept.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::Deserialize;

/// Where state is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// One SQLite file.
    Sqlite(PathBuf),
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    url: String,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            url: "sqlite:roundup.db".to_owned(),
        }
    }
}

impl Raw {
    pub(super) fn check(self, dir: &Path) -> Result<StoreUrl, String> {
        match self.url.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Ok(StoreUrl::Sqlite(dir.join(path)))
            }
            Some(("postgres" | "postgresql", _)) => Err(
                "this version keeps its state in SQLite only; write \"sqlite:roundup.db\""
                    .to_owned(),
            ),
            _ => Err(format!(
                "`{}` is not a store; write \"sqlite:roundup.db\"",
                self.url
            )),
        }
    }
}
