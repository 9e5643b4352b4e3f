//! `roundup gather` and `roundup pieces`.

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    Exit, Globals,
    output::{BAD, BOLD, DIM, WARN, moment, styled},
};
use crate::pipeline::GatherReport;

/// Read the sources now and keep what they give.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example (hourly from cron, because a feed holds only its newest pieces):\n  7 * * * *  roundup gather --config /etc/roundup/roundup.toml"
)]
pub(super) struct GatherArgs {}

pub(super) async fn gather(globals: &Globals, _: GatherArgs) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let spinner = super::progress::spinner("reading the sources");
    let report = pipeline.gather().await?;
    pipeline.close().await;
    spinner.finish_and_clear();
    globals
        .output
        .print(&report, |out| write_gathered(out, &report))?;
    let failed = report
        .sources
        .iter()
        .filter(|source| source.error.is_some())
        .count();
    // One broken feed is reported; only when every one is broken has gathering failed.
    Ok(if failed > 0 && failed == report.sources.len() {
        Exit::Unavailable
    } else {
        Exit::Done
    })
}

pub(super) fn write_gathered(
    out: &mut dyn std::io::Write,
    report: &GatherReport,
) -> std::io::Result<()> {
    for line in &report.sources {
        match &line.error {
            Some(why) => writeln!(out, "{}  {}: {why}", styled(BAD, "failed"), line.source)?,
            None => writeln!(
                out,
                "{}: {} new, {} updated, {} unchanged{}",
                styled(BOLD, &line.source),
                line.new,
                line.updated,
                line.unchanged,
                match line.failed {
                    0 => String::new(),
                    n => format!(", {n} without their page (tried again next time)"),
                }
            )?,
        }
    }
    for problem in &report.problems {
        writeln!(out, "{}    {problem}", styled(WARN, "look"))?;
    }
    Ok(())
}

/// List the stored pieces.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  roundup pieces --since 2026-11-13")]
pub(super) struct PiecesArgs {
    /// From this moment on: 2026-11-13 or 2026-11-13T07:00:00Z [default: 14 days ago].
    #[arg(long, value_name = "T")]
    since: Option<String>,
    /// Before this moment.
    #[arg(long, value_name = "T")]
    until: Option<String>,
}

pub(super) async fn pieces(globals: &Globals, args: PiecesArgs) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let zone = pipeline.config.publication.timezone;
    let now = pipeline.clock.now();
    let since = args
        .since
        .map(|text| parse_moment(&text, zone))
        .transpose()?;
    let until = args
        .until
        .map(|text| parse_moment(&text, zone))
        .transpose()?;
    let since = since.unwrap_or(now - TimeDelta::days(14));
    let until = until.unwrap_or(now + TimeDelta::days(366));
    let mut stored = pipeline.store.piece_list(since, until).await?;
    stored.retain(|piece| piece.piece.published.unwrap_or(piece.first_seen) >= since);
    let document: Vec<_> = stored.iter().map(|stored| &stored.piece).collect();
    globals.output.print(&document, |out| {
        for stored in &stored {
            let piece = &stored.piece;
            let at = moment(piece.published.unwrap_or(stored.first_seen), zone);
            let label: Vec<_> = [&piece.kind, &piece.section]
                .into_iter()
                .flatten()
                .cloned()
                .collect();
            let label = if label.is_empty() {
                "no section".to_owned()
            } else {
                label.join(" | ")
            };
            let used = stored
                .used_in
                .map(|edition| format!("  in {edition}"))
                .unwrap_or_default();
            writeln!(
                out,
                "{}  {}  {}",
                styled(DIM, at),
                styled(BOLD, &piece.title),
                styled(DIM, format!("{label}{used}"))
            )?;
            writeln!(out, "                       {}", piece.url)?;
        }
        if stored.is_empty() {
            writeln!(
                out,
                "No pieces in this stretch of time. `roundup gather` reads the sources."
            )?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// A moment as people write it: a date (midnight in the publication's zone), a local time, or RFC 3339.
pub(super) fn parse_moment(text: &str, zone: chrono_tz::Tz) -> Result<DateTime<Utc>> {
    let local = || {
        [
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%d %H:%M",
        ]
        .iter()
        .find_map(|form| chrono::NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| {
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()?
                .and_hms_opt(0, 0, 0)
        })
        .and_then(|naive| naive.and_local_timezone(zone).earliest())
        .map(|at| at.to_utc())
    };
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .ok()
        .or_else(local)
        .ok_or_else(|| {
            crate::pipeline::Fault::Usage(format!(
                "`{text}` is not a moment; write 2026-11-20 or 2026-11-20T07:00:00Z"
            ))
            .into()
        })
}
