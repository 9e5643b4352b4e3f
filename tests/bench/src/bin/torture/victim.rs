//! One project under torture: its store, its relay, and what was done to both.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use roundup_bench::{
    journal::Journal,
    process::{self, Server, free_address},
    project::{Project, Sending},
};
use serde_json::Value;

use crate::judge::{self, Case};

/// How a run may end that was not killed: done, the relay is away, run again.
pub(crate) const USUAL_ENDS: [i32; 3] = [0, 69, 75];

/// Where the project is, below the folder of the victim; what the relay and the runs tell is beside it.
pub(crate) const FOLDER: &str = "project";

/// The longest that a sending may take to come to its end, once nobody kills it any more.
const PATIENCE: Duration = Duration::from_secs(180);

/// A project and its relay.
pub(crate) struct Victim {
    pub(crate) project: Project,
    pub(crate) connections: u64,
    audience: u64,
    sink: Option<Server>,
    /// How the sink is started.
    manners: Vec<String>,
    relay: std::net::SocketAddr,
    log: PathBuf,
    /// Kills of runs and of relays: each may leave a message on every connection uncertain.
    pub(crate) kills: u64,
    /// What is wrong so far.
    pub(crate) complaints: Vec<String>,
    /// What was done, for whoever reads about a failure.
    pub(crate) story: Vec<String>,
}

impl Victim {
    /// A copy of a prepared project, and a relay with such manners (options of `sink`).
    pub(crate) fn new(
        prepared: &Project,
        dir: &Path,
        audience: u64,
        manners: &[&str],
        mut sending: Sending,
    ) -> Result<Self> {
        let folder = dir.join(FOLDER);
        // It may be there already: a small disk of its own.
        fs::create_dir_all(&folder)?;
        let project = prepared.copy(&folder)?;
        sending.relay = free_address()?;
        project.configure(&sending)?;
        let mut victim = Self {
            connections: sending.connections,
            audience,
            sink: None,
            manners: manners.iter().map(|word| (*word).to_owned()).collect(),
            relay: sending.relay,
            log: dir.join("sink.log"),
            kills: 0,
            complaints: Vec::new(),
            story: vec![format!("sink {}", manners.join(" "))],
            project,
        };
        victim.sink_start()?;
        Ok(victim)
    }

    /// Begins a run.
    pub(crate) fn begin(&self) -> Result<Running> {
        self.begin_with(self.run_command()?)
    }

    /// Begins a run without asking first what it should be: it asks the store.
    pub(crate) fn begin_blindly(&self) -> Result<Running> {
        self.begin_with(self.project.command(&["run"]))
    }

    fn begin_with(&self, mut command: Command) -> Result<Running> {
        let errors = File::options()
            .create(true)
            .append(true)
            .open(self.log.with_file_name("stderr.log"))?;
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors);
        let began = Instant::now();
        let child = command.spawn().context("roundup does not start")?;
        Ok(Running { child, began })
    }

    /// Kills a run, if it is still one.
    pub(crate) fn kill(&mut self, mut running: Running) -> Result<()> {
        running.child.kill()?;
        let status = running.child.wait()?;
        let after = running.began.elapsed().as_millis();
        match status.code() {
            None => {
                self.kills += 1;
                self.story.push(format!("killed after {after} ms"));
            }
            Some(code) => self.ended(code),
        }
        Ok(())
    }

    /// Waits for a run to end by itself.
    pub(crate) fn wait(&mut self, mut running: Running, ends: &[i32]) -> Result<()> {
        let code = running.child.wait()?.code().unwrap_or(-1);
        self.story.push(format!("ended with {code}"));
        if !ends.contains(&code) {
            self.complaints.push(format!("a run ended with {code}"));
        }
        Ok(())
    }

    /// Kills the relay and starts it again.
    pub(crate) fn sink_restart(&mut self, pause: Duration) -> Result<()> {
        self.sink = None;
        self.kills += 1;
        sleep(pause);
        self.story.push(format!("sink away for {pause:?}"));
        self.sink_start()
    }

    /// Gives the relay better manners.
    pub(crate) fn sink_behaves(&mut self) -> Result<()> {
        self.manners.clear();
        self.sink_restart(Duration::ZERO)
    }

    /// Runs until the edition is sent. Its id, or nothing after a complaint.
    pub(crate) fn finish(&mut self) -> Result<Option<String>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ran = process::run(&mut self.run_command()?)?;
            let code = ran.status.code().unwrap_or(-1);
            self.ended(code);
            if !USUAL_ENDS.contains(&code) {
                self.complaints
                    .push(format!("{}{}", ran.stderr, ran.stdout));
                return Ok(None);
            }
            let sent = self.editions(&["sent"])?;
            if self.editions(&["sending", "approved"])?.is_empty()
                && let Some(id) = sent.first()
            {
                if sent.len() > 1 {
                    self.complaints.push(format!("more than one: {sent:?}"));
                }
                return Ok(Some(id.clone()));
            }
            if Instant::now() > deadline {
                self.complaints.push(format!("not sent after {PATIENCE:?}"));
                return Ok(None);
            }
            sleep(Duration::from_millis(250));
        }
    }

    /// Judges the end; those who are uncertain are returned.
    pub(crate) fn judge(&mut self, id: &str, again: &BTreeSet<String>) -> Result<Verdict> {
        let report = self.project.run(&["edition", "report", id, "--json"])?;
        let report = report.well()?.json()?;
        let ledger = self.project.run(&["edition", "report", id, "--csv"])?;
        let rows = judge::rows(&ledger.well()?.stdout)?;
        let journal = Journal::read(&self.log)?;
        self.complaints.extend(judge::complaints(&Case {
            journal: &journal,
            rows: &rows,
            report: &report,
            audience: self.audience,
            uncertain: self.kills * self.connections + journal.unknowable,
            again,
        }));
        self.look_for_panics();
        let uncertain = rows.iter().filter(|row| row.state == "uncertain");
        Ok(Verdict {
            uncertain: uncertain.map(|row| row.email.clone()).collect(),
            arrivals: journal.arrivals.values().map(|ids| ids.len() as u64).sum(),
            failed: report["failed"].as_u64().unwrap_or(0),
        })
    }

    /// Editions in one of these states, by id.
    pub(crate) fn editions(&self, states: &[&str]) -> Result<Vec<String>> {
        let listed = self.project.run(&["edition", "list", "--json"])?.well()?;
        let Value::Array(editions) = listed.json()? else {
            bail!("not a list of editions: {}", listed.stdout);
        };
        let in_state = editions.iter().filter(|edition| {
            let state = edition["state"].as_str().unwrap_or_default();
            states.contains(&state)
        });
        Ok(in_state
            .filter_map(|edition| edition["id"].as_str().map(str::to_owned))
            .collect())
    }

    /// `run --now` until there is an edition, then `run`.
    fn run_command(&self) -> Result<Command> {
        let begun = !self.editions(&["approved", "sending", "sent"])?.is_empty();
        let arguments: &[&str] = if begun { &["run"] } else { &["run", "--now"] };
        Ok(self.project.command(arguments))
    }

    fn ended(&mut self, code: i32) {
        self.story.push(format!("ended with {code}"));
        if !USUAL_ENDS.contains(&code) {
            self.complaints.push(format!("a run ended with {code}"));
        }
    }

    fn look_for_panics(&mut self) {
        let errors = self.log.with_file_name("stderr.log");
        let errors = fs::read_to_string(errors).unwrap_or_default();
        if let Some(line) = errors.lines().find(|line| line.contains("panicked")) {
            self.complaints.push(line.to_owned());
        }
    }

    fn sink_start(&mut self) -> Result<()> {
        let mut command = Command::new(beside("sink")?);
        command.args(["--listen", &self.relay.to_string(), "--log"]);
        command.arg(&self.log).args(&self.manners);
        self.sink = Some(Server::start(command, self.relay)?);
        Ok(())
    }
}

/// A run that was begun.
pub(crate) struct Running {
    child: std::process::Child,
    began: Instant,
}

/// What a judged sending came to.
pub(crate) struct Verdict {
    pub(crate) uncertain: BTreeSet<String>,
    pub(crate) arrivals: u64,
    pub(crate) failed: u64,
}

/// Another program of this crate: it is where this one is.
fn beside(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}
