//! Where the mail goes.

use std::{path::Path, process::Command};

use anyhow::Result;
use roundup_bench::process::{Server, free_address};

const SMTP_SINK: &str = "/usr/sbin/smtp-sink";

/// A server that takes all mail and keeps none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sink {
    /// Postfix's `smtp-sink`: what others measure with, but soon slower than the sender.
    Postfix,
    /// Ours, which is not.
    Ours,
}

impl Sink {
    pub(crate) const ALL: [Self; 2] = [Self::Postfix, Self::Ours];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Postfix => "smtp-sink",
            Self::Ours => "sink",
        }
    }

    /// Why it can't be had.
    pub(crate) fn lacking(self) -> Option<String> {
        let there = self == Self::Ours || Path::new(SMTP_SINK).exists();
        (!there).then(|| format!("{SMTP_SINK} is not installed (package postfix)"))
    }

    /// Starts it; the options are for ours.
    pub(crate) fn start(self, options: &[&str]) -> Result<Server> {
        let address = free_address()?;
        let mut command = match self {
            Self::Postfix => Command::new(SMTP_SINK),
            Self::Ours => Command::new(std::env::current_exe()?.with_file_name("sink")),
        };
        match self {
            // Root has to say whom to run as; elsewhere only the own user is allowed.
            Self::Postfix => command.args(as_root()).args([&address.to_string(), "1000"]),
            Self::Ours => command
                .args(["--listen", &address.to_string()])
                .args(options),
        };
        Server::start(command, address)
    }
}

fn as_root() -> &'static [&'static str] {
    use std::os::unix::fs::MetadataExt;
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if root { &["-u", "root"] } else { &[] }
}
