//! Whole lists: taking one in, giving one out.

use std::{fs::File, path::PathBuf};

use anyhow::Result;
use serde_json::json;

use super::super::{
    Exit, Globals,
    output::{GOOD, Output, WARN, styled},
    progress::spinner,
    segment::Filter,
};
use crate::{
    pipeline::{Fault, ImportReport, ImportWish, Pipeline, Trial},
    segment::Segment,
    subscriber::{EmailAddress, Subscriber, SubscriberId, SubscriberState},
    subscribers::{DateOrder, Header, Mapped, write_csv},
};

/// How a list is to be taken in.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Wish {
    /// Where the consent came from, for rows that don't say [default: the file's name].
    #[arg(long)]
    consent: Option<String>,
    /// What a column is: email, name, last-name, state, joined, consent, paused-until, sections, frequency, language, format
    /// or tags, and the column's header; or nothing after the = where no column is that, whatever they are called (who has
    /// a date in unsubscribed_at and the like has left all the same).
    #[arg(long, value_name = "WHAT=COLUMN")]
    map: Vec<Mapped>,
    /// In which order its dates are: dmy (31.12.2026) or mdy (12/31/2026). Not needed for 2026-12-31.
    #[arg(long, value_name = "ORDER")]
    dates: Option<DateOrder>,
    /// Change nothing; say what would be.
    #[arg(long)]
    dry_run: bool,
}

/// Subscribers read from the store at once.
const PAGE: usize = 5_000;
/// Rejected rows shown in text; `--json` has all of them.
const SHOWN: usize = 20;

pub(super) async fn import(
    globals: &Globals,
    pipeline: &Pipeline,
    file: PathBuf,
    wish: Wish,
) -> Result<Exit> {
    let name = file.file_name().map(|name| name.to_string_lossy());
    let from = || format!("import of {}", name.as_deref().unwrap_or("standard input"));
    let wish = ImportWish {
        consent: wish.consent.unwrap_or_else(from),
        mapped: wish.map,
        dates: wish.dates,
        trial: if wish.dry_run { Trial::Yes } else { Trial::No },
    };
    let bar = spinner("reading the list");
    let seen = |rows| bar.set_message(self::rows(rows));
    let report = if file.as_os_str() == "-" {
        pipeline.import(std::io::stdin(), &wish, seen).await
    } else {
        let input = File::open(&file)
            .map_err(|why| Fault::BadData(format!("can't read {}: {why}", file.display())))?;
        pipeline.import(input, &wish, seen).await
    };
    bar.finish_and_clear();
    let report = report?;
    globals
        .output
        .print(&report, |out| write_imported(out, &report))?;
    // A list of which nothing could be taken is bad data; single bad rows are told and done with.
    let nothing = report.rows > 0 && report.rejected.len() as u64 == report.rows;
    Ok(if nothing { Exit::BadData } else { Exit::Done })
}

fn rows(count: u64) -> String {
    match count {
        1 => "1 row".to_owned(),
        _ => format!("{count} rows"),
    }
}

fn write_imported(out: &mut dyn std::io::Write, report: &ImportReport) -> std::io::Result<()> {
    if report.dry_run {
        writeln!(out, "nothing was changed; this is what would be")?;
    }
    writeln!(
        out,
        "{}: {} added, {} updated, {} unchanged, {} left before and not brought back, {} rejected",
        rows(report.rows),
        styled(GOOD, report.added),
        report.updated,
        report.unchanged,
        report.suppressed,
        report.rejected.len()
    )?;
    if let Some(program) = report.origin.name() {
        writeln!(out, "the list was read as one of {program}'s")?;
    }
    if report.doubled > 0 {
        let have = if report.doubled == 1 { "has" } else { "have" };
        writeln!(
            out,
            "{} {have} the address of an earlier one",
            rows(report.doubled)
        )?;
    }
    for rejected in report.rejected.iter().take(SHOWN) {
        writeln!(
            out,
            "{}  line {}: {}",
            styled(WARN, "rejected"),
            rejected.line,
            rejected.why
        )?;
    }
    match report.rejected.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => {
            writeln!(out, "          and {more} more; --json has all of them")
        }
        _ => Ok(()),
    }
}

pub(super) async fn export(
    globals: &Globals,
    pipeline: &Pipeline,
    state: Option<SubscriberState>,
    filter: Filter,
) -> Result<Exit> {
    let segment = filter.segment(pipeline).await?;
    if globals.output == Output::Json {
        let people = everybody(pipeline, state, &segment).await?;
        globals.output.print(&people, |_| Ok(()))?;
        return Ok(Exit::Done);
    }
    let mut after = SubscriberId(i64::MIN);
    let mut header = Header::Yes;
    loop {
        let page = pipeline
            .store
            .subscriber_page(after, state, &segment, PAGE)
            .await?;
        write_csv(anstream::stdout().lock(), header, &page)?;
        header = Header::No;
        match page.last() {
            Some(last) => after = last.id,
            None => return Ok(Exit::Done),
        }
    }
}

/// All that is kept of one person, as one JSON document.
pub(super) async fn everything(
    globals: &Globals,
    pipeline: &Pipeline,
    address: &EmailAddress,
) -> Result<Exit> {
    let person = pipeline.subscriber(address).await?;
    let store = &pipeline.store;
    let document = json!({
        "subscriber": person,
        "consents": store.consent_list(person.id).await?,
        "changes": store.person_changes(person.id).await?,
        "preference_changes": store.person_choices(person.id).await?,
        "deliveries": store.person_deliveries(person.id).await?,
        "notices": store.person_notices(person.id).await?,
        "webhooks": store.person_told(person.id).await?,
    });
    globals
        .output
        .print(&document, |out| writeln!(out, "{document:#}"))?;
    Ok(Exit::Done)
}

pub(super) async fn everybody(
    pipeline: &Pipeline,
    state: Option<SubscriberState>,
    segment: &Segment,
) -> Result<Vec<Subscriber>> {
    let mut people = Vec::new();
    let mut after = SubscriberId(i64::MIN);
    loop {
        let page = pipeline
            .store
            .subscriber_page(after, state, segment, PAGE)
            .await?;
        match page.last() {
            Some(last) => after = last.id,
            None => return Ok(people),
        }
        people.extend(page);
    }
}
