//! What is measured besides plain speed: a relay far away, signing, and very long lists.

use std::{fs, path::Path, process::Command, time::Instant};

use anyhow::{Context, Result};
use roundup_bench::{
    process::{self, Server},
    project::{Project, Shape},
};

use crate::{
    clients::{Bench, Client},
    sinks::Sink,
    table::{Table, median, megabytes},
};

/// Roundup and a client that does not pipeline, to a relay that far away.
pub(crate) fn latency(bench: &Bench, millis: u64, rounds: u32) -> Result<()> {
    let mut table = Table::default();
    let words = millis.to_string();
    for _ in 0..rounds {
        let sink = Sink::Ours.start(&["--latency", &words])?;
        for client in [Client::Roundup, Client::Plain] {
            let sample = bench.measure(client, sink.address)?;
            table.add("sink, far away", client.name(), sample);
        }
    }
    println!("round trip of {millis} ms\n{table}");
    Ok(())
}

/// What signing costs, in terms of what `openssl` signs on as many processors.
pub(crate) fn dkim(bench: &Bench, key: &Path, rounds: u32) -> Result<()> {
    let key = fs::canonicalize(key).with_context(|| key.display().to_string())?;
    let signing = Bench {
        more: format!(
            "[dkim]\ndomain = \"quay.example\"\nselector = \"bench\"\nkey_file = \"{}\"\n",
            key.display()
        ),
        roundup: bench.roundup.clone(),
        many: bench.many.clone(),
        one: bench.one.clone(),
        dir: tempfile::TempDir::new()?,
        ..*bench
    };
    let mut table = Table::default();
    let mut ratios = Vec::new();
    for _ in 0..rounds {
        let sink = Sink::Ours.start(&[])?;
        let unsigned = bench.measure(Client::Roundup, sink.address)?;
        table.add("sink", "roundup unsigned", unsigned);
        let signed = signing.measure(Client::Roundup, sink.address)?;
        table.add("sink", "roundup signed", signed);
        ratios.push(signed.rate / openssl_speed(signed.cores)?);
    }
    let ratio = median(ratios.into_iter());
    println!(
        "{table}\nsigned messages a second to RSA 2048 signatures of `openssl speed` on the processors used: {ratio:.2}"
    );
    Ok(())
}

/// Signatures a second on so many processors: of as many processes as it takes, the share that they had.
fn openssl_speed(cores: f64) -> Result<f64> {
    let whole = cores.ceil().max(1.0);
    let processes = format!("{whole:.0}");
    let mut openssl = Command::new("openssl");
    openssl.args(["speed", "-seconds", "3", "-multi", &processes, "rsa2048"]);
    let ran = process::run(&mut openssl)?.well()?;
    // "rsa 2048 bits 0.000538s 0.000016s 1858.9 63121.1": signatures, then verifications.
    let line = ran.stdout.lines().rfind(|line| line.starts_with("rsa"));
    let line = line.with_context(|| format!("openssl says {:?}", ran.stdout))?;
    let cells: Vec<_> = line.split_whitespace().collect();
    let signatures = cells.iter().rev().nth(1).context("no figures")?;
    let all: f64 = signatures.parse()?;
    Ok(all * cores / whole)
}

/// Time for each message and memory, for lists of such lengths: neither should grow with them.
pub(crate) fn scale(bench: &Bench, lists: &[u64]) -> Result<()> {
    println!(
        "| recipients | import s | us/message | CPU us/message | RSS MB |\n|---:|---:|---:|---:|---:|"
    );
    for &people in lists {
        let dir = tempfile::TempDir::new_in(bench.dir.path())?;
        let began = Instant::now();
        let project = Project::prepare(dir.path(), &bench.roundup, Shape::short(people))?;
        let import = began.elapsed().as_secs_f64();
        let sink = Sink::Ours.start(&[])?;
        let sent = scaled(bench, &project, people, &sink)?;
        println!("| {people} | {import:.1} | {sent} |");
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "nobody sends so much mail")]
fn scaled(bench: &Bench, project: &Project, people: u64, sink: &Server) -> Result<String> {
    let (ran, elapsed) = bench.roundup_once(project, sink.address)?;
    let each = |time: f64| time / people as f64 * 1e6;
    Ok(format!(
        "{:.0} | {:.0} | {:.0}",
        each(elapsed.as_secs_f64()),
        each(ran.cpu.as_secs_f64()),
        megabytes(ran.rss)
    ))
}
