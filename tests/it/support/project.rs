//! A folder with a configuration, in which the built program is run.

use std::{path::PathBuf, process::Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::Site;

/// A project folder.
#[derive(Debug)]
pub(crate) struct Project {
    dir: TempDir,
    environment: Vec<(String, String)>,
}

/// What came of a run of the program.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Its standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|why| panic!("{why}: {}\n{}", self.stdout, self.stderr))
    }

    /// The same run, if it ended like this.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

impl Project {
    /// A folder with a configuration that gathers from the site and sends to the relay.
    pub(crate) fn new(site: &Site, relay: &str) -> Self {
        let project = Self::empty();
        project.write("roundup.toml", &config(site, relay));
        project
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self {
            dir: TempDir::new().expect("a folder"),
            environment: Vec::new(),
        }
    }

    /// Sets a variable for every run.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes a variable back.
    pub(crate) fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| known != name);
    }

    /// Where a file of the folder is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    /// Adds lines to the configuration.
    pub(crate) fn configure(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path("roundup.toml")).expect("the configuration");
        assert!(text.contains(from), "the configuration has no `{from}`");
        self.write("roundup.toml", &text.replace(from, to));
    }

    /// Starts it in the background, with what it says to be read.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts")
    }

    /// A command of the program in this folder, with nothing of the machine's own settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roundup"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ROUNDUP")) {
            command.env_remove(name);
        }
        command
            .env_remove("FAILPOINTS")
            .envs(self.environment.iter().cloned());
        command.kill_on_drop(true);
        command
    }

    /// Runs the program to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments)).await
    }

    /// The same for what is put off while another is at work: a server looks for itself what is due.
    pub(crate) async fn run_in_turn(&self, arguments: &[&str]) -> Ran {
        for _ in 0..300 {
            let ran = self.run(arguments).await;
            if ran.code != Some(75) {
                return ran;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("another run never ends");
    }

    /// Puts `count` people on the list: `reader0@example.org` and so on.
    pub(crate) async fn subscribe(&self, count: usize) {
        let rows: String = (0..count)
            .map(|n| format!("reader{n}@example.org,Reader {n}\n"))
            .collect();
        self.write("list.csv", &format!("email,name\n{rows}"));
        self.run(&["subscribers", "import", "list.csv"])
            .await
            .ended(0);
    }
}

/// Runs a command to its end.
pub(crate) async fn ran(mut command: Command) -> Ran {
    let output = command.output().await.expect("the program starts");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn config(site: &Site, relay: &str) -> String {
    let base = site.base();
    format!(
        r#"
[publication]
name = "The Quay"
url = "{base}/"
from = "The Quay <editors@quay.example>"
list_id = "weekly.quay.example"
postal_address = "The Quay, 1 Harbour Lane, Quayside"
timezone = "Europe/Berlin"

[schedule]
cron = "0 7 * * FRI"

[[source]]
kind = "feed"
name = "quay"
url = "{base}/feed.xml"

[gather]
allow_private = ["127.0.0.0/8"]

[edition]
min_pieces = 1

[smtp]
url = "{relay}"
retry_after = "1s"
timeout = "5s"

[web]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8025/"
"#
    )
}
