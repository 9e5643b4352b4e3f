//! `roundup run`: the cron entry.

use std::{io::IsTerminal as _, sync::Arc};

use anyhow::Result;
use chrono_tz::Tz;

use super::{
    Exit, Globals,
    events::Events,
    output::{BAD, BOLD, GOOD, Output, WARN, moment, styled},
    progress, signals,
};
use crate::{
    config::LogFormat,
    edition::EditionState,
    pipeline::{EditionHead, EditionReport, Progress, RunKind, RunReport},
};

/// Do what is due: gather, compose, approve by the configured rule, send; or go on with what was cut off.
///
/// Safe to run as often as you like and from several crons at once: a slot is sent once. Nothing due: exit 0, silent. An
/// edition waits (for its hours, the warm-up plan, the end of a pause, another try of deferred mail): exit 75, and silent
/// unless something was done; `roundup edition report` says what it waits for.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  */15 * * * *  roundup run --config /etc/roundup/roundup.toml\n  roundup run --now --dry-run\n  roundup run --json --events 2> events.jsonl"
)]
pub(super) struct Args {
    /// Don't wait for the schedule: this moment is the slot.
    #[arg(long)]
    now: bool,
    /// Gather and compose, show what would be sent, send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Tell what happens as JSON on stderr, a line an event: begin, progress (every second), paused, resumed, end, with
    /// the figures and the largest recipient domains. Logs are JSON then, too; stdout stays as it is.
    #[arg(long)]
    events: bool,
    /// Print the report of an edition that waits, too, though nothing has changed.
    #[arg(long, short)]
    verbose: bool,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Talk {
    /// What has changed: cron mails every word, and an edition may wait for days.
    News,
    /// What waits, too.
    All,
}

impl Args {
    /// Who sits at a terminal has asked.
    fn talk(&self) -> Talk {
        if self.verbose || std::io::stdout().is_terminal() {
            Talk::All
        } else {
            Talk::News
        }
    }
}

pub(super) async fn run(globals: &Globals, args: Args) -> Result<Exit> {
    let pipeline = if args.events {
        globals.pipeline_logging(LogFormat::Json).await?
    } else {
        globals.pipeline().await?
    };
    let zone = pipeline.config.publication.timezone;
    let talk = args.talk();
    let kind = if args.now {
        RunKind::Now
    } else {
        RunKind::Scheduled
    };
    if args.dry_run {
        let report = pipeline.dry_run(kind).await?;
        print(globals.output, &report, zone, talk)?;
        return Ok(Exit::Done);
    }
    signals::listen(pipeline.stop.clone())?;
    signals::reread(&pipeline)?;
    pipeline.listen_for_webhooks().await?;
    let ran = if args.events {
        let (events, progress) = Events::tell(pipeline.clock);
        let ran = pipeline.run(kind, &progress).await;
        events.ended().await;
        ran
    } else {
        let progress = Arc::new(Progress::default());
        let bar = progress::follow(Arc::clone(&progress), pipeline.clock, zone);
        let ran = pipeline.run(kind, &progress).await;
        bar.finish_and_clear();
        ran
    };
    // Behind the mail, because nobody waits for it.
    if ran.is_ok()
        && let Err(why) = pipeline.keep_house().await
    {
        tracing::error!("what is old could not be erased: {why:#}");
    }
    // Whatever came of the run: programs elsewhere may still have to be told of the last one.
    pipeline.tell_webhooks().await;
    let report = ran?;
    print(globals.output, &report, zone, talk)?;
    pipeline.close().await;
    Ok(exit_of(&report))
}

pub(super) fn exit_of(report: &RunReport) -> Exit {
    match report {
        RunReport::Edition(report) | RunReport::Waiting(report) if is_unfinished(report) => {
            Exit::TryAgain
        }
        _ => Exit::Done,
    }
}

/// Not finished while somebody still waits for their mail.
pub(super) fn is_unfinished(report: &EditionReport) -> bool {
    report.edition.state == EditionState::Sending && report.tally.open() > 0
}

fn print(output: Output, report: &RunReport, zone: Tz, talk: Talk) -> Result<()> {
    output.print(report, |out| match report {
        // Silent: cron mails every word. What there is to say is in --json and in the log.
        RunReport::Nothing { .. } => Ok(()),
        RunReport::Waiting(_) if talk == Talk::News => Ok(()),
        RunReport::Edition(report) | RunReport::Waiting(report) => write_report(out, report, zone),
    })
}

/// An edition and its ledger, for people.
pub(super) fn write_report(
    out: &mut dyn std::io::Write,
    report: &EditionReport,
    zone: Tz,
) -> std::io::Result<()> {
    let head = &report.edition;
    let tally = &report.tally;
    let name = match (head.number, head.id) {
        (Some(number), Some(id)) => format!("No. {number} ({id})"),
        (Some(number), None) => format!("No. {number} (not kept)"),
        (None, Some(id)) => id.to_string(),
        (None, None) => "edition".to_owned(),
    };
    let state = match head.state {
        EditionState::Sent => styled(GOOD, head.state),
        EditionState::Sending | EditionState::Skipped | EditionState::Held => {
            styled(WARN, standing(head))
        }
        _ => head.state.to_string(),
    };
    writeln!(
        out,
        "{}  {state}  {}",
        styled(BOLD, name),
        moment(head.slot, zone)
    )?;
    if !head.subject.is_empty() {
        writeln!(out, "  {}", head.subject)?;
    }
    if tally.audience > 0 {
        writeln!(out, "  audience {:>7}", tally.audience)?;
    }
    for (word, count, style) in [
        ("accepted", tally.accepted, GOOD),
        ("deferred", tally.deferred, WARN),
        ("failed", tally.failed, BAD),
        ("uncertain", tally.uncertain, BAD),
        ("excluded", tally.excluded, WARN),
        ("queued", tally.queued, WARN),
    ] {
        let always = matches!(word, "accepted" | "excluded") && tally.audience > 0;
        if count > 0 || always {
            writeln!(
                out,
                "  {word:9}{count:>7}  {}",
                bar(count, tally.audience, style)
            )?;
        }
    }
    for problem in &report.problems {
        writeln!(out, "  {}  {problem}", styled(WARN, "look"))?;
    }
    if tally.uncertain > 0
        && let Some(id) = head.id
    {
        writeln!(
            out,
            "  {}  decide about the uncertain ones: `roundup edition resolve {id} --help`",
            styled(WARN, "look")
        )?;
    }
    Ok(())
}

/// The state of an edition, and whether it is paused, in words.
pub(super) fn standing(head: &EditionHead) -> String {
    match head.paused {
        Some(_) => format!("{}, paused", head.state),
        None => head.state.to_string(),
    }
}

fn bar(count: u64, of: u64, style: anstyle::Style) -> String {
    let width = (count * 20).div_ceil(of.max(1)).min(20);
    styled(style, "▪".repeat(usize::try_from(width).unwrap_or(0)))
}
