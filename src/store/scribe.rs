//! The ledger's own thread and connection.
//!
//! Sending writes the ledger thousands of times a second, in small transactions. The driver that serves the rest of the
//! store sends each statement, and each row, to a thread and back; here a whole piece of work goes there at once, and
//! runs on statements that stay prepared. What the work is stands in `deliveries` and `records`.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

use chrono::SecondsFormat;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use super::{BUSY_TIMEOUT, CACHE, Place, StoreError, Time};

/// A piece of work, with the way back for its result in it.
type Work = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

/// The one that writes the ledger. Its thread begins with the first piece of work, and ends when it is let go.
#[derive(Debug)]
pub(super) struct Scribe {
    place: Place,
    at_work: Mutex<Option<AtWork>>,
}

#[derive(Debug)]
struct AtWork {
    work: mpsc::Sender<Work>,
    thread: thread::JoinHandle<()>,
}

impl Scribe {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            at_work: Mutex::new(None),
        }
    }

    /// Does the work in a transaction that holds the write lock from its start, and commits it.
    ///
    /// # Errors
    /// When the work or the store fails: then nothing of it is on disk.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.place.stands()?;
        let (done, result) = oneshot::channel();
        self.hand_over(Box::new(move |connection| {
            let written = connection.and_then(|connection| {
                connection.prepare_cached("begin immediate")?.execute(())?;
                let made = work(connection).and_then(|made| {
                    connection.prepare_cached("commit")?.execute(())?;
                    Ok(made)
                });
                if made.is_err() && !connection.is_autocommit() {
                    // What went wrong first is what is told.
                    let _ = connection.execute_batch("rollback");
                }
                made
            });
            // Whoever no longer waits needs no answer.
            let _ = done.send(written);
        }))?;
        let gone = |_| StoreError::Failed("the thread of the ledger is gone".to_owned());
        let written = result.await.map_err(gone)??;
        // What a relay was told of must not be told again, so it is not taken for kept when it isn't.
        self.place.stands()?;
        Ok(written)
    }

    /// Ends the thread and closes its connection, once the work it has is done.
    pub(super) fn let_go(&self) {
        let at_work = self.lock().take();
        if let Some(AtWork { work, thread }) = at_work {
            drop(work);
            // It has told of its panic already.
            let _ = thread.join();
        }
    }

    fn hand_over(&self, work: Work) -> Result<(), StoreError> {
        let mut at_work = self.lock();
        // After a panic another begins; what the last one had begun is rolled back.
        at_work.take_if(|at_work| at_work.thread.is_finished());
        let at_work = match &mut *at_work {
            Some(at_work) => at_work,
            none => none.insert(begin(self.place.path().to_owned())?),
        };
        let gone = |_| StoreError::Failed("the thread of the ledger is gone".to_owned());
        at_work.work.send(work).map_err(gone)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<AtWork>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begin(path: PathBuf) -> Result<AtWork, StoreError> {
    let (sender, work) = mpsc::channel::<Work>();
    let thread = thread::Builder::new()
        .name("ledger".to_owned())
        .spawn(move || {
            let mut connection = open(&path);
            for work in work {
                if connection.is_err() {
                    connection = open(&path);
                }
                work(connection.as_ref().map_err(|why| why.clone()));
            }
        });
    let thread = thread.map_err(|why| StoreError::Failed(why.to_string()))?;
    Ok(AtWork {
        work: sender,
        thread,
    })
}

fn open(path: &Path) -> Result<Connection, StoreError> {
    // The thread has it to itself.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    Ok(connection)
}

/// A moment as the other driver writes it too: they are compared as text.
pub(super) fn time(at: Time) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}
