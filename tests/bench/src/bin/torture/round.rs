//! One round: a sending that is killed again and again, and judged when it is over.

use std::{collections::BTreeSet, path::Path, thread::sleep, time::Duration};

use anyhow::Result;
use roundup_bench::{
    dice::Dice,
    project::{Project, Sending},
};

use crate::victim::{Verdict, Victim};

/// What all rounds have in common.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) prepared: Project,
    pub(crate) audience: u64,
    pub(crate) connections: u64,
    pub(crate) seed: u64,
    /// How long a sending takes that nobody disturbs.
    pub(crate) usual: Duration,
}

/// What a round came to.
#[derive(Debug, Default, Clone)]
pub(crate) struct Outcome {
    pub(crate) kills: u64,
    pub(crate) arrivals: u64,
    pub(crate) uncertain: u64,
    pub(crate) failed: u64,
    pub(crate) resent: u64,
    /// Empty if all is well.
    pub(crate) complaints: Vec<String>,
    pub(crate) story: Vec<String>,
}

/// Tortures a copy of the prepared project in this folder.
pub(crate) fn play(plan: &Plan, number: u64, dir: &Path) -> Result<Outcome> {
    let mut dice = Dice::new(plan.seed, number);
    let mut victim = victim(plan, number, &mut dice, dir)?;
    for _ in 0..=dice.below(5) {
        disturb(plan, number, &mut victim, &mut dice)?;
    }
    let Some(id) = victim.finish()? else {
        return Ok(outcome(victim, None, 0));
    };
    let mut verdict = victim.judge(&id, &BTreeSet::new())?;
    let mut resent = 0;
    if number.is_multiple_of(3) && !verdict.uncertain.is_empty() {
        resent = verdict.uncertain.len() as u64;
        verdict = resend(&mut victim, &id, &verdict.uncertain)?;
    }
    Ok(outcome(victim, Some(verdict), resent))
}

/// The lines for `[smtp]` that all victims have.
pub(crate) fn sending(plan: &Plan, tls: &str, batch: u64) -> Sending {
    Sending {
        relay: ([127, 0, 0, 1], 9).into(),
        connections: plan.connections,
        smtp: format!("tls = \"{tls}\"\ntimeout = \"1s\"\nretry_after = \"1s\""),
        more: format!("[delivery]\nbatch = {batch}\n"),
    }
}

/// Odd rounds have a relay without manners; some of them are offered a TLS that fails.
fn victim(plan: &Plan, number: u64, dice: &mut Dice, dir: &Path) -> Result<Victim> {
    let seed = dice.below(u64::MAX).to_string();
    // The end of a message is waited for ten times as long as the rest.
    let stall = if number % 20 == 1 { "12000" } else { "1500" };
    let rude = ["--misbehave", seed.as_str(), "--stall", stall];
    let manners: &[&str] = if number % 2 == 1 { &rude } else { &[] };
    let tls = if number % 4 == 3 {
        "opportunistic"
    } else {
        "none"
    };
    let batch = [7, 50, 200][usize::try_from(dice.below(3)).unwrap_or(0)];
    Victim::new(
        &plan.prepared,
        dir,
        plan.audience,
        manners,
        sending(plan, tls, batch),
    )
}

/// Begins a run and kills it, or its relay in every fifth round.
fn disturb(plan: &Plan, number: u64, victim: &mut Victim, dice: &mut Dice) -> Result<()> {
    let running = victim.begin()?;
    sleep(moment(plan, dice));
    if number % 5 == 4 && dice.hits(5_000) {
        victim.sink_restart(dice.time_below(plan.usual / 2))?;
        sleep(moment(plan, dice));
    }
    victim.kill(running)
}

/// Often at any time of a sending, sometimes right at its start.
fn moment(plan: &Plan, dice: &mut Dice) -> Duration {
    let early = dice.hits(2_500);
    let limit = if early { plan.usual / 8 } else { plan.usual };
    dice.time_below(limit)
}

/// Somebody decides that the uncertain ones get it again.
fn resend(victim: &mut Victim, id: &str, uncertain: &BTreeSet<String>) -> Result<Verdict> {
    let decided = ["edition", "resolve", id, "--as", "resend", "--all", "--yes"];
    victim.project.run(&decided)?.well()?;
    victim.sink_behaves()?;
    victim.finish()?;
    victim.judge(id, uncertain)
}

fn outcome(victim: Victim, verdict: Option<Verdict>, resent: u64) -> Outcome {
    let (uncertain, arrivals, failed) = verdict.map_or((0, 0, 0), |verdict| {
        (
            verdict.uncertain.len() as u64,
            verdict.arrivals,
            verdict.failed,
        )
    });
    Outcome {
        kills: victim.kills,
        arrivals,
        uncertain,
        failed,
        resent,
        complaints: victim.complaints,
        story: victim.story,
    }
}
