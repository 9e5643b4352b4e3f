//! Logs: to stderr, for people or for machines, from the configured level on (`ROUNDUP_LOG` is stronger).

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

use super::progress::AboveBar;
use crate::config::{Log, LogFormat};

/// Starts logging. A second start (a test, a re-read config) changes nothing.
pub(super) fn start(log: &Log) {
    let filter = EnvFilter::builder()
        .with_default_directive(format!("roundup={}", log.level).parse().unwrap_or_default())
        .with_env_var("ROUNDUP_LOG")
        .from_env_lossy();
    let lines = fmt()
        .with_env_filter(filter)
        .with_writer(|| AboveBar)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal());
    let _ = match log.format {
        LogFormat::Text => lines.compact().try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
