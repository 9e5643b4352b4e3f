//! `roundup draft`.

use anyhow::Result;

use super::{
    Exit, Globals,
    gather::parse_moment,
    output::{BOLD, DIM, GOOD, WARN, day, moment, styled},
    run::standing,
};
use crate::{
    edition::{Block, Reason, Verdict},
    pipeline::{DraftReport, WindowWish},
};

/// Compose or refresh the edition that is due next, with the reason for each piece.
///
/// Works on the pieces that are stored: run `roundup gather` first for the newest.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  roundup gather && roundup draft && roundup preview --out look")]
pub(super) struct Args {
    /// Start of the window, instead of the last edition's end: 2026-11-13 or 2026-11-13T07:00:00Z. It holds until
    /// the draft is made anew (by `run` at its slot, too); approve the draft to keep it.
    #[arg(long, value_name = "T")]
    from: Option<String>,
    /// End of the window, instead of the slot.
    #[arg(long, value_name = "T")]
    to: Option<String>,
}

pub(super) async fn run(globals: &Globals, args: Args) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let zone = pipeline.config.publication.timezone;
    let wish = WindowWish {
        from: args
            .from
            .map(|text| parse_moment(&text, zone))
            .transpose()?,
        to: args.to.map(|text| parse_moment(&text, zone)).transpose()?,
    };
    let report = pipeline.draft(wish).await?;
    globals
        .output
        .print(&report, |out| write(out, &report, zone))?;
    Ok(Exit::Done)
}

/// An edition with its blocks and the reason for each piece, for people.
pub(super) fn write(
    out: &mut dyn std::io::Write,
    report: &DraftReport,
    zone: chrono_tz::Tz,
) -> std::io::Result<()> {
    write_blocks(out, report, zone)?;
    writeln!(out)?;
    let blocks = report.edition.blocks.iter();
    let shown = blocks.map(|block| block.pieces().len()).sum();
    write_reasons(out, &report.reasons, shown)
}

fn write_blocks(
    out: &mut dyn std::io::Write,
    report: &DraftReport,
    zone: chrono_tz::Tz,
) -> std::io::Result<()> {
    let head = &report.edition.head;
    let number = head
        .number
        .map_or_else(|| "no number".to_owned(), |number| format!("No. {number}"));
    writeln!(
        out,
        "{}  for {}",
        styled(BOLD, format!("{number} ({})", standing(head))),
        moment(head.slot, zone)
    )?;
    writeln!(
        out,
        "window   {} to {}",
        moment(head.window.from, zone),
        moment(head.window.to, zone)
    )?;
    for problem in &report.problems {
        writeln!(out, "{}     {problem}", styled(WARN, "look"))?;
    }
    if report.edition.blocks.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "subject  {}\npreview  {}\n",
        styled(BOLD, &head.subject),
        report.edition.preheader
    )?;
    let mut numbers = 1..;
    for block in &report.edition.blocks {
        let title = match block {
            Block::Lead { .. } => "Lead",
            Block::Section { title, .. } => title,
            Block::Icymi { .. } => "In case you missed it",
            Block::Elsewhere { .. } => "Elsewhere",
            Block::Events { .. } => "Events",
            Block::Promo { promo } => &promo.title,
        };
        writeln!(out, "{}", styled(BOLD, title))?;
        for (piece, number) in block.pieces().iter().zip(&mut numbers) {
            writeln!(
                out,
                "{} {}",
                styled(DIM, format_args!("{number:>3}")),
                piece.title
            )?;
        }
        if let Block::Events { events } = block {
            for event in events {
                let starts = match event.all_day {
                    true => day(event.starts, zone),
                    false => moment(event.starts, zone),
                };
                writeln!(out, "  {starts}  {}", event.title)?;
            }
        }
    }
    Ok(())
}

/// The reasons, what is in before what is out; those that are out with their numbers, which go on from those of the pieces
/// shown.
pub(super) fn write_reasons(
    out: &mut dyn std::io::Write,
    reasons: &[Reason],
    shown: usize,
) -> std::io::Result<()> {
    let mut numbers = shown + 1..;
    for wanted in [Verdict::In, Verdict::Carried, Verdict::Out] {
        for reason in reasons.iter().filter(|reason| reason.verdict == wanted) {
            let mark = match wanted {
                Verdict::In => styled(GOOD, "in     "),
                Verdict::Carried => styled(GOOD, "carried"),
                Verdict::Out => {
                    let number = numbers.next().unwrap_or_default();
                    styled(DIM, format_args!("out {number:>3}"))
                }
            };
            writeln!(
                out,
                "{mark}  {}  {}",
                reason.title,
                styled(DIM, &reason.why)
            )?;
        }
    }
    Ok(())
}
