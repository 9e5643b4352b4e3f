//! Photos that were looked at, and the copies of them: files beside the store, named by what is in them.

use std::{
    collections::HashMap,
    io::Write as _,
    path::{Path, PathBuf},
};

use sqlx::prelude::FromRow;
use url::Url;

use super::{Store, StoreError, Time};

/// What is known of a photo.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SeenImage {
    /// Its width, or that of the copy.
    pub width: Option<u32>,
    /// Its height, or that of the copy.
    pub height: Option<u32>,
    /// The name of the copy, where there is one.
    pub hash: Option<String>,
    /// Why it can't be shown.
    pub fault: Option<String>,
    /// When it was looked at.
    #[sqlx(rename = "seen")]
    pub at: Time,
}

#[derive(FromRow)]
struct ImageRow {
    url: String,
    #[sqlx(flatten)]
    seen: SeenImage,
}

impl Store {
    /// What is known of the photos at these addresses, by address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn images(&self, urls: &[&Url]) -> Result<HashMap<String, SeenImage>, StoreError> {
        let rows: Vec<ImageRow> = sqlx::query_as(
            "select url, width, height, hash, fault, seen from image where url in (select value from json_each($1))",
        )
        .bind(self.json(&urls)?)
        .fetch_all(&self.reader)
        .await?;
        Ok(rows.into_iter().map(|row| (row.url, row.seen)).collect())
    }

    /// Keeps what is known of a photo.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn image_save(&self, url: &Url, seen: &SeenImage) -> Result<(), StoreError> {
        sqlx::query(
            "insert into image (url, width, height, hash, fault, seen) values ($1, $2, $3, $4, $5, $6)
             on conflict (url) do update set width = excluded.width, height = excluded.height, hash = excluded.hash,
             fault = excluded.fault, seen = excluded.seen",
        )
        .bind(url.as_str())
        .bind(seen.width)
        .bind(seen.height)
        .bind(&seen.hash)
        .bind(&seen.fault)
        .bind(seen.at)
        .execute(self.writer()?)
        .await?;
        Ok(())
    }

    /// Keeps a copy under the hash of its octets.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn image_write(&self, hash: &str, jpeg: &[u8]) -> std::io::Result<()> {
        let path = self.image_path(hash);
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        // Whoever sees the name sees the whole file, whatever happens in between.
        let part = folder.join(format!("{hash}.{}.part", std::process::id()));
        let mut file = std::fs::File::create(&part)?;
        file.write_all(jpeg)?;
        file.sync_all()?;
        std::fs::rename(part, path)
    }

    /// A copy's octets; none where there is no such copy.
    ///
    /// # Errors
    /// When it is there and can't be read.
    pub fn image_read(&self, hash: &str) -> std::io::Result<Option<Vec<u8>>> {
        match std::fs::read(self.image_path(hash)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(why),
        }
    }

    fn image_path(&self, hash: &str) -> PathBuf {
        let mut folder = self.path().with_extension("").into_os_string();
        folder.push("-images");
        PathBuf::from(folder).join(format!("{hash}.jpg"))
    }
}
