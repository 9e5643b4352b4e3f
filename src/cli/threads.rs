//! How many threads a command's tasks share. What computes for long has threads of its own elsewhere: the ledger, the
//! readers of pages, the scaling of photos.

use std::{ffi::OsStr, thread::available_parallelism};

use anyhow::Result;
use tokio::runtime::{Builder, Runtime};

use super::{Command, Globals};
use crate::pipeline::Fault;

/// More threads than this are a slip of the pen.
const MOST: usize = 1_024;

/// The variable that says how many; tokio knows it, too.
const VARIABLE: &str = "TOKIO_WORKER_THREADS";

/// The runtime for this command, with the number of threads that `TOKIO_WORKER_THREADS` names, where it does.
///
/// # Errors
/// When that is no number of threads, or the system gives none.
pub(super) fn runtime(command: &Command, globals: &Globals) -> Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder.enable_all();
    let asked = std::env::var_os(VARIABLE)
        .map(|asked| number(&asked))
        .transpose()?;
    let own = || match command {
        Command::Run(_) if !signs(globals) => Some(half_of_the_processors()),
        _ => None,
    };
    if let Some(threads) = asked.or_else(own) {
        builder.worker_threads(threads);
    }
    Ok(builder.build()?)
}

fn number(asked: &OsStr) -> Result<usize, Fault> {
    let number = asked.to_str().and_then(|asked| asked.parse().ok());
    number
        .filter(|number| (1..=MOST).contains(number))
        .ok_or_else(|| {
            let asked = asked.display();
            Fault::Usage(format!(
                "{VARIABLE} is `{asked}`, not a number of threads from 1 to {MOST}"
            ))
        })
}

/// Tasks that write and listen keep one thread busy at most as long as the ledger's thread and the relay leave them
/// anything to do; on more threads they wake each other. `tests/bench/README.md` has the figures.
fn half_of_the_processors() -> usize {
    available_parallelism().map_or(1, |all| all.get().div_ceil(2))
}

/// A signature costs several times as much as the rest of a message: that is for all processors. What is wrong with a
/// configuration is told where it is used.
fn signs(globals: &Globals) -> bool {
    globals.load().is_ok_and(|config| config.dkim.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;
    use secrecy::ExposeSecret as _;

    use crate::{
        cli::{Assent, Cli, output::Output},
        dkim::{Algorithm, SigningKey},
    };

    fn workers(line: &[&str]) -> usize {
        let cli = Cli::try_parse_from(line).unwrap();
        let globals = Globals {
            config: cli.config,
            output: Output::asked(std::env::args()),
            assent: Assent::Ask,
        };
        let runtime = runtime(&cli.command, &globals).unwrap();
        runtime.metrics().num_workers()
    }

    #[test]
    fn what_is_no_number_of_threads_is_told() {
        assert_eq!(number(OsStr::new("3")).unwrap(), 3);
        for asked in ["0", "", "two", "-1", "99999999"] {
            let why = number(OsStr::new(asked)).unwrap_err().to_string();
            assert!(why.contains(VARIABLE) && why.contains(asked), "{why}");
        }
    }

    #[test]
    fn a_run_takes_half_of_the_processors_unless_it_signs() {
        let all = available_parallelism().unwrap().get();
        let dir = tempfile::tempdir().unwrap();
        let config = |name: &str, dkim: &str| {
            let file = dir.path().join(name);
            let example = include_str!("../../config/roundup.toml");
            std::fs::write(&file, example.replace("\n[dkim]\n", dkim)).unwrap();
            file.to_str().unwrap().to_owned()
        };
        let plain = config("plain.toml", "\n[dkim]\n");
        let run = ["roundup", "--config", &plain, "run"];
        assert_eq!(workers(&run), all.div_ceil(2));
        let serve = ["roundup", "--config", &plain, "serve"];
        assert_eq!(workers(&serve), all);

        let key = SigningKey::generate(Algorithm::Rsa).unwrap();
        std::fs::write(dir.path().join("key.pem"), key.pem.expose_secret()).unwrap();
        let signing = config("signing.toml", "\n[dkim]\nkey_file = \"key.pem\"\n");
        let run = ["roundup", "--config", &signing, "run"];
        assert_eq!(workers(&run), all);
    }
}
