//! The store: all state, in one SQLite file. A file a noun; data types in, data types out.
//!
//! Texts of SQL live here and nowhere else. States are bound from their enums, and the `check` constraints
//! of the migrations hold them. Writes of one process share one connection, so they never wait for each
//! other's locks; other processes are waited for as long as SQLite's busy timeout says.

use std::{os::unix::fs::OpenOptionsExt as _, path::Path, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use sqlx::{
    AssertSqlSafe, Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

mod api_keys;
mod audience;
mod consents;
mod corrections;
mod deliveries;
mod drafts;
mod editions;
mod error;
mod events;
mod forgetting;
mod hosts;
mod images;
mod imports;
mod layers;
mod ledger;
mod lines;
mod lock;
mod notices;
mod pauses;
mod person;
mod piece_put;
mod pieces;
mod place;
mod preferences;
mod queue;
mod records;
mod retention;
mod scribe;
mod segments;
mod senders;
mod signing_keys;
mod subscribers;
mod variants;
mod vouched;
mod webhooks;

pub use self::{
    audience::Freeze,
    editions::EditionChange,
    error::StoreError,
    hosts::HostRest,
    images::SeenImage,
    imports::{ImportCount, Trial},
    layers::Layer,
    ledger::{Resolution, Unresolved},
    lines::{Handed, LedgerRow, LedgerRows},
    lock::RunLock,
    pieces::{HarvestCount, SourceState},
    retention::{Leaver, Trail},
    senders::SenderId,
};
use self::{place::Place, scribe::Scribe};
use crate::config::StoreUrl;

/// A moment, as both engines keep it.
type Time = DateTime<Utc>;

/// How long others that hold the file are waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// What each connection keeps of the file in memory, as SQLite has it: so many KiB, negative. Sending goes through the
/// file from one end to the other and needs little.
const CACHE: i64 = -512;

/// What is kept during an import: the addresses of a million people in their order.
const IMPORT_CACHE: i64 = -65_536;

/// The open store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    writer: SqlitePool,
    reader: SqlitePool,
    scribe: Arc<Scribe>,
    place: Place,
}

impl Store {
    /// Opens the store, makes it when it isn't there, and brings its tables up to date.
    ///
    /// # Errors
    /// When the folder can't be written, the file is not ours, or another process holds it too long.
    pub async fn open(url: &StoreUrl) -> Result<Self, StoreError> {
        let StoreUrl::Sqlite(path) = url;
        if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            std::fs::create_dir_all(dir).map_err(|why| StoreError::open(path, &why))?;
        }
        make(path);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An outcome that is told must survive the power cord.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            // Who is forgotten is not to be read in the file, or in a copy of it.
            .pragma("secure_delete", "on")
            .pragma("cache_size", CACHE.to_string())
            .pragma("temp_store", "memory");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            // A file does not go away like a server does.
            .test_before_acquire(false)
            // The last connection that closes takes the log beside the file away: `place` takes that for a loss.
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!("src/store/migrations/sqlite")
            .run(&writer)
            .await?;
        let place = Place::of(path, mark_of(&writer).await?)?;
        // A command asks one question after the other, and another connection would be a thread and a cache more.
        let reader = readers(1, options).await?;
        Ok(Self {
            writer,
            reader,
            scribe: Arc::new(Scribe::new(place.clone())),
            place,
        })
    }

    /// The same store, for a server: a long answer to one caller does not keep the others waiting.
    ///
    /// # Errors
    /// When the file can't be opened once more.
    pub async fn for_many_callers(self) -> Result<Self, StoreError> {
        let options = self.reader.connect_options().as_ref().clone();
        self.reader.close().await;
        let reader = readers(3, options).await?;
        Ok(Self { reader, ..self })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// Writes all out and closes the file.
    pub async fn close(&self) {
        let scribe = Arc::clone(&self.scribe);
        // A panic in there has been told of already.
        let _ = tokio::task::spawn_blocking(move || scribe.let_go()).await;
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Whether the store answers: for health checks.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.stands()?;
        sqlx::query("select 1 from subscriber limit 1")
            .execute(&self.reader)
            .await?;
        Ok(())
    }

    /// Whether the store still is where it was opened. Every write asks; whoever is about to say that something was kept
    /// asks again, since only then it is kept for good.
    ///
    /// # Errors
    /// When it is not: what is written would be lost.
    pub fn stands(&self) -> Result<(), StoreError> {
        self.place.stands()
    }

    /// The connection that writes.
    fn writer(&self) -> Result<&SqlitePool, StoreError> {
        self.stands()?;
        Ok(&self.writer)
    }

    /// A transaction that holds the write lock from its start, so that it can't fail halfway for want of it.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        self.writer()?
            .begin_with("begin immediate")
            .await
            .map_err(StoreError::from)
    }
}

/// What tells this store from others, in the header of its file; given to it once.
async fn mark_of(writer: &SqlitePool) -> Result<u32, StoreError> {
    const ASK: &str = "pragma application_id";
    let mark: u32 = sqlx::query_scalar(ASK).fetch_one(writer).await?;
    if mark != 0 {
        return Ok(mark);
    }
    // Another process may be giving it one just now.
    let mut transaction = writer.begin_with("begin immediate").await?;
    let mut mark: u32 = sqlx::query_scalar(ASK).fetch_one(&mut *transaction).await?;
    if mark == 0 {
        mark = rand::random_range(1..=i32::MAX.unsigned_abs());
        let give = AssertSqlSafe(format!("pragma application_id = {mark}"));
        sqlx::query(give).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(mark)
}

/// Makes the file, where there is none, for its owner alone: it holds everybody's address, and the key of all links. SQLite
/// gives the files beside it the same rights, and says what is wrong with the place where this fails. A file that is there
/// is not opened: closing it would take away the locks that this process may have on it.
fn make(path: &Path) {
    let _ = std::fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
}

/// Connections that only ask, up to so many.
async fn readers(most: u32, options: SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(most)
        .test_before_acquire(false)
        .connect_with(options.create_if_missing(false))
        .await?;
    Ok(pool)
}
