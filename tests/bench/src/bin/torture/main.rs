//! Kills sendings at any moment, with relays of all manners, and counts who got what.
//!
//! `tests/bench/torture` builds and runs it. It says its seed, and keeps the folder of a round that went wrong.
#![expect(clippy::print_stdout, reason = "it reports on a terminal")]

mod judge;
mod round;
mod scenario;
mod victim;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use roundup_bench::project::{Project, Shape};
use tempfile::TempDir;

use crate::{
    round::{Outcome, Plan},
    scenario::{Scenario, Tried},
    victim::Victim,
};

#[derive(Debug, Parser)]
struct Args {
    /// The program to torture.
    #[arg(long, env = "ROUNDUP_BIN", default_value = "target/release/roundup")]
    roundup: PathBuf,
    /// How many sendings are killed.
    #[arg(long, default_value_t = 100)]
    runs: u64,
    /// The number of the first of them: with its seed, `--first N --runs 1` plays round N again.
    #[arg(long, default_value_t = 1)]
    first: u64,
    /// What chance begins with; any number, and the same one again for the same tortures.
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, default_value_t = 2_000)]
    audience: u64,
    #[arg(long, default_value_t = 8)]
    connections: u64,
    /// How many at once: much of the time is spent waiting for another try.
    #[arg(long, default_value_t = 3)]
    jobs: usize,
    /// Only such an accident, and no kills; may be given several times. Without it: kills, then all accidents.
    #[arg(long)]
    scenario: Vec<Scenario>,
    /// Only the kills.
    #[arg(long)]
    no_scenarios: bool,
}

fn main() -> Result<ExitCode> {
    let args = Args::parse();
    let seed = args.seed.unwrap_or_else(|| u64::from(std::process::id()));
    println!("seed {seed}, {}", args.roundup.display());
    let dir = TempDir::with_prefix("roundup-torture-")?;
    let plan = plan(&args, seed, dir.path())?;
    let mut well = true;
    if args.scenario.is_empty() {
        well &= all_rounds(&args, &plan);
    }
    if !args.no_scenarios {
        well &= all_scenarios(&args, &plan);
    }
    println!(
        "{}",
        if well {
            "all is well"
        } else {
            "not well: see above"
        }
    );
    Ok(ExitCode::from(u8::from(!well)))
}

/// Prepares the project, and sees how long an undisturbed sending takes.
fn plan(args: &Args, seed: u64, dir: &Path) -> Result<Plan> {
    let shape = Shape {
        stories: 6,
        ..Shape::weekly(args.audience)
    };
    let mut plan = Plan {
        prepared: Project::prepare(dir, &args.roundup, shape)?,
        audience: args.audience,
        connections: args.connections,
        seed,
        usual: Duration::ZERO,
    };
    let trial = TempDir::with_prefix("roundup-torture-trial-")?;
    let manner = round::sending(&plan, "none", 200);
    let mut victim = Victim::new(&plan.prepared, trial.path(), args.audience, &[], manner)?;
    let began = Instant::now();
    victim.finish()?.context("an undisturbed sending fails")?;
    plan.usual = began.elapsed();
    println!("undisturbed, a sending takes {:?}", plan.usual);
    Ok(plan)
}

fn all_rounds(args: &Args, plan: &Plan) -> bool {
    let began = Instant::now();
    let next = AtomicU64::new(args.first);
    let end = args.first + args.runs;
    let total = Mutex::new((0, 0, Outcome::default()));
    thread::scope(|scope| {
        for _ in 0..args.jobs.max(1) {
            scope.spawn(|| {
                while let Some(number) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < end)
                {
                    let outcome = one_round(plan, number);
                    // A thread that panicked has told about itself; the sums are still sums.
                    let mut total = total.lock().unwrap_or_else(|broken| broken.into_inner());
                    add(&mut total, &outcome);
                    if total.0 % 10 == 0 || total.0 == args.runs {
                        told(&total, began);
                    }
                }
            });
        }
    });
    let total = total
        .into_inner()
        .unwrap_or_else(|broken| broken.into_inner());
    total.0 == args.runs && total.1 == 0
}

fn one_round(plan: &Plan, number: u64) -> Outcome {
    in_a_folder(&format!("round {number}, seed {}", plan.seed), |dir| {
        let outcome = round::play(plan, number, dir)?;
        Ok((outcome.complaints.clone(), outcome))
    })
}

fn all_scenarios(args: &Args, plan: &Plan) -> bool {
    let all = Scenario::value_variants();
    let chosen = if args.scenario.is_empty() {
        all
    } else {
        &args.scenario
    };
    let mut well = true;
    for scenario in chosen {
        let tried = in_a_folder(&format!("{scenario:?}"), |dir| {
            let tried = scenario::play(*scenario, plan, dir)?;
            Ok((tried.complaints.clone(), tried))
        });
        let good = tried.complaints.is_empty();
        well &= good;
        let word = if good { "well" } else { "NOT WELL" };
        println!("{scenario:?}: {word}: {}", tried.story);
    }
    well
}

/// Does something in a new folder, which is kept if there are complaints; a failure is a complaint, too.
fn in_a_folder<T: Failed>(what: &str, act: impl FnOnce(&Path) -> Result<(Vec<String>, T)>) -> T {
    let played = TempDir::with_prefix("roundup-torture-")
        .context("no folder")
        .map(|dir| (act(dir.path()), dir));
    let (complaints, result, dir) = match played {
        Ok((Ok((complaints, result)), dir)) => (complaints, result, Some(dir)),
        Ok((Err(why), dir)) => (vec![format!("{why:#}")], T::failed(&why), Some(dir)),
        Err(why) => (vec![format!("{why:#}")], T::failed(&why), None),
    };
    if !complaints.is_empty() {
        let kept = dir.map(TempDir::keep);
        println!("FAILED {what}, kept in {kept:?}:");
        for complaint in complaints.iter().take(20) {
            println!("  {complaint}");
        }
        println!("  {} complaints", complaints.len());
    }
    result
}

/// What stands for a result that never came.
trait Failed {
    fn failed(why: &anyhow::Error) -> Self;
}

impl Failed for Outcome {
    fn failed(why: &anyhow::Error) -> Self {
        Self {
            complaints: vec![format!("{why:#}")],
            ..Self::default()
        }
    }
}

impl Failed for Tried {
    fn failed(why: &anyhow::Error) -> Self {
        Self {
            complaints: vec![format!("{why:#}")],
            ..Self::default()
        }
    }
}

type Total = (u64, u64, Outcome);

fn add((runs, bad, sum): &mut Total, outcome: &Outcome) {
    *runs += 1;
    *bad += u64::from(!outcome.complaints.is_empty());
    sum.kills += outcome.kills;
    sum.arrivals += outcome.arrivals;
    sum.uncertain += outcome.uncertain;
    sum.failed += outcome.failed;
    sum.resent += outcome.resent;
    if !outcome.complaints.is_empty() {
        println!("  what was done: {}", outcome.story.join("; "));
    }
}

fn told((runs, bad, sum): &Total, began: Instant) {
    println!(
        "{runs} runs, {bad} bad, {} kills, {} arrivals, {} uncertain, {} resent, {} refused, {} s",
        sum.kills,
        sum.arrivals,
        sum.uncertain,
        sum.resent,
        sum.failed,
        began.elapsed().as_secs()
    );
}
