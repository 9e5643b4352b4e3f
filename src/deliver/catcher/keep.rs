//! The folder of kept messages: one file each, whole or not at all, none in place of another.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// The longest that a recipient may be in a file name, in characters.
const LONGEST_NAME: usize = 100;

/// A message as it came.
#[derive(Debug, Default)]
pub(super) struct Caught {
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) data: Vec<u8>,
}

/// The folder.
#[derive(Debug)]
pub(super) struct Outbox {
    dir: PathBuf,
    next: AtomicU64,
}

impl Outbox {
    pub(super) fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        let mut highest = 0;
        for entry in fs::read_dir(dir)? {
            highest = highest.max(number(&entry?.file_name().to_string_lossy()));
        }
        Ok(Self {
            dir: dir.to_owned(),
            next: AtomicU64::new(highest + 1),
        })
    }

    /// Keeps a message; when this returns it is durable.
    pub(super) fn keep(&self, caught: &Caught) -> io::Result<()> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // The process id keeps two catchers on one folder out of each other's way.
        let part = self
            .dir
            .join(format!(".{number:06}-{}.part", std::process::id()));
        let kept = write(&part, caught).and_then(|()| self.publish(&part, number, caught));
        // Published or failed, the part is of no more use; that it stays behind would harm nobody.
        fs::remove_file(&part).ok();
        kept
    }

    /// Gives the part its name. A link, unlike a rename, never replaces a file.
    fn publish(&self, part: &Path, mut number: u64, caught: &Caught) -> io::Result<()> {
        let recipient = file_name(caught.to.first().map_or("", String::as_str));
        loop {
            let path = self.dir.join(format!("{number:06}-{recipient}.eml"));
            match fs::hard_link(part, &path) {
                Ok(()) => return File::open(&self.dir)?.sync_all(),
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {
                    number = self.next.fetch_add(1, Ordering::Relaxed);
                }
                Err(why) => return Err(why),
            }
        }
    }
}

fn write(part: &Path, caught: &Caught) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(part)?;
    let mut trace = format!("Return-Path: <{}>\r\n", caught.from);
    for to in &caught.to {
        trace.push_str(&format!("Delivered-To: {to}\r\n"));
    }
    file.write_all(trace.as_bytes())?;
    file.write_all(&caught.data)?;
    file.sync_all()
}

/// The number that a file name begins with, or 0.
fn number(name: &str) -> u64 {
    name.split('-')
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// An address made harmless: `ann+x@mill.example` becomes `ann+x_at_mill.example`.
fn file_name(address: &str) -> String {
    address
        .replace('@', "_at_")
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "._+-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .take(LONGEST_NAME)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught(to: &str) -> Caught {
        Caught {
            from: "b@weir.example".to_owned(),
            to: vec![to.to_owned()],
            data: b"Subject: x\r\n\r\nbody\r\n".to_vec(),
        }
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn numbers_go_on_where_they_stopped() {
        let dir = tempfile::tempdir().unwrap();
        Outbox::open(dir.path())
            .unwrap()
            .keep(&caught("a@x.example"))
            .unwrap();
        Outbox::open(dir.path())
            .unwrap()
            .keep(&caught("a@x.example"))
            .unwrap();
        assert_eq!(
            names(dir.path()),
            ["000001-a_at_x.example.eml", "000002-a_at_x.example.eml"]
        );
    }

    #[test]
    fn two_catchers_on_one_folder_replace_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (
            Outbox::open(dir.path()).unwrap(),
            Outbox::open(dir.path()).unwrap(),
        );
        one.keep(&caught("a@x.example")).unwrap();
        two.keep(&caught("a@x.example")).unwrap();
        assert_eq!(names(dir.path()).len(), 2);
    }

    #[test]
    fn an_address_is_no_path() {
        assert_eq!(file_name("../../etc/x@y"), ".._.._etc_x_at_y");
        assert_eq!(file_name("jürgen@x.example"), "jürgen_at_x.example");
    }
}
