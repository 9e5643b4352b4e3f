//! Who sends, and what a sending costs.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use roundup_bench::{
    process::{self, Ran},
    project::{Project, Sending},
};
use tempfile::TempDir;

const SMTP_SOURCE: &str = "/usr/sbin/smtp-source";

/// A program that sends mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Client {
    Roundup,
    SmtpSource,
    LettrePool,
    /// Prepared bytes without pipelining.
    Plain,
    NodemailerBuilt,
    NodemailerRaw,
}

impl Client {
    pub(crate) const PEERS: [Self; 5] = [
        Self::Roundup,
        Self::SmtpSource,
        Self::LettrePool,
        Self::NodemailerBuilt,
        Self::NodemailerRaw,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Roundup => "roundup run",
            Self::SmtpSource => "smtp-source",
            Self::LettrePool => "lettre pool",
            Self::Plain => "no pipelining",
            Self::NodemailerBuilt => "nodemailer built",
            Self::NodemailerRaw => "nodemailer raw",
        }
    }

    /// Why it can't be had.
    pub(crate) fn lacking(self) -> Option<String> {
        let (file, how) = match self {
            Self::SmtpSource => (PathBuf::from(SMTP_SOURCE), "package postfix"),
            Self::NodemailerBuilt | Self::NodemailerRaw => (
                peers().join("node_modules/nodemailer"),
                "npm ci in tests/bench/peers",
            ),
            _ => return None,
        };
        let name = self.name();
        (!file.exists()).then(|| format!("{name}: {} is not there ({how})", file.display()))
    }
}

/// How many messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Volume {
    /// From roundup and smtp-source.
    pub(crate) messages: u64,
    /// From those that would take minutes.
    pub(crate) peers: u64,
}

/// What one sending came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// Messages a second.
    pub(crate) rate: f64,
    /// Time on the processors for each, in microseconds, without what a sending of one costs.
    pub(crate) cpu: f64,
    /// The most memory at once, in bytes.
    pub(crate) rss: u64,
    /// How many processors were busy with it.
    pub(crate) cores: f64,
}

/// What the measurements have in common.
pub(crate) struct Bench {
    pub(crate) roundup: PathBuf,
    /// With all recipients, and with one.
    pub(crate) many: Project,
    pub(crate) one: Project,
    pub(crate) connections: u64,
    pub(crate) volume: Volume,
    pub(crate) octets: u64,
    /// More sections of the configuration.
    pub(crate) more: String,
    pub(crate) dir: TempDir,
}

impl Bench {
    /// One sending by one client.
    pub(crate) fn measure(&self, client: Client, relay: SocketAddr) -> Result<Sample> {
        let count = match client {
            Client::Roundup | Client::SmtpSource => self.volume.messages,
            _ => self.volume.peers,
        };
        let (ran, elapsed) = self.send(client, relay, count)?;
        let (alone, _) = self.send(client, relay, 1)?;
        Ok(sample(count, &ran, &alone, elapsed))
    }

    fn send(&self, client: Client, relay: SocketAddr, count: u64) -> Result<(Ran, Duration)> {
        if client == Client::Roundup {
            let project = if count == 1 { &self.one } else { &self.many };
            return self.roundup_once(project, relay);
        }
        let ran = process::run(&mut self.peer(client, relay, count)?)?.well()?;
        let elapsed = match client {
            // It does nothing else, and says nothing.
            Client::SmtpSource => ran.wall,
            _ => elapsed(&ran, count)?,
        };
        Ok((ran, elapsed))
    }

    /// A sending from a fresh copy of a project.
    pub(crate) fn roundup_once(
        &self,
        project: &Project,
        relay: SocketAddr,
    ) -> Result<(Ran, Duration)> {
        let dir = TempDir::new_in(self.dir.path())?;
        let copy = project.copy(dir.path())?;
        copy.configure(&Sending {
            relay,
            connections: self.connections,
            smtp: "tls = \"none\"".to_owned(),
            more: self.more.clone(),
        })?;
        let ran = copy.run(&["run", "--now", "--json"])?.well()?;
        let report = ran.json()?;
        let audience = report["audience"].as_u64().context("no audience")?;
        let elapsed = elapsed(&ran, audience)?;
        Ok((ran, elapsed))
    }

    fn peer(&self, client: Client, relay: SocketAddr, count: u64) -> Result<Command> {
        let (count, octets) = (count.to_string(), self.octets.to_string());
        let (connections, address) = (self.connections.to_string(), relay.to_string());
        let mut command = match client {
            Client::SmtpSource => Command::new(SMTP_SOURCE),
            Client::NodemailerBuilt | Client::NodemailerRaw => Command::new("node"),
            _ => Command::new(std::env::current_exe()?.with_file_name("lettre_peer")),
        };
        match client {
            Client::SmtpSource => command
                .args(["-d", "-s", &connections, "-l", &octets, "-m", &count])
                .arg(address),
            Client::NodemailerBuilt | Client::NodemailerRaw => {
                let (host, port) = (relay.ip().to_string(), relay.port().to_string());
                let raw = client == Client::NodemailerRaw;
                let mode = if raw { "raw" } else { "built" };
                command
                    .arg(peers().join("nodemailer.js"))
                    .args([&host, &port, &count, &connections, &octets])
                    .arg(mode)
            }
            _ => {
                let plain = (client == Client::Plain).then_some("--plain");
                command
                    .args(["--relay", &address, "--messages", &count])
                    .args(["--connections", &connections, "--octets", &octets])
                    .args(plain)
            }
        };
        Ok(command)
    }
}

/// What the client measured itself, if all was accepted.
fn elapsed(ran: &Ran, count: u64) -> Result<Duration> {
    let report = ran.json()?;
    let accepted = report["accepted"].as_u64().unwrap_or(0);
    ensure!(accepted == count, "{accepted} of {count} accepted: {ran:?}");
    let millis = report["elapsed_ms"].as_f64().context("no elapsed_ms")?;
    // One that took no time took less than the clock shows.
    Ok(Duration::from_secs_f64(millis.max(0.5) / 1_000.0))
}

#[expect(clippy::cast_precision_loss, reason = "nobody sends so much mail")]
fn sample(count: u64, ran: &Ran, alone: &Ran, elapsed: Duration) -> Sample {
    let more = count.saturating_sub(1).max(1) as f64;
    let busy = ran.cpu.saturating_sub(alone.cpu).as_secs_f64();
    Sample {
        rate: count as f64 / elapsed.as_secs_f64(),
        cpu: busy / more * 1e6,
        rss: ran.rss,
        cores: busy / elapsed.as_secs_f64(),
    }
}

fn peers() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/peers"))
}
