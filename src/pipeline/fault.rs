//! Faults that decide the exit code, with what to do about them.

/// Something that the caller has to be told in its own way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The command makes no sense like this.
    #[error("{0}")]
    Usage(String),
    /// The data won't do: an empty list, an edition that fails its checks.
    #[error("{0}")]
    BadData(String),
    /// A service that is needed is not there.
    #[error("{0}")]
    Unavailable(String),
    /// A file or folder can't be written.
    #[error("{0}")]
    CantWrite(String),
    /// Not finished; running again goes on.
    #[error("{0}")]
    TryAgain(String),
}
