//! Starting, watching and ending other programs.

use std::{
    io::{Read, Seek},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use wait4::Wait4;

/// A program that serves on an address; gone when dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
}

impl Server {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// When it does not start, or does not listen within a few seconds.
    pub fn start(mut command: Command, address: SocketAddr) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.spawn().with_context(|| name.clone())?;
        let mut server = Self { address, child };
        for _ in 0..500 {
            if TcpStream::connect(address).is_ok() {
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("{name} ended at once: {status}");
            }
            sleep(Duration::from_millis(10));
        }
        bail!("{name} does not listen on {address}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that is gone already needs no killing.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// An address of this machine where nobody listens.
///
/// # Errors
/// When the system has none.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// What came of a program, and what it cost.
#[derive(Debug)]
pub struct Ran {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
    /// From its start to its end.
    pub wall: Duration,
    /// Time on the processors, its own and the system's for it.
    pub cpu: Duration,
    /// The most memory that it had at once, in bytes.
    pub rss: u64,
}

impl Ran {
    /// Its output as JSON.
    ///
    /// # Errors
    /// When it is not JSON; then with what it complained about.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_str(&self.stdout).with_context(|| format!("{self:?}"))
    }

    /// The same, if it ended well.
    ///
    /// # Errors
    /// When it did not.
    pub fn well(self) -> Result<Self> {
        if self.status.success() {
            return Ok(self);
        }
        bail!("{}: {}{}", self.status, self.stderr, self.stdout)
    }
}

/// Runs a program to its end.
///
/// # Errors
/// When it can't be started.
pub fn run(command: &mut Command) -> Result<Ran> {
    // Files and not pipes: nobody has to read while it runs.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let began = Instant::now();
    let child = command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?)
        .spawn()
        .with_context(|| format!("{command:?}"))?;
    let used = child.wait4()?;
    let mut ran = Ran {
        status: used.status,
        stdout: String::new(),
        stderr: String::new(),
        wall: began.elapsed(),
        cpu: used.rusage.utime + used.rusage.stime,
        rss: used.rusage.maxrss,
    };
    stdout.rewind()?;
    stdout.read_to_string(&mut ran.stdout)?;
    stderr.rewind()?;
    stderr.read_to_string(&mut ran.stderr)?;
    Ok(ran)
}
