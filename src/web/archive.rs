//! The archive: every edition that went out, as "view in browser" shows it.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};
use roundup_templates::{page, view};

use super::{Refusal, answer, html};
use crate::{
    dates::Calendar,
    edition::{Edition, EditionNumber, EditionRef, EditionState},
    pipeline::Pipeline,
};

/// Editions that the public may see.
const PUBLIC: [EditionState; 2] = [EditionState::Sending, EditionState::Sent];

/// The list, newest first.
pub(super) async fn index(State(pipeline): State<Pipeline>) -> Result<Response, Refusal> {
    let editions = pipeline.store.edition_list(&PUBLIC).await?;
    let editions = editions
        .iter()
        .rev()
        .filter_map(|edition| archived(&pipeline, edition))
        .collect();
    Ok(answer(page::archive(&view::ArchivePage {
        site: pipeline.site(),
        editions,
        feed_url: None,
    })))
}

/// One edition, as it was mailed.
pub(super) async fn edition(
    State(pipeline): State<Pipeline>,
    Path(number): Path<String>,
) -> Result<Response, Refusal> {
    let number = number.parse().map_err(|_| Refusal::NotFound)?;
    let named = EditionRef::Number(EditionNumber(number));
    let found = pipeline.store.edition_find(Some(named)).await?;
    let edition = found
        .filter(|edition| PUBLIC.contains(&edition.state))
        .ok_or(Refusal::NotFound)?;
    let mut response = html(pipeline.archive_page(&edition).await?);
    let public = HeaderValue::from_static("public, max-age=300");
    response.headers_mut().insert(header::CACHE_CONTROL, public);
    Ok(response)
}

fn archived(pipeline: &Pipeline, edition: &Edition) -> Option<view::ArchivedEdition> {
    let number = edition.number?;
    let publication = &pipeline.config.publication;
    let calendar = Calendar::of(&publication.language, publication.timezone);
    let url = pipeline
        .config
        .web
        .public_url
        .join(&format!("archive/{number}"))
        .ok()?;
    Some(view::ArchivedEdition {
        number: pipeline.words().edition_number(&number.to_string()),
        date: calendar.plain(edition.slot.0),
        subject: edition.composition.subject.clone(),
        url: url.to_string(),
    })
}
