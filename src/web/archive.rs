//! The archive: every edition that went out, as "view in browser" shows it, their index and their feed.
//!
//! A draft is nobody's business but that of who has a link to it, and looking changes nothing.

use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use roundup_templates::page;
use serde::Deserialize;

use super::{Refusal, answer, keep::Kept, policy::Photos};
use crate::{edition::EditionNumber, pipeline::Pipeline};

const HTML: &str = "text/html; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// When this server began: the configuration that the pages are made with is as old as that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Began(pub(super) DateTime<Utc>);

/// Which page of the index.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    page: Option<String>,
}

/// The list, newest first.
pub(super) async fn index(
    State(pipeline): State<Pipeline>,
    Extension(began): Extension<Began>,
    Query(wanted): Query<Wanted>,
    asked: HeaderMap,
) -> Result<Response, Refusal> {
    let changed = changed(&pipeline, began).await?;
    let page = wanted.page.as_deref().unwrap_or("1");
    let page = page.parse().map_err(|_| Refusal::NotFound)?;
    let index = pipeline.archive_index(page).await?;
    let index = index.ok_or(Refusal::NotFound)?;
    let covers = index.editions.iter();
    let covers = covers.filter_map(|edition| edition.cover.as_ref()?.photo.as_ref());
    let photos = Photos::of(covers.map(|photo| photo.url.as_str()));
    let body = page::archive(&index).into_string();
    let kept = kept(&pipeline, HTML, body, changed);
    Ok((Extension(photos), kept.answer(&asked)).into_response())
}

/// One edition.
pub(super) async fn edition(
    State(pipeline): State<Pipeline>,
    Extension(began): Extension<Began>,
    Path(number): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Refusal> {
    let changed = changed(&pipeline, began).await?;
    let number = number.parse().map_err(|_| Refusal::NotFound)?;
    let shown = pipeline.archived(EditionNumber(number)).await?;
    let shown = shown.ok_or(Refusal::NotFound)?;
    let photos = Photos::of(page::photos(&shown.email).map(|photo| photo.url.as_str()));
    let body = page::edition(&shown).into_string();
    let kept = kept(&pipeline, HTML, body, changed);
    let mut response = (Extension(photos), kept.answer(&asked)).into_response();
    if shown.listing.is_none() {
        let robots = HeaderValue::from_static("noindex");
        response.headers_mut().insert("x-robots-tag", robots);
    }
    Ok(response)
}

/// An edition that has not gone out, for who has a link of `roundup edition link`. Nobody keeps it.
pub(super) async fn proof(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let shown = pipeline.proof_page(&token).await?;
    let shown = shown.ok_or(Refusal::NotFound)?;
    let photos = Photos::of(page::photos(&shown.email).map(|photo| photo.url.as_str()));
    let robots = [("x-robots-tag", "noindex")];
    Ok((Extension(photos), robots, answer(page::edition(&shown))).into_response())
}

/// The newest editions as an Atom feed.
pub(super) async fn feed(
    State(pipeline): State<Pipeline>,
    Extension(began): Extension<Began>,
    asked: HeaderMap,
) -> Result<Response, Refusal> {
    let changed = changed(&pipeline, began).await?;
    let feed = pipeline.archive_feed().await?.ok_or(Refusal::NotFound)?;
    let body = page::feed(&feed).into_string();
    let kept = kept(&pipeline, ATOM, body, changed);
    Ok(kept.answer(&asked))
}

/// When anything of the archive last changed: its editions, or the configuration. Asked before a page is made: what
/// changes meanwhile must not make an old page look new.
async fn changed(pipeline: &Pipeline, Began(began): Began) -> Result<DateTime<Utc>, Refusal> {
    let changed = pipeline.store.archive_changed().await?;
    Ok(changed.map_or(began, |changed| changed.max(began)))
}

fn kept(pipeline: &Pipeline, kind: &'static str, body: String, changed: DateTime<Utc>) -> Kept {
    fail::fail_point!("web::archive_made");
    Kept {
        kind,
        body,
        changed,
        now: pipeline.clock.now(),
    }
}
