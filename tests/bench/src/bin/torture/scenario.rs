//! Accidents that are not kills: a full disk, a locked store, a clock that goes back, many runs at once, bad TLS.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use clap::ValueEnum;
use roundup_bench::{feed::now, journal::Journal};

use crate::{
    round::{Plan, sending},
    victim::{FOLDER, USUAL_ENDS, Victim},
};

/// One kind of accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// The disk of the store fills up while mail goes out, and has room again later.
    DiskFull,
    /// Somebody else keeps the store locked for a while.
    Locked,
    /// The clock goes back an hour between a kill and the next run.
    ClockBack,
    /// Four runs at once, several times.
    TwoRuns,
    /// Certificates: with a bad one nothing may go out.
    Tls,
}

/// What came of it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tried {
    /// Empty if all is well.
    pub(crate) complaints: Vec<String>,
    /// What was done, or why nothing could be.
    pub(crate) story: String,
}

/// Lets it happen to a copy of the prepared project in this folder.
pub(crate) fn play(scenario: Scenario, plan: &Plan, dir: &Path) -> Result<Tried> {
    match scenario {
        Scenario::DiskFull => disk_full(plan, dir),
        Scenario::Locked => locked(plan, dir),
        Scenario::ClockBack => clock_back(plan, dir),
        Scenario::TwoRuns => two_runs(plan, dir),
        Scenario::Tls => tls(plan, dir),
    }
}

fn disk_full(plan: &Plan, dir: &Path) -> Result<Tried> {
    let folder = dir.join(FOLDER);
    fs::create_dir(&folder)?;
    let Some(disk) = Disk::mount(&folder)? else {
        return skipped("no tmpfs can be mounted here (that takes root)");
    };
    let mut victim = victim(plan, dir)?;
    let running = victim.begin()?;
    sleep(plan.usual / 3);
    let filler = folder.join("filler");
    fill(&filler)?;
    let mut ends = USUAL_ENDS.to_vec();
    // "Can't write" is what it should say.
    ends.push(73);
    victim.wait(running, &ends)?;
    let again = victim.begin_blindly()?;
    victim.wait(again, &ends)?;
    // Each of these runs may have lost sight of what was in flight, as if killed.
    victim.kills += 2;
    fs::remove_file(filler)?;
    let judged = judged(victim)?;
    if !judged.complaints.is_empty() {
        // What went wrong is to be looked at there.
        std::mem::forget(disk);
    }
    Ok(judged)
}

fn fill(path: &Path) -> Result<()> {
    let mut file = File::create(path)?;
    let mut block = vec![0; 1 << 16];
    while !block.is_empty() {
        match file.write_all(&block) {
            Ok(()) => {}
            Err(why) if why.kind() == io::ErrorKind::StorageFull => block.truncate(block.len() / 2),
            Err(why) => return Err(why.into()),
        }
    }
    Ok(())
}

fn locked(plan: &Plan, dir: &Path) -> Result<Tried> {
    if Command::new("sqlite3").arg("-version").output().is_err() {
        return skipped("sqlite3 is not installed");
    }
    let mut all = Tried::default();
    for hold in [500, 3_000, 40_000] {
        let dir = dir.join(hold.to_string());
        fs::create_dir(&dir)?;
        let tried = locked_for(Duration::from_millis(hold), plan, &dir)?;
        all.complaints.extend(tried.complaints);
        all.story.push_str(&format!("{hold} ms: {}. ", tried.story));
    }
    Ok(all)
}

fn locked_for(hold: Duration, plan: &Plan, dir: &Path) -> Result<Tried> {
    let mut victim = victim(plan, dir)?;
    let running = victim.begin()?;
    sleep(plan.usual / 3);
    let mut sqlite = lock(&dir.join(FOLDER).join("roundup.db"))?;
    sleep(hold);
    // Its end of input is its end.
    drop(sqlite.stdin.take());
    sqlite.wait()?;
    victim.wait(running, &USUAL_ENDS)?;
    // Such a run may have lost sight of what was in flight, as if killed.
    victim.kills += 1;
    judged(victim)
}

fn lock(store: &Path) -> Result<Child> {
    let mut sqlite = Command::new("sqlite3")
        .arg(store)
        .stdin(Stdio::piped())
        .spawn()?;
    let input = sqlite.stdin.as_mut().context("a pipe")?;
    input.write_all(b".timeout 5000\nbegin exclusive;\n")?;
    Ok(sqlite)
}

fn clock_back(plan: &Plan, dir: &Path) -> Result<Tried> {
    let mut victim = victim(plan, dir)?;
    let running = victim.begin()?;
    sleep(plan.usual / 2);
    victim.kill(running)?;
    let earlier = (now() - TimeDelta::hours(1)).to_rfc3339();
    let mut command = victim.project.command(&["run", "--json"]);
    command.env("ROUNDUP_CLOCK", earlier);
    let ran = roundup_bench::process::run(&mut command)?;
    ensure!(ran.status.code().is_some(), "{ran:?}");
    victim.story.push(format!("an hour back: {:?}", ran.status));
    judged(victim)
}

fn two_runs(plan: &Plan, dir: &Path) -> Result<Tried> {
    let mut victim = victim(plan, dir)?;
    for round in 0..4 {
        let four = (0..4).map(|_| victim.begin()).collect::<Result<Vec<_>>>()?;
        for (at, running) in four.into_iter().enumerate() {
            sleep(plan.usual / 10);
            // The last round is left in peace.
            if round == at {
                victim.kill(running)?;
            } else {
                victim.wait(running, &USUAL_ENDS)?;
            }
        }
    }
    judged(victim)
}

fn tls(plan: &Plan, dir: &Path) -> Result<Tried> {
    for kind in ["expired", "wrong-name", "good"] {
        let dir = dir.join(kind);
        fs::create_dir(&dir)?;
        let folder = dir.display().to_string();
        let manners = ["--tls", kind, "--tls-dir", &folder];
        let mut sending = sending(plan, "required", 50);
        sending.smtp.push_str("\nca_file = \"../ca.pem\"");
        let mut victim = Victim::new(&plan.prepared, &dir, plan.audience, &manners, sending)?;
        if kind == "good" {
            return judged(victim);
        }
        let running = victim.begin()?;
        // Configuration or service: either is a fair word for it.
        victim.wait(running, &[69, 75, 78])?;
        let arrived = Journal::read(&dir.join("sink.log"))?.arrivals.len();
        if arrived > 0 {
            let words = format!("{arrived} messages went to a relay whose certificate is {kind}");
            victim.complaints.push(words);
        }
        if !victim.complaints.is_empty() {
            return Ok(tried(victim));
        }
    }
    skipped("no certificate was good")
}

fn victim(plan: &Plan, dir: &Path) -> Result<Victim> {
    Victim::new(
        &plan.prepared,
        dir,
        plan.audience,
        &[],
        sending(plan, "none", 50),
    )
}

fn judged(mut victim: Victim) -> Result<Tried> {
    if let Some(id) = victim.finish()? {
        victim.judge(&id, &BTreeSet::new())?;
    }
    Ok(tried(victim))
}

fn skipped(why: &str) -> Result<Tried> {
    Ok(Tried {
        story: format!("skipped: {why}"),
        ..Tried::default()
    })
}

fn tried(victim: Victim) -> Tried {
    Tried {
        complaints: victim.complaints,
        story: victim.story.join("; "),
    }
}

/// A small disk in memory; gone when dropped.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// None where that is not allowed.
    fn mount(dir: &'a Path) -> Result<Option<Self>> {
        let options = ["-t", "tmpfs", "-o", "size=24m", "roundup-torture"];
        let mounted = Command::new("mount").args(options).arg(dir).output()?;
        Ok(mounted.status.success().then_some(Self(dir)))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // One that stays mounted is seen in the folder that is left.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}
