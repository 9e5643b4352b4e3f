//! Measures what `roundup` makes of real pages and feeds, against what they are known to say.
//!
//! `tests/bench/content` builds what is needed and runs it; `README.md` says what the rows mean.
#![expect(clippy::print_stdout, reason = "it reports on a terminal")]

mod articles;
mod corpora;
mod feeds;
mod gathering;
mod metadata;
mod scored;
mod shingles;
mod table;

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use roundup_bench::process::{Ran, run};

use crate::table::Table;

#[derive(Debug, Parser)]
struct Args {
    /// The folder of the corpora: `articles/aeb`, `articles/readability` and `feeds` in it, as far as they are there.
    #[arg(env = "ROUNDUP_CORPORA")]
    corpora: Option<PathBuf>,
    /// The program to measure.
    #[arg(long, env = "ROUNDUP_BIN", default_value = "target/release/roundup")]
    roundup: PathBuf,
    /// Pages read at once; as many as there are processors if not given.
    #[arg(long)]
    jobs: Option<usize>,
    /// Name what was not right, with what was expected.
    #[arg(long)]
    failures: bool,
    /// A script that scores what a command makes of feedparser's and gofeed's feeds; `tools/score_feeds.py` beside the
    /// corpora, if it is there.
    #[arg(long)]
    scorer: Option<PathBuf>,
    /// Instead: what it costs to gather from so many sites, with 30 pages each.
    #[arg(long, value_name = "SITES", num_args = 0..=1, default_missing_value = "200")]
    gather: Option<usize>,
    #[command(subcommand)]
    command: Option<Act>,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Prints a feed as the script wants it.
    #[command(hide = true)]
    Reshape { words: Vec<String> },
}

fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(Act::Reshape { words }) = &args.command {
        println!("{}", scored::reshape(&args.roundup, words)?);
        return Ok(());
    }
    let program = Program {
        path: args.roundup.clone(),
        jobs: args
            .jobs
            .or_else(|| thread::available_parallelism().map(usize::from).ok())
            .unwrap_or(1),
    };
    if let Some(sites) = args.gather {
        return gathering::measure(&program, sites, 30);
    }
    let corpora = args
        .corpora
        .context("name the folder of the corpora, or set ROUNDUP_CORPORA")?;
    let mut table = Table::default();
    articles::measure(&program, &corpora.join("articles"), &mut table)?;
    feeds::measure(&program, &corpora.join("feeds"), &mut table)?;
    let beside = corpora.join("../tools/score_feeds.py");
    match args
        .scorer
        .or_else(|| Some(beside).filter(|script| script.exists()))
    {
        Some(scorer) => {
            scored::measure(&scorer, &program.path, &corpora.join("feeds"), &mut table)?;
        }
        None => println!("skipped: no script that scores feeds (--scorer)"),
    }
    if args.failures {
        table.failures.sort();
        for failure in &table.failures {
            println!("{failure}");
        }
    }
    println!("{table}");
    Ok(())
}

/// The program that is measured.
struct Program {
    path: PathBuf,
    jobs: usize,
}

impl Program {
    /// `roundup extract FILE --url URL --json`, away from any configuration.
    fn extract(&self, file: &Path, url: &str) -> Result<Ran> {
        self.look("extract", file, url)
    }

    /// `roundup feed FILE --url URL --json`.
    fn feed(&self, file: &Path, url: &str) -> Result<Ran> {
        self.look("feed", file, url)
    }

    fn look(&self, command: &str, file: &Path, url: &str) -> Result<Ran> {
        let dir = file.parent().unwrap_or(Path::new("."));
        run(Command::new(std::path::absolute(&self.path)?)
            .arg(command)
            .arg(file)
            .args(["--url", url, "--json"])
            .env_remove("ROUNDUP_CONFIG")
            .current_dir(dir))
    }

    /// Does something for each, several at once; what came of them is in their order.
    fn each<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        let next = Mutex::new(items.iter().enumerate());
        let done = Mutex::new(Vec::with_capacity(items.len()));
        thread::scope(|scope| {
            for _ in 0..self.jobs.max(1) {
                scope.spawn(|| {
                    loop {
                        let Some((at, item)) = lock(&next).next() else {
                            break;
                        };
                        let result = work(item);
                        lock(&done).push((at, result));
                    }
                });
            }
        });
        let mut done = done
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
