//! Postfix's own measuring stick, `smtp-sink`: an SMTP server that takes all it gets and keeps it for counting.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

const SINK: &str = "/usr/sbin/smtp-sink";

/// A running sink, gone with the test.
#[derive(Debug)]
pub(crate) struct SmtpSink {
    pub(crate) address: SocketAddr,
    dumps: TempDir,
    process: Child,
}

impl SmtpSink {
    /// Starts one, where it is installed; says so where not.
    pub(crate) fn start() -> Option<Self> {
        if !Path::new(SINK).exists() {
            eprintln!("skipped: {SINK} is not installed (package postfix)");
            return None;
        }
        // Somebody may take the port between our look and the sink's: then with another.
        let sink = (0..5).find_map(|_| Self::on_a_port());
        Some(sink.expect("smtp-sink starts"))
    }

    /// What it was given, once there are `count` messages; fewer after half a minute. Each begins with the envelope.
    pub(crate) async fn arrived(&self, count: usize) -> Vec<String> {
        for _ in 0..300 {
            if self.messages().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.messages()
    }

    fn on_a_port() -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let dumps = TempDir::new().expect("a folder");
        let mut command = Command::new(SINK);
        if super::is_root() {
            // It insists on being told whom to run as, but only where it could choose.
            command.args(["-u", "root"]);
        }
        command.args(["-d", "dump.", &address.to_string(), "100"]);
        command.current_dir(dumps.path()).stderr(Stdio::null());
        let process = command.spawn().expect("it starts");
        let mut sink = Self {
            address,
            dumps,
            process,
        };
        sink.listens().then_some(sink)
    }

    fn listens(&mut self) -> bool {
        for _ in 0..200 {
            let runs = matches!(self.process.try_wait(), Ok(None));
            if !runs || TcpStream::connect(self.address).is_ok() {
                return runs;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// The whole ones: an empty line ends each.
    fn messages(&self) -> Vec<String> {
        let dumps = std::fs::read_dir(self.dumps.path()).expect("the dumps");
        dumps
            .flatten()
            .map(|dump| std::fs::read_to_string(dump.path()).expect("a dump"))
            .filter(|text| text.ends_with("\n\n"))
            .collect()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        let ended = self.process.kill().and_then(|()| self.process.wait());
        if let Err(why) = ended {
            eprintln!("smtp-sink may not have stopped: {why}");
        }
    }
}

/// Whom a dumped message was for, by its envelope.
pub(crate) fn recipients(message: &str) -> Vec<String> {
    let envelope = message.lines().filter_map(|line| {
        let path = line.strip_prefix("X-Rcpt-Args: ")?;
        // Parameters may follow: `<ann@mill.example> NOTIFY=FAILURE`.
        let (path, _) = path.strip_prefix('<')?.split_once('>')?;
        Some(path.to_owned())
    });
    envelope.collect()
}
