//! Measures how fast `roundup` hands mail over, against other senders on the same machine at the same time.
//!
//! `tests/bench/delivery` builds what is needed and runs it; `README.md` says what the columns mean.
#![expect(clippy::print_stdout, reason = "it reports on a terminal")]

mod clients;
mod scenes;
mod sinks;
mod table;

use std::{fs, path::PathBuf};

use anyhow::Result;
use clap::Parser;
use roundup_bench::{
    journal::Journal,
    project::{Project, Shape},
};
use tempfile::TempDir;

use crate::{
    clients::{Bench, Client, Volume},
    sinks::Sink,
    table::Table,
};

#[derive(Debug, Parser)]
struct Args {
    /// The program to measure.
    #[arg(long, env = "ROUNDUP_BIN", default_value = "target/release/roundup")]
    roundup: PathBuf,
    /// Recipients, and messages of smtp-source.
    #[arg(long, default_value_t = 20_000)]
    messages: u64,
    /// Messages of the peers that are much slower.
    #[arg(long, default_value_t = 2_000)]
    peer_messages: u64,
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    #[arg(long, default_value_t = 16)]
    connections: u64,
    /// Only roundup and smtp-source.
    #[arg(long)]
    quick: bool,
    /// Milliseconds of round trip: roundup against a client that does not pipeline. 30 is a relay far away.
    #[arg(long, value_name = "MS")]
    latency: Option<u64>,
    /// Messages signed with this key (PEM, RSA 2048), against what `openssl speed` signs.
    #[arg(long, value_name = "KEYFILE")]
    dkim: Option<PathBuf>,
    /// Time and memory for lists of such lengths; 10,000 and 1,000,000 if none is given.
    #[arg(long, value_name = "RECIPIENTS", num_args = 0.., value_delimiter = ',',
        default_missing_values = ["10000", "1000000"])]
    scale: Vec<u64>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let dir = TempDir::with_prefix("roundup-bench-")?;
    let bench = prepare(&args, dir)?;
    println!(
        "{} messages of {} octets over {} connections, {} rounds",
        args.messages, bench.octets, args.connections, args.rounds
    );
    // The scenes that were asked for, or the main one.
    if let Some(latency) = args.latency {
        scenes::latency(&bench, latency, args.rounds)?;
    }
    if let Some(key) = &args.dkim {
        scenes::dkim(&bench, key, args.rounds)?;
    }
    if !args.scale.is_empty() {
        scenes::scale(&bench, &args.scale)?;
    }
    if args.latency.is_none() && args.dkim.is_none() && args.scale.is_empty() {
        against_peers(&bench, &args)?;
    }
    Ok(())
}

fn prepare(args: &Args, dir: TempDir) -> Result<Bench> {
    let project = |name: &str, people| {
        let folder = dir.path().join(name);
        fs::create_dir(&folder)?;
        Project::prepare(&folder, &args.roundup, Shape::weekly(people))
    };
    let mut bench = Bench {
        roundup: args.roundup.clone(),
        many: project("many", args.messages)?,
        one: project("one", 1)?,
        connections: args.connections,
        volume: Volume {
            messages: args.messages,
            peers: args.peer_messages,
        },
        octets: 0,
        more: String::new(),
        dir,
    };
    bench.octets = octets(&bench)?;
    Ok(bench)
}

/// How big the messages are.
fn octets(bench: &Bench) -> Result<u64> {
    let log = bench.dir.path().join("octets.log");
    let words = log.display().to_string();
    let sink = Sink::Ours.start(&["--log", &words])?;
    bench.roundup_once(&bench.one, sink.address)?;
    Ok(Journal::read(&log)?.octets)
}

fn against_peers(bench: &Bench, args: &Args) -> Result<()> {
    let mut table = Table::default();
    let clients: &[Client] = if args.quick {
        &[Client::Roundup, Client::SmtpSource]
    } else {
        &Client::PEERS
    };
    for lacking in clients.iter().filter_map(|client| client.lacking()) {
        println!("skipped: {lacking}");
    }
    for round in 0..args.rounds {
        for sink in Sink::ALL {
            if let Some(lacking) = sink.lacking() {
                if round == 0 {
                    println!("skipped: {lacking}");
                }
                continue;
            }
            let server = sink.start(&[])?;
            for client in clients.iter().filter(|client| client.lacking().is_none()) {
                let sample = bench.measure(*client, server.address)?;
                table.add(sink.name(), client.name(), sample);
            }
        }
    }
    println!("{table}");
    Ok(())
}
