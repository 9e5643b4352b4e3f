//! The printer: the one place that writes to stdout. Text for people, or one JSON document.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

/// Headings.
pub(super) const BOLD: Style = Style::new().bold();
/// What matters less.
pub(super) const DIM: Style = Style::new().dimmed();
/// As it should be.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
/// Look at it.
pub(super) const WARN: Style = AnsiColor::Yellow.on_default();
/// Wrong.
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// For people; colours only on a terminal.
    Text,
    /// One document, for programs.
    Json,
}

impl Output {
    /// What a command line asks for.
    pub(super) fn asked(mut arguments: impl Iterator<Item = String>) -> Self {
        match arguments.any(|argument| argument == "--json") {
            true => Self::Json,
            false => Self::Text,
        }
    }

    /// Prints a result: the document, or what `text` writes. A reader that hung up is no error.
    pub(super) fn print(
        self,
        document: &impl Serialize,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut out = anstream::stdout().lock();
        let written = match self {
            Self::Text => text(&mut out),
            Self::Json => serde_json::to_writer_pretty(&mut out, document)
                .map_err(io::Error::from)
                .and_then(|()| writeln!(out)),
        };
        match written.and_then(|()| out.flush()) {
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }
}

/// A text in a style.
pub(super) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A day in the zone of the publication: `Fri 20 Nov 2026`.
pub(super) fn day(at: chrono::DateTime<chrono::Utc>, zone: chrono_tz::Tz) -> String {
    at.with_timezone(&zone).format("%a %d %b %Y").to_string()
}

/// A moment in the zone of the publication: `Fri 20 Nov 2026 07:00`.
pub(super) fn moment(at: chrono::DateTime<chrono::Utc>, zone: chrono_tz::Tz) -> String {
    format!(
        "{} {}",
        day(at, zone),
        at.with_timezone(&zone).format("%H:%M")
    )
}
