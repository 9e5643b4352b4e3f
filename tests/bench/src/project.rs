//! A project folder of `roundup`: configuration, feed, list and store.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    feed,
    process::{self, Ran},
};

/// What is sent, and to how many.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Subscribers.
    pub people: u64,
    /// Stories in the edition.
    pub stories: u64,
    /// Words in each of them.
    pub words: usize,
}

impl Shape {
    /// A message of about 40 KB, the weight of a real round-up.
    pub fn weekly(people: u64) -> Self {
        Self {
            people,
            stories: 14,
            words: 88,
        }
    }

    /// A message of a few KB, where only the number of them is of interest.
    pub fn short(people: u64) -> Self {
        Self {
            people,
            stories: 1,
            words: 40,
        }
    }
}

/// How mail goes out.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The relay.
    pub relay: SocketAddr,
    /// Connections at once.
    pub connections: u64,
    /// More lines for `[smtp]`.
    pub smtp: String,
    /// More sections.
    pub more: String,
}

/// A project folder.
#[derive(Debug, Clone)]
pub struct Project {
    /// Where it is.
    pub dir: PathBuf,
    roundup: PathBuf,
}

impl Project {
    /// Makes a folder with everything but an edition.
    ///
    /// # Errors
    /// When a file can't be written or the list is not taken in.
    pub fn prepare(dir: &Path, roundup: &Path, shape: Shape) -> Result<Self> {
        let roundup = fs::canonicalize(roundup).with_context(|| roundup.display().to_string())?;
        let dir = dir.to_owned();
        let project = Self { dir, roundup };
        let feed = feed::rss(shape.stories, shape.words, feed::now());
        project.write("feed.xml", &feed)?;
        project.write("list.csv", &feed::list(shape.people))?;
        project.configure(&Sending {
            relay: SocketAddr::from(([127, 0, 0, 1], 9)),
            connections: 1,
            smtp: String::new(),
            more: String::new(),
        })?;
        project
            .run(&["subscribers", "import", "list.csv"])?
            .well()?;
        fs::remove_file(project.dir.join("list.csv"))?;
        Ok(project)
    }

    /// A copy with a life of its own. Nobody may be at work on the original.
    ///
    /// # Errors
    /// When a file can't be copied.
    pub fn copy(&self, to: &Path) -> Result<Self> {
        for entry in fs::read_dir(&self.dir)? {
            let from = entry?;
            fs::copy(from.path(), to.join(from.file_name()))?;
        }
        Ok(Self {
            dir: to.to_owned(),
            roundup: self.roundup.clone(),
        })
    }

    /// Writes the configuration.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn configure(&self, sending: &Sending) -> Result<()> {
        self.write("roundup.toml", &config(sending))
    }

    /// A command of the program in this folder, with nothing of the machine's own settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.roundup);
        command.args(arguments).current_dir(&self.dir);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ROUNDUP")) {
            command.env_remove(name);
        }
        command
    }

    /// Runs the program to its end.
    ///
    /// # Errors
    /// When it can't be started.
    pub fn run(&self, arguments: &[&str]) -> Result<Ran> {
        process::run(&mut self.command(arguments))
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.dir.join(name);
        fs::write(&path, text).with_context(|| path.display().to_string())
    }
}

fn config(sending: &Sending) -> String {
    let Sending {
        relay,
        connections,
        smtp,
        more,
    } = sending;
    // No slot for most of a year: an edition is made by `run --now` alone.
    format!(
        r#"[publication]
name = "The Quay"
url = "http://127.0.0.1:9/"
from = "The Quay <editors@quay.example>"
list_id = "weekly.quay.example"
postal_address = "The Quay, 1 Harbour Lane, Quayside"
timezone = "UTC"

[schedule]
cron = "0 0 1 1 *"

[[source]]
kind = "feed"
path = "feed.xml"

[gather]
allow_private = ["127.0.0.0/8"]

[edition]
min_pieces = 1
max_pieces = 20

[smtp]
url = "smtp://{relay}"
connections = {connections}
{smtp}

[web]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8025/"

{more}
"#
    )
}
