//! `[log]`: what is told on stderr while the program runs.

use serde::Deserialize;

/// What is logged.
#[derive(Debug, Clone)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// From which level on: `error`, `warn`, `info`, `debug`, `trace`.
    pub level: tracing::level_filters::LevelFilter,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    format: LogFormat,
    level: Level,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            format: LogFormat::default(),
            level: Level::Warn,
        }
    }
}

impl Raw {
    pub(super) fn check(self) -> Log {
        use tracing::level_filters::LevelFilter;
        let level = match self.level {
            Level::Error => LevelFilter::ERROR,
            Level::Warn => LevelFilter::WARN,
            Level::Info => LevelFilter::INFO,
            Level::Debug => LevelFilter::DEBUG,
            Level::Trace => LevelFilter::TRACE,
        };
        Log {
            format: self.format,
            level,
        }
    }
}
