//! `roundup edition show`, and who decided what about an edition: who it is just now, and who it was.

use anyhow::Result;

use crate::{
    cli::{
        Exit, Globals, draft,
        output::{DIM, moment, styled},
    },
    edition::{Decider, EditionRef},
    pipeline::{DraftReport, Pipeline},
    store::EditionChange,
};

/// Whoever gives this command, by the name they logged in with.
pub(super) fn operator() -> Decider {
    let names = ["SUDO_USER", "LOGNAME", "USER"].into_iter();
    let mut names = names.filter_map(|name| std::env::var(name).ok());
    Decider::Operator(names.find(|name| !name.is_empty()))
}

/// Its blocks, the reason for each piece, and the decisions.
pub(super) async fn show(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: Option<EditionRef>,
) -> Result<Exit> {
    let edition = pipeline.edition(edition).await?;
    let zone = pipeline.config.publication.timezone;
    let shown = Shown {
        report: DraftReport::of(&edition),
        changes: pipeline.store.edition_changes(edition.id).await?,
    };
    globals.output.print(&shown, |out| {
        draft::write(out, &shown.report, zone)?;
        write(out, &shown.changes, zone)
    })?;
    Ok(Exit::Done)
}

/// An edition, and who decided what about it.
#[derive(serde::Serialize)]
struct Shown {
    #[serde(flatten)]
    report: DraftReport,
    changes: Vec<EditionChange>,
}

/// The decisions, a line each.
fn write(
    out: &mut dyn std::io::Write,
    changes: &[EditionChange],
    zone: chrono_tz::Tz,
) -> std::io::Result<()> {
    if !changes.is_empty() {
        writeln!(out)?;
    }
    for change in changes {
        let by = change.person.as_deref().unwrap_or(&change.by);
        let seal = change.digest.as_deref().and_then(|digest| digest.get(..12));
        let seal = seal.map(|seal| format!(" ({seal})")).unwrap_or_default();
        let why = change.why.as_deref();
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let at = styled(DIM, moment(change.at, zone));
        writeln!(out, "{at}  {}{seal} by {by}{why}", change.state)?;
    }
    Ok(())
}
