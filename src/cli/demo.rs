//! `roundup demo`: the whole job on the bundled sample publication, with the real stages and real SMTP,
//! offline. The sample's week is fixed, and so is the demo's clock.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use url::Url;

use super::{
    Exit, Globals,
    draft::write_reasons,
    logging,
    output::{BOLD, DIM, GOOD, WARN, styled},
    preview,
    run::{exit_of, write_report},
    sample::{self, Site},
};
use crate::{
    clock::Clock,
    config::{Config, Location, Relay},
    edition::{Edition, Verdict},
    pipeline::{Fault, ImportReport, ImportWish, Pipeline, Progress, RunKind, RunReport},
    preference::Preferences,
    subscriber::SubscriberState,
};

/// The Friday morning on which the sample's edition is due: 7:00 in its time zone.
const SAMPLE_NOW: &str = "2026-11-20T06:00:00Z";
/// The sample's list, by which a folder of the demo's is known.
const SAMPLE_LIST: &str = "weekly.weir.example";
/// Where the sample's site is served, if the port is free.
const PORT: u16 = 8026;

/// The sample's list.
struct List {
    imported: ImportReport,
    active: u64,
    left: u64,
}

/// Do the whole job on the bundled sample publication: gather, compose, render, send; no network, no set-up.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  roundup demo\n  roundup demo --dir demo   (again: nothing is due, nothing is sent twice)"
)]
pub(super) struct Args {
    /// Where everything is written [default: a new folder for temporary files].
    #[arg(long)]
    dir: Option<PathBuf>,
}

pub(super) async fn run(globals: &Globals, args: Args) -> Result<Exit> {
    let began = Instant::now();
    let dir = match args.dir {
        Some(dir) => dir,
        None => std::env::temp_dir().join(format!("roundup-demo-{:08x}", rand::random::<u32>())),
    };
    let cant = |why: std::io::Error| {
        Fault::CantWrite(format!("can't write the demo to {}: {why}", dir.display()))
    };
    if dir.join("roundup.toml").exists() {
        refuse_what_is_not_the_sample(&dir)?;
    }
    // A second run in the same folder finds the site where the first one had it.
    let port = open_config(&dir)
        .ok()
        .and_then(|config| site_of(&config)?.port());
    let site = Site::start(port.unwrap_or(PORT))
        .await
        .context("serving the sample publication on loopback")?;
    std::fs::create_dir_all(&dir).map_err(cant)?;
    sample::write(&dir, &site.base).map_err(cant)?;
    let pipeline = open(&dir).await?;
    let list = std::fs::File::open(dir.join("subscribers.csv")).map_err(cant)?;
    let imported = pipeline
        .import(list, &ImportWish::of("sample list"), |_| {})
        .await?;
    let list = List {
        imported,
        active: pipeline
            .store
            .subscriber_count(SubscriberState::Active)
            .await?,
        left: pipeline
            .store
            .subscriber_count(SubscriberState::Unsubscribed)
            .await?,
    };
    let report = pipeline
        .run(RunKind::Scheduled, &Arc::new(Progress::default()))
        .await?;
    let edition = pipeline.edition(None).await?;
    let files = write_preview(&pipeline, &edition, &dir).await?;
    globals.output.print(&report, |out| {
        write_account(out, &pipeline, &dir, &list, &report, &edition, &files)?;
        writeln!(
            out,
            "{}",
            styled(DIM, format!("{} ms in all", began.elapsed().as_millis()))
        )
    })?;
    pipeline.close().await;
    Ok(exit_of(&report))
}

/// The demo is the same everywhere: the environment has no say in it.
fn open_config(dir: &Path) -> Result<Config> {
    Ok(Config::load(&dir.join("roundup.toml"), std::iter::empty())?)
}

/// Where the sample's site is served.
fn site_of(config: &Config) -> Option<Url> {
    let first = config.sources.first()?;
    match &first.location {
        Location::Url(url) => url.join("/").ok(),
        Location::Path(_) => None,
    }
}

/// A folder that holds somebody's own publication is none of the demo's business.
fn refuse_what_is_not_the_sample(dir: &Path) -> Result<()> {
    let config = open_config(dir)?;
    let at_home = site_of(&config).is_some_and(|site| site.host_str() == Some("127.0.0.1"));
    let is_sample = config.publication.list_id.as_str() == SAMPLE_LIST && at_home;
    if is_sample && matches!(config.smtp.relay, Relay::Outbox(_)) {
        return Ok(());
    }
    let dir = dir.display();
    Err(Fault::Usage(format!(
        "{dir} holds a configuration that is not the demo's; name a folder of its own"
    ))
    .into())
}

async fn open(dir: &Path) -> Result<Pipeline> {
    let config = open_config(dir)?;
    logging::start(&config.log);
    let now: DateTime<Utc> = SAMPLE_NOW.parse().context("the sample's moment")?;
    Pipeline::open(config, Clock::Fixed(now)).await
}

/// Writes the preview; its pictures and links lead into the folder, so that it is whole without the site.
async fn write_preview(pipeline: &Pipeline, edition: &Edition, dir: &Path) -> Result<Vec<PathBuf>> {
    let reader = Preferences::default();
    let mut preview = pipeline.preview(edition, &reader).await?;
    if let Some(site) = site_of(&pipeline.config) {
        preview.html = preview.html.map(|html| html.replace(site.as_str(), ""));
    }
    preview::write_files(dir, &preview)
}

fn write_account(
    out: &mut dyn std::io::Write,
    pipeline: &Pipeline,
    dir: &Path,
    list: &List,
    report: &RunReport,
    edition: &Edition,
    files: &[PathBuf],
) -> std::io::Result<()> {
    let name = &pipeline.config.publication.name;
    writeln!(
        out,
        "{}\n",
        styled(
            BOLD,
            format!("{name}: a week of the bundled sample, gathered, composed and sent")
        )
    )?;
    let reasons = &edition.composition.reasons;
    let chosen = reasons
        .iter()
        .filter(|reason| reason.verdict != Verdict::Out)
        .count();
    writeln!(
        out,
        "{}  {} found, {chosen} in, {} out",
        styled(BOLD, "Pieces"),
        reasons.len(),
        reasons.len() - chosen
    )?;
    write_reasons(out, reasons, chosen)?;
    writeln!(
        out,
        "\n{}  {} rows read ({} rejected): {} get mail, {} left before and get none",
        styled(BOLD, "List"),
        list.imported.rows,
        list.imported.rejected.len(),
        list.active,
        list.left
    )?;
    writeln!(out)?;
    match report {
        RunReport::Edition(report) | RunReport::Waiting(report) => {
            write_report(out, report, pipeline.config.publication.timezone)?;
        }
        RunReport::Nothing { .. } => writeln!(
            out,
            "{}  edition {} went out before; nothing is due, so nothing was sent again",
            styled(GOOD, "Nothing to do"),
            edition.id
        )?,
    }
    write_places(out, pipeline, dir, files)
}

fn write_places(
    out: &mut dyn std::io::Write,
    pipeline: &Pipeline,
    dir: &Path,
    files: &[PathBuf],
) -> std::io::Result<()> {
    writeln!(out, "\n{}", styled(BOLD, "Look at"))?;
    for file in files {
        writeln!(out, "  {}", file.display())?;
    }
    if let Relay::Outbox(outbox) = &pipeline.config.smtp.relay {
        let count = std::fs::read_dir(outbox).map_or(0, Iterator::count);
        writeln!(
            out,
            "  {}  {}",
            outbox.display(),
            styled(
                DIM,
                format!("{count} mails, as the catcher got them over SMTP")
            )
        )?;
    }
    // The program may not be on the PATH yet: called as it was called now.
    let roundup = std::env::args()
        .next()
        .unwrap_or_else(|| "roundup".to_owned());
    let again = dir.display();
    writeln!(out, "\n{}", styled(BOLD, "Next"))?;
    writeln!(
        out,
        "  {roundup} demo --dir {again}   {}",
        styled(WARN, "again: nobody gets it twice")
    )?;
    writeln!(
        out,
        "  {roundup} --config {again}/roundup.toml edition report"
    )?;
    writeln!(
        out,
        "  {roundup} init my-paper   a configuration of your own"
    )
}
