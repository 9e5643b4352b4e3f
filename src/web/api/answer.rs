//! Answers: a document with its tag, or that the asker has it already (RFC 9110 section 13).

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use url::Url;
use utoipa::ToSchema;

use super::Problem;
use crate::pipeline::Pipeline;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// The rows.
    pub(super) items: Vec<T>,
    /// What to ask for with `after` to go on; none at the end. The Link header has the whole address.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// A document, written out.
pub(super) struct Document {
    body: String,
    tag: String,
}

impl Document {
    pub(super) fn of(value: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(value).map_err(anyhow::Error::from)?;
        let digest = Sha256::digest(&body);
        let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&digest[..16]));
        Ok(Self { body, tag })
    }

    /// Refuses a change of what has changed since it was looked at (If-Match).
    pub(super) fn must_be_known(&self, asked: &HeaderMap) -> Result<(), Problem> {
        let wanted = named(asked, &header::IF_MATCH);
        let is_known = wanted.is_none_or(|mut tags| tags.any(|tag| tag == "*" || tag == self.tag));
        match is_known {
            true => Ok(()),
            false => Err(Problem::changed()),
        }
    }

    /// The answer to a GET.
    pub(super) fn answer(self, asked: &HeaderMap) -> Response {
        let known = named(asked, &header::IF_NONE_MATCH);
        let is_known = known.is_some_and(|mut tags| {
            tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.tag)
        });
        match is_known {
            true => (StatusCode::NOT_MODIFIED, [(header::ETAG, self.tag)]).into_response(),
            false => self.whole(StatusCode::OK),
        }
    }

    /// All of it.
    pub(super) fn whole(self, status: StatusCode) -> Response {
        let about = [
            (header::ETAG, self.tag),
            (header::CONTENT_TYPE, "application/json".to_owned()),
        ];
        (status, about, self.body).into_response()
    }
}

/// The tags that a request names; none where it has no such header.
fn named<'a>(
    asked: &'a HeaderMap,
    name: &HeaderName,
) -> Option<impl Iterator<Item = &'a str> + use<'a>> {
    let mut values = asked.get_all(name).iter().peekable();
    values.peek()?;
    Some(
        values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(',').map(str::trim)),
    )
}

/// A page of a list, with the address of the next one (RFC 8288).
pub(super) fn page<T: Serialize>(
    pipeline: &Pipeline,
    asked: &HeaderMap,
    path: &str,
    query: &[(&str, Option<String>)],
    page: &Page<T>,
) -> Result<Response, Problem> {
    let mut response = Document::of(page)?.answer(asked);
    if let Some(next) = &page.next {
        let link = next_url(&pipeline.config.web.public_url, path, query, next);
        let link = HeaderValue::from_str(&format!("<{link}>; rel=\"next\""));
        let link = link.map_err(anyhow::Error::from)?;
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

fn next_url(base: &Url, path: &str, query: &[(&str, Option<String>)], next: &str) -> String {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path()));
    for (name, value) in query {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url.query_pairs_mut().append_pair("after", next);
    url.into()
}
