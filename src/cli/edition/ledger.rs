//! `roundup edition report --csv`: the ledger, a line a person.

use std::io::Write;

use anyhow::Result;
use futures::TryStreamExt;

use crate::{
    cli::Exit, edition::EditionRef, pipeline::Pipeline, store::LedgerRow, subscribers::harmless,
};

/// The columns. Others are added at the end: scripts read these by their place.
const COLUMNS: [&str; 8] = [
    "email",
    "state",
    "attempts",
    "reply",
    "message_id",
    "changed",
    "retry_at",
    "first_attempt",
];

/// Writes the lines as the store reads them, so that a list of any length takes no memory. A reader that hung up is no
/// error.
pub(super) async fn write(pipeline: &Pipeline, edition: Option<EditionRef>) -> Result<Exit> {
    let edition = pipeline.edition(edition).await?;
    let mut rows = pipeline.store.ledger_all(edition.id).await?;
    let mut out = csv::Writer::from_writer(anstream::stdout().lock());
    let mut written = out.write_record(COLUMNS);
    while written.is_ok() {
        match rows.try_next().await? {
            Some(row) => written = write_row(&mut out, &row),
            None => break,
        }
    }
    written = written.and_then(|()| out.flush().map_err(csv::Error::from));
    match written {
        Err(why) if is_hang_up(&why) => Ok(Exit::Done),
        written => Ok(written.map(|()| Exit::Done)?),
    }
}

fn write_row(out: &mut csv::Writer<impl Write>, row: &LedgerRow) -> csv::Result<()> {
    let moment = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map(|at| at.to_rfc3339()).unwrap_or_default()
    };
    out.write_record([
        &harmless(row.address.as_deref().unwrap_or("(forgotten)")),
        row.state.word(),
        &row.attempts.to_string(),
        &harmless(row.reply.as_deref().unwrap_or_default()),
        &harmless(&row.message_id.0),
        &moment(Some(row.changed)),
        &moment(row.retry_at),
        &moment(row.first_attempt),
    ])
}

fn is_hang_up(why: &csv::Error) -> bool {
    match why.kind() {
        csv::ErrorKind::Io(why) => why.kind() == std::io::ErrorKind::BrokenPipe,
        _ => false,
    }
}
