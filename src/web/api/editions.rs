//! Editions: what is, or was, sent.

use axum::{extract::State, http::HeaderMap, response::Response};

use super::{
    Problem,
    answer::{Document, Page, page},
    asked::{Filter, Named, Wanted},
    cursor::{List, size},
    holder::Holder,
    problem::Told,
    shape,
};
use crate::{
    api_key::Scope,
    edition::{Edition, EditionId, EditionState},
    pipeline::Pipeline,
};

/// The editions, the newest first.
#[utoipa::path(
    get, path = "/api/v1/editions", tag = "editions", security(("key" = [])), params(
        Filter<EditionState>, ("If-None-Match" = Option<String>, Header, description = "The ETag that is known")
    ),
    responses(
        (status = 200, description = "A page of the editions", body = Page<shape::Edition>,
            headers(("ETag" = String), ("Link" = String, description = "The next page, where there is one"))),
        (status = 304, description = "Nothing has changed"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn list(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Wanted(filter): Wanted<Filter<EditionState>>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::EditionsRead)?;
    let limit = size(filter.limit)?;
    let after = List::Editions.after(filter.after.as_deref())?;
    let after = EditionId(after.unwrap_or(i64::MAX));
    let editions = pipeline
        .store
        .edition_page(after, filter.state, limit + 1)
        .await?;
    let found: Page<shape::Edition> =
        Page::cut(editions, limit, List::Editions, |edition| edition.id.0);
    let query = [
        ("state", filter.state.map(|state| state.word().to_owned())),
        ("limit", filter.limit.map(|limit| limit.to_string())),
    ];
    page(&pipeline, &asked, "api/v1/editions", &query, &found)
}

/// One edition.
#[utoipa::path(
    get, path = "/api/v1/editions/{edition}", tag = "editions", security(("key" = [])), params(
        ("edition" = String, Path, description = "Its number (47) or its id (e47)"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known")
    ),
    responses(
        (status = 200, description = "The edition", body = shape::Edition, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn one(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Named(edition): Named<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::EditionsRead)?;
    let edition = find(&pipeline, &edition).await?;
    Ok(Document::of(&shape::Edition::from(edition))?.answer(&asked))
}

/// What is in an edition.
#[utoipa::path(
    get, path = "/api/v1/editions/{edition}/blocks", tag = "editions", security(("key" = [])), params(
        ("edition" = String, Path, description = "Its number (47) or its id (e47)"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known")
    ),
    responses(
        (status = 200, description = "Its blocks with their pieces", body = shape::Blocks, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn blocks(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Named(edition): Named<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::EditionsRead)?;
    let edition = find(&pipeline, &edition).await?;
    Ok(Document::of(&shape::Blocks::from(edition.composition))?.answer(&asked))
}

/// What came of sending an edition, in sums.
#[utoipa::path(
    get, path = "/api/v1/editions/{edition}/report", tag = "editions", security(("key" = [])), params(
        ("edition" = String, Path, description = "Its number (47) or its id (e47)"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known")
    ),
    responses(
        (status = 200, description = "The sums of its ledger", body = shape::Report, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn report(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Named(edition): Named<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::EditionsRead)?;
    let edition = find(&pipeline, &edition).await?;
    let tally = pipeline.store.ledger_tally(edition.id).await?;
    Ok(Document::of(&shape::Report::from(tally))?.answer(&asked))
}

/// The edition that a path names.
pub(super) async fn find(pipeline: &Pipeline, named: &str) -> Result<Edition, Problem> {
    let found = match named.parse() {
        Ok(named) => pipeline.store.edition_find(Some(named)).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| {
        Problem::not_found("there is no such edition; write its number or e and its id")
    })
}
