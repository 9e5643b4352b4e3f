//! Copies of photos, for mails and for the archive.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::Refusal;
use crate::pipeline::Pipeline;

/// One copy. Its name is the hash of its octets, so it never changes.
pub(super) async fn copy(
    State(pipeline): State<Pipeline>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let hash = name.strip_suffix(".jpg").ok_or(Refusal::NotFound)?;
    let is_hash = hash.len() == 64
        && hash
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
    if !is_hash {
        return Err(Refusal::NotFound);
    }
    let hash = hash.to_owned();
    let read = tokio::task::spawn_blocking(move || pipeline.store.image_read(&hash));
    let found = read.await.map_err(anyhow::Error::from)?;
    let jpeg = found
        .map_err(anyhow::Error::from)?
        .ok_or(Refusal::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, jpeg).into_response())
}
