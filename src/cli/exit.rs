//! Exit codes (`sysexits.h`) and how errors are told: what is wrong, where, and what to do.

use std::{io::Write, process::ExitCode};

use serde_json::json;

use super::output::{BAD, DIM, Output, styled};
use crate::{
    config::ConfigError,
    pipeline::Fault,
    render::{LayoutError, RenderError},
    store::StoreError,
};

/// How the program ends. The numbers are the contract's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done, or nothing due.
    Done = 0,
    /// The command line makes no sense.
    Usage = 64,
    /// The data won't do.
    BadData = 65,
    /// A service that is needed is not there.
    Unavailable = 69,
    /// A bug of ours.
    Bug = 70,
    /// Can't write.
    CantWrite = 73,
    /// Not finished: run again.
    TryAgain = 75,
    /// Not permitted.
    NotPermitted = 77,
    /// The configuration is wrong.
    BadConfig = 78,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error in the terms of whoever reads it.
struct Told {
    exit: Exit,
    message: String,
    hint: Option<String>,
    location: Option<String>,
}

/// Tells an error and returns its exit code.
pub(super) fn report(output: &Output, error: &anyhow::Error) -> ExitCode {
    let told = told(error);
    write(output, &told);
    told.exit.into()
}

/// Tells what clap found: help and versions are no errors, all else is usage.
pub(super) fn usage(error: &clap::Error, output: Output) -> ExitCode {
    if !error.use_stderr() || output == Output::Text {
        // Nothing is left to be done when even this can't be printed.
        let _ = error.print();
        return if error.use_stderr() {
            Exit::Usage.into()
        } else {
            Exit::Done.into()
        };
    }
    let message = error.to_string();
    let lines = message
        .lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim);
    let message = lines
        .collect::<Vec<_>>()
        .join(" ")
        .trim_start_matches("error: ")
        .to_owned();
    let hint = Some("see `roundup --help`".to_owned());
    write(
        &Output::Json,
        &Told {
            exit: Exit::Usage,
            message,
            hint,
            location: None,
        },
    );
    Exit::Usage.into()
}

fn write(output: &Output, told: &Told) {
    // Nothing is left to be done when even the error can't be printed.
    let _ = match output {
        Output::Json => {
            let document = json!({ "error": {
                "code": told.exit as u8, "message": told.message, "hint": told.hint, "where": told.location,
            }});
            writeln!(anstream::stdout(), "{document:#}")
        }
        Output::Text => {
            let mut out = anstream::stderr().lock();
            let place = told
                .location
                .as_ref()
                .map(|place| format!("{place}: "))
                .unwrap_or_default();
            writeln!(out, "{}: {place}{}", styled(BAD, "error"), told.message).and_then(|()| {
                match &told.hint {
                    Some(hint) => writeln!(out, "  {} {hint}", styled(DIM, "->")),
                    None => Ok(()),
                }
            })
        }
    };
}

fn told(error: &anyhow::Error) -> Told {
    let whole = format!("{error:#}");
    let plain = |exit| Told {
        exit,
        message: whole.clone(),
        hint: None,
        location: None,
    };
    for cause in error.chain() {
        if let Some(config) = cause.downcast_ref::<ConfigError>() {
            return Told {
                exit: Exit::BadConfig,
                message: config.message.clone(),
                hint: config.hint.clone(),
                location: config.location.clone(),
            };
        }
        if let Some(RenderError::Layout(layout)) = cause.downcast_ref::<RenderError>() {
            return of_layout(layout);
        }
        if let Some(fault) = cause.downcast_ref::<Fault>() {
            return plain(exit_of(fault));
        }
        if let Some(store) = cause.downcast_ref::<StoreError>() {
            let (exit, hint) = store_advice(store);
            return Told {
                hint: Some(hint.to_owned()),
                ..plain(exit)
            };
        }
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return plain(match io.kind() {
                std::io::ErrorKind::NotFound => Exit::BadData,
                std::io::ErrorKind::PermissionDenied => Exit::NotPermitted,
                _ => Exit::CantWrite,
            });
        }
    }
    plain(Exit::Bug)
}

/// A layout is part of the configuration.
fn of_layout(layout: &LayoutError) -> Told {
    Told {
        exit: Exit::BadConfig,
        message: layout.message.clone(),
        hint: layout.hint.clone(),
        location: Some(layout.place()),
    }
}

fn exit_of(fault: &Fault) -> Exit {
    match fault {
        Fault::Usage(_) => Exit::Usage,
        Fault::BadData(_) => Exit::BadData,
        Fault::Unavailable(_) => Exit::Unavailable,
        Fault::CantWrite(_) => Exit::CantWrite,
        Fault::TryAgain(_) => Exit::TryAgain,
    }
}

fn store_advice(error: &StoreError) -> (Exit, &'static str) {
    match error {
        StoreError::Unwritable(_) => (
            Exit::CantWrite,
            "make the folder writable for this user and see that the disk has room; or set store.url to another place",
        ),
        StoreError::Gone(_) => (
            Exit::CantWrite,
            "put the file back where it was; or stop every roundup, bring back a backup, and start again",
        ),
        StoreError::Locked => (
            Exit::TryAgain,
            "another program is writing to it (a run, a backup, an open sqlite3 shell); run again when it is done",
        ),
        StoreError::NotOurs(_) => (
            Exit::BadData,
            "set store.url to a file of roundup's own, or bring back a backup; nothing was changed",
        ),
        StoreError::Failed(_) => (
            Exit::Bug,
            "this should not happen: please report it with the words above",
        ),
    }
}
