//! The run lock: one sender at a time on one store. The system frees it when its holder dies, however it dies.

use std::{
    fs::{File, TryLockError},
    path::PathBuf,
};

use super::{Store, StoreError};

/// Held while an edition is composed and sent; free again when dropped.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

impl Store {
    /// Takes the run lock, or says that another process has it (`None`).
    ///
    /// # Errors
    /// When the lock's file can't be made.
    pub fn run_lock(&self) -> Result<Option<RunLock>, StoreError> {
        let mut path = self.path().to_owned().into_os_string();
        path.push(".lock");
        let path = PathBuf::from(path);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|why| StoreError::open(&path, &why))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(RunLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(why)) => Err(StoreError::open(&path, &why)),
        }
    }
}
