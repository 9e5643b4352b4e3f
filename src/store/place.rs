//! Whether the store's file still is where it was opened, and is the one that was opened.
//!
//! SQLite goes on writing to a file that was removed, moved away or replaced, and notices nothing: what is written then is
//! gone with the process. So the place is looked at before each write, and by whoever is about to say that something was
//! kept. That is two `stat`s and a read of a hundred bytes that the system has in memory: a few
//! microseconds.

use std::{
    fs::{File, Metadata},
    io,
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::{Path, PathBuf},
};

use super::StoreError;

/// How every database of SQLite begins (sqlite.org/fileformat.html section 1.3).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Where the application id stands, which tells one store from another.
const MARK: std::ops::Range<usize> = 68..72;

/// The file that was opened, and where.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: PathBuf,
    /// Never closed: that would take away the locks that SQLite has on the same file (POSIX: `close` drops all locks that
    /// a process has on it, whoever took them).
    file: &'static File,
    identity: Identity,
    mark: u32,
    /// What is committed and not in the file yet. A connection that is never closed keeps it there; where SQLite has none, it
    /// writes into the file at once.
    log: Option<(PathBuf, Identity)>,
}

/// Device and inode.
type Identity = (u64, u64);

impl Place {
    /// The file that is there now, whose mark SQLite knows.
    pub(super) fn of(path: &Path, mark: u32) -> Result<Self, StoreError> {
        let open = || -> io::Result<Self> {
            let file = File::open(path)?;
            let identity = identity(&file.metadata()?);
            let log = log_of(path)?;
            Ok(Self {
                path: path.to_owned(),
                file: Box::leak(Box::new(file)),
                identity,
                mark,
                log,
            })
        };
        open().map_err(|why| StoreError::open(path, &why))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is there still.
    ///
    /// # Errors
    /// [`StoreError::Gone`] when it isn't.
    pub(super) fn stands(&self) -> Result<(), StoreError> {
        let found = std::fs::metadata(&self.path);
        let found = found.map_err(|_| StoreError::Gone("was removed or moved away"))?;
        if identity(&found) != self.identity {
            return Err(StoreError::Gone("was replaced by another"));
        }
        let mut head = [0; 100];
        let read = self.file.read_exact_at(&mut head, 0);
        // A mark that was never written out of the log beside the file is still 0.
        let mark = head[MARK]
            .iter()
            .fold(0, |mark, byte| mark << 8 | u32::from(*byte));
        if read.is_err() || !head.starts_with(MAGIC) || (mark != 0 && mark != self.mark) {
            return Err(StoreError::Gone("was overwritten"));
        }
        if let Some((log, known)) = &self.log {
            let found = std::fs::metadata(log);
            if found.ok().as_ref().map(identity) != Some(*known) {
                return Err(StoreError::Gone("lost its log (-wal)"));
            }
        }
        Ok(())
    }
}

/// The log beside the file itself, wherever a link to it lies.
fn log_of(path: &Path) -> io::Result<Option<(PathBuf, Identity)>> {
    let mut log = path.canonicalize()?.into_os_string();
    log.push("-wal");
    let log = PathBuf::from(log);
    let found = std::fs::metadata(&log);
    Ok(found.ok().map(|found| (log, identity(&found))))
}

fn identity(file: &Metadata) -> Identity {
    (file.dev(), file.ino())
}
