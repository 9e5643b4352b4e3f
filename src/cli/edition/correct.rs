//! `roundup edition correct`, for what was wrong in an edition that went out; `roundup edition link`, for who reads it before.

use anyhow::Result;
use serde_json::json;

use super::super::{
    Globals,
    output::{DIM, moment, styled},
};
use crate::{config::Span, edition::Edition, pipeline::Pipeline};

/// What to do about the corrections of an edition.
#[derive(Debug)]
pub(super) enum Wish {
    /// Show them.
    List,
    /// One more.
    Add(String),
    /// Take one back.
    Withdraw(i64),
}

pub(super) async fn correct(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: &Edition,
    wish: Wish,
) -> Result<()> {
    match wish {
        Wish::List => {}
        Wish::Add(text) => pipeline.correct(edition, &text).await?,
        Wish::Withdraw(id) => pipeline.withdraw_correction(edition, id).await?,
    }
    let corrections = pipeline.store.correction_list(edition.id).await?;
    let zone = pipeline.config.publication.timezone;
    let document = json!({ "edition": edition.id, "corrections": corrections });
    globals.output.print(&document, |out| {
        for correction in &corrections {
            let made = styled(DIM, moment(correction.made, zone));
            writeln!(out, "{:>4}  {made}  {}", correction.id, correction.text)?;
        }
        match corrections.as_slice() {
            [] => writeln!(out, "edition {} has no corrections", edition.id),
            _ => Ok(()),
        }
    })
}

pub(super) fn link(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: &Edition,
    within: Span,
) -> Result<()> {
    let (url, until) = pipeline.proof_link(edition, within)?;
    let zone = pipeline.config.publication.timezone;
    let document = json!({ "edition": edition.id, "url": url, "until": until });
    globals.output.print(&document, |out| {
        writeln!(out, "{url}")?;
        let until = format!("for whoever has it, until {}", moment(until, zone));
        writeln!(out, "{}", styled(DIM, until))
    })
}
