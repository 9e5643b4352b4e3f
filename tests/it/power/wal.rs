//! A write-ahead log as SQLite keeps it (sqlite.org/walformat.html), so far as to take commits from it.

use std::path::Path;

/// The log's own header, and that of each frame.
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// A log, read as a whole.
#[derive(Debug)]
pub(crate) struct Log {
    bytes: Vec<u8>,
    /// What a frame has, its header included.
    frame: usize,
    /// Where each commit ends.
    ends: Vec<usize>,
}

impl Log {
    /// Reads a log; none where there is no file, or not even a header in it.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let bytes = std::fs::read(path).ok()?;
        if bytes.len() < HEADER {
            return None;
        }
        let frame = FRAME_HEADER + usize::try_from(number(&bytes, 8)).expect("a page size");
        let mut log = Self {
            bytes,
            frame,
            ends: Vec::new(),
        };
        log.find_commits();
        Some(log)
    }

    /// A frame belongs to the log while it has the salts of its header, and ends a commit when it says how many pages
    /// the database has after it.
    fn find_commits(&mut self) {
        let salts = self.bytes[16..24].to_vec();
        for (at, frame) in self.bytes[HEADER..].chunks_exact(self.frame).enumerate() {
            if frame[8..16] != salts {
                break;
            }
            if number(frame, 4) != 0 {
                self.ends.push(HEADER + (at + 1) * self.frame);
            }
        }
    }

    /// How many commits it holds.
    pub(crate) fn commits(&self) -> usize {
        self.ends.len()
    }

    /// Takes the last commit off.
    pub(crate) fn cut_last_commit(&mut self) {
        let begin = self.last().0;
        self.bytes.truncate(begin);
    }

    /// Takes half of the last frame off.
    pub(crate) fn cut_half_a_frame(&mut self) {
        let end = self.last().1;
        self.bytes.truncate(end - self.frame / 2);
    }

    /// Puts zeros where the first frame of the last commit is.
    pub(crate) fn blank_first_frame_of_last_commit(&mut self) {
        let (begin, end) = self.last();
        if begin < end {
            self.bytes[begin..begin + self.frame].fill(0);
        }
    }

    /// Writes it back.
    pub(crate) fn write(&self, path: &Path) {
        std::fs::write(path, &self.bytes).expect("a log");
    }

    /// Where the last commit begins and ends; nothing at all while there is none.
    fn last(&self) -> (usize, usize) {
        match self.ends.as_slice() {
            [] => (HEADER, HEADER),
            [only] => (HEADER, *only),
            [.., before, last] => (*before, *last),
        }
    }
}

/// The big-endian number at an offset.
fn number(bytes: &[u8], at: usize) -> u32 {
    let four = bytes[at..at + 4].try_into().expect("four octets");
    u32::from_be_bytes(four)
}
