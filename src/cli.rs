//! The command line: a file a command. What was typed is parsed here, handed to `pipeline`, and what comes
//! back is printed, for people or (`--json`) as the one document of the contract. Logs go to stderr.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::{
    clock::Clock,
    config::{self, Config, LogFormat},
    pipeline::{Fault, Pipeline},
};

mod check;
mod demo;
mod dkim;
mod draft;
mod edition;
mod events;
mod exit;
mod extract;
mod gather;
mod init;
mod key;
mod lint;
mod logging;
mod output;
mod preview;
mod progress;
mod proof;
mod reader;
mod run;
mod sample;
mod segment;
mod serve;
mod shell;
mod signals;
mod signing_key;
mod subscribers;
mod threads;
mod webhook;

use self::{exit::Exit, output::Output};

/// Composes a publication's weekly round-up and mails it: once to everyone, never twice, never to someone who left.
#[derive(Debug, Parser)]
#[command(
    name = "roundup",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Start with:\n  roundup demo            the whole job on a sample publication, offline\n  roundup init my-paper  a configuration of your own\n\nExit codes: 0 done or nothing due, 64 usage, 65 bad data, 69 a service is not there, 70 a bug,\n73 can't write, 75 not finished: run again, 77 not permitted, 78 bad configuration."
)]
struct Cli {
    /// The configuration [default: config/roundup.toml, then roundup.toml].
    #[arg(long, global = true, env = "ROUNDUP_CONFIG", value_name = "PATH")]
    config: Option<PathBuf>,

    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    json: bool,

    /// Answer yes to every question.
    #[arg(long, short, global = true)]
    yes: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Do the whole job on the bundled sample publication, offline.
    Demo(demo::Args),
    /// Write a commented configuration for a new publication.
    Init(init::Args),
    /// Look at everything a run needs: config, store, sources, relay, DNS.
    Check(check::Args),
    /// Read the sources now and keep what they give.
    Gather(gather::GatherArgs),
    /// List the stored pieces.
    Pieces(gather::PiecesArgs),
    /// Show what an article page yields.
    Extract(extract::ExtractArgs),
    /// Show what a feed yields.
    Feed(extract::FeedArgs),
    /// Compose or refresh the edition that is due next, with the reason for each piece.
    Draft(draft::Args),
    /// Write an edition as HTML, text and .eml.
    Preview(preview::PreviewArgs),
    /// Run the pre-flight checks on an edition.
    Lint(lint::Args),
    /// Send an edition to named people, subject marked.
    Proof(proof::Args),
    /// Do what is due: gather, compose, send, or go on with what was cut off. The cron entry.
    Run(run::Args),
    /// Scheduler, sender and web pages in one process.
    Serve(serve::Args),
    /// Look at and decide about editions.
    #[command(subcommand)]
    Edition(edition::Command),
    /// Look at and change the list.
    #[command(subcommand)]
    Subscribers(subscribers::Command),
    /// Make, list and revoke keys for the API.
    #[command(subcommand)]
    Key(key::Command),
    /// Make keys to sign mail with, and show their DNS records.
    #[command(subcommand)]
    Dkim(dkim::Command),
    /// Make and list the keys that sign the links of mails.
    #[command(subcommand)]
    SigningKey(signing_key::Command),
    /// See what programs elsewhere are told, and what they did not take.
    #[command(subcommand)]
    Webhook(webhook::Command),
    /// Print completions for a shell.
    Completions(shell::CompletionsArgs),
    /// Print the manual page.
    Man(shell::ManArgs),
}

/// What was typed before the command.
#[derive(Debug)]
struct Globals {
    config: Option<PathBuf>,
    output: Output,
    assent: Assent,
}

/// Whether questions are answered beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assent {
    /// Ask, where there is a terminal to ask on.
    Ask,
    /// `--yes`.
    Given,
}

impl Globals {
    fn config(&self) -> Result<Config> {
        let config = self.load()?;
        logging::start(&config.log);
        Ok(config)
    }

    fn load(&self) -> Result<Config> {
        let file = config::locate(self.config.clone())?;
        Ok(Config::load(&file, std::env::vars())?)
    }

    async fn pipeline(&self) -> Result<Pipeline> {
        Pipeline::open(self.config()?, clock()?).await
    }

    /// The same, with logs in this form whatever the configuration says.
    async fn pipeline_logging(&self, format: LogFormat) -> Result<Pipeline> {
        let mut config = self.load()?;
        config.log.format = format;
        logging::start(&config.log);
        Pipeline::open(config, clock()?).await
    }
}

/// The machine's clock, or the moment in `ROUNDUP_CLOCK`, where it stands still or goes `from` there on: for tests, and for
/// trying a schedule out.
fn clock() -> Result<Clock> {
    match std::env::var("ROUNDUP_CLOCK") {
        Ok(text) => match (text.parse(), text.strip_prefix("from ").map(str::parse)) {
            (Ok(at), _) => Ok(Clock::Fixed(at)),
            (_, Some(Ok(at))) => Ok(Clock::starting(at)),
            _ => Err(Fault::Usage(format!(
                "ROUNDUP_CLOCK is `{text}`, not a moment like 2026-11-20T06:00:00Z"
            ))
            .into()),
        },
        Err(_) => Ok(Clock::System),
    }
}

/// Runs the program and returns its exit code.
pub fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("__extract") {
        return crate::gather::extract_child();
    }
    #[cfg(feature = "failpoints")]
    let _scenario = crash_points();
    // Before the line is understood: an error of usage is told in the form that was asked for, too.
    let asked = Output::asked(std::env::args());
    let parsed = Cli::command()
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(why) => return exit::usage(&why, asked),
    };
    let globals = Globals {
        config: cli.config,
        output: asked,
        assent: if cli.yes { Assent::Given } else { Assent::Ask },
    };
    let runtime = match threads::runtime(&cli.command, &globals) {
        Ok(runtime) => runtime,
        Err(why) => return exit::report(&globals.output, &why),
    };
    let done = runtime.block_on(dispatch(&globals, cli.command));
    // Readers of hung-up connections must not keep the program from ending.
    runtime.shutdown_background();
    match done {
        Ok(exit) => exit.into(),
        Err(why) => exit::report(&globals.output, &why),
    }
}

/// Fail points that panic are crashes: nothing is unwound, nothing tidied up.
#[cfg(feature = "failpoints")]
fn crash_points() -> fail::FailScenario<'static> {
    std::panic::set_hook(Box::new(|_| std::process::abort()));
    fail::FailScenario::setup()
}

async fn dispatch(globals: &Globals, command: Command) -> Result<Exit> {
    match command {
        Command::Demo(args) => demo::run(globals, args).await,
        Command::Init(args) => init::run(globals, args),
        Command::Check(args) => check::run(globals, args).await,
        Command::Gather(args) => gather::gather(globals, args).await,
        Command::Pieces(args) => gather::pieces(globals, args).await,
        Command::Extract(args) => extract::extract(globals, args).await,
        Command::Feed(args) => extract::feed(globals, args).await,
        Command::Draft(args) => draft::run(globals, args).await,
        Command::Preview(args) => preview::preview(globals, args).await,
        Command::Lint(args) => lint::run(globals, args).await,
        Command::Proof(args) => proof::run(globals, args).await,
        Command::Run(args) => run::run(globals, args).await,
        Command::Serve(args) => serve::run(globals, args).await,
        Command::Edition(command) => edition::run(globals, command).await,
        Command::Subscribers(command) => subscribers::run(globals, command).await,
        Command::Key(command) => key::run(globals, command).await,
        Command::Dkim(command) => dkim::run(globals, command),
        Command::SigningKey(command) => signing_key::run(globals, command).await,
        Command::Webhook(command) => webhook::run(globals, command).await,
        Command::Completions(args) => shell::completions(globals, args),
        Command::Man(args) => shell::man(globals, args),
    }
}
