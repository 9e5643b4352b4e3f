//! `roundup proof`.

use anyhow::Result;

use super::{
    Exit, Globals,
    output::{BAD, GOOD, styled},
    reader::Reader,
};
use crate::{edition::EditionRef, subscriber::EmailAddress};

/// Send an edition to named people, on the list or not, with "Proof" in brackets (and in its language) before the subject.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  roundup proof --to editor@weir.example --to publisher@weir.example"
)]
pub(super) struct Args {
    /// Its number (47) or id (e47) [default: the newest].
    edition: Option<EditionRef>,
    /// Who gets it.
    #[arg(long, required = true, num_args = 1.., value_name = "ADDR")]
    to: Vec<EmailAddress>,
    #[command(flatten)]
    reader: Reader,
}

pub(super) async fn run(globals: &Globals, args: Args) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let edition = pipeline.edition(args.edition).await?;
    let reader = args.reader.preferences(&pipeline)?;
    let report = pipeline.proof(&edition, &reader, &args.to).await?;
    globals.output.print(&report, |out| {
        for address in &report.accepted {
            writeln!(out, "{}  {address}", styled(GOOD, "sent  "))?;
        }
        for (address, why) in &report.failed {
            writeln!(out, "{}  {address}: {why}", styled(BAD, "failed"))?;
        }
        Ok(())
    })?;
    Ok(if report.failed.is_empty() {
        Exit::Done
    } else {
        Exit::Unavailable
    })
}
