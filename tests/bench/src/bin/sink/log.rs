//! The log: what was taken is on its way to the disk before the sender is told.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result};
use memchr::memmem;
use roundup_bench::journal::Told;

/// A file with a line for each message, or none at all.
pub(crate) struct Log {
    file: Option<File>,
    pending: RefCell<Vec<u8>>,
}

impl Log {
    pub(crate) fn open(path: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let file = File::options().create(true).append(true).open(path);
            file.with_context(|| path.display().to_string())
        };
        Ok(Self {
            file: path.map(open).transpose()?,
            pending: RefCell::default(),
        })
    }

    /// Notes a message for each of its recipients.
    pub(crate) fn note(&self, recipients: &[Vec<u8>], message: &[u8], told: Told) {
        if self.file.is_none() {
            return;
        }
        let mut pending = self.pending.borrow_mut();
        for recipient in recipients {
            pending.extend_from_slice(recipient);
            pending.push(b'\t');
            pending.extend_from_slice(message_id(message));
            let rest = format!("\t{}\t{told}\n", message.len());
            pending.extend_from_slice(rest.as_bytes());
        }
    }

    /// Hands what was noted to the system, which keeps it even if this process is killed.
    pub(crate) fn flush(&self) -> io::Result<()> {
        let mut pending = self.pending.borrow_mut();
        if let Some(mut file) = self.file.as_ref().filter(|_| !pending.is_empty()) {
            file.write_all(&pending)?;
            pending.clear();
        }
        Ok(())
    }
}

fn message_id(message: &[u8]) -> &[u8] {
    let end = memmem::find(message, b"\r\n\r\n").unwrap_or(message.len());
    let mut lines = message[..end].split(|byte| *byte == b'\n');
    let name = b"message-id:";
    let line = lines.find(|line| {
        line.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    });
    line.map_or(b"", |line| line[name.len()..].trim_ascii())
}
