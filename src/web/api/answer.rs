//! Answers: a document with its tag, or that the asker has it already (RFC 9110 section 13).

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use super::{Problem, cursor::List};
use crate::{
    pipeline::Pipeline,
    web::tag::{is_known, is_meant, tag_of},
};

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// The rows.
    pub(super) items: Vec<T>,
    /// What to ask for with `after` to go on; none at the end. The Link header has the whole address.
    #[schema(required)]
    pub(super) next: Option<String>,
}

impl<T> Page<T> {
    /// The first `limit` of these rows; the next page, where there are more, goes on behind the `number` of the last.
    pub(super) fn cut<R: Into<T>>(
        mut rows: Vec<R>,
        limit: usize,
        list: List,
        number: impl Fn(&R) -> i64,
    ) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more).map(number);
        Self {
            next: last.map(|last| list.cursor(last)),
            items: rows.into_iter().map(R::into).collect(),
        }
    }
}

/// A document, written out.
pub(super) struct Document {
    body: String,
    tag: String,
}

impl Document {
    pub(super) fn of(value: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(value).map_err(anyhow::Error::from)?;
        let tag = tag_of(&body);
        Ok(Self { body, tag })
    }

    /// Refuses a change of what has changed since it was looked at (If-Match).
    pub(super) fn must_be_known(&self, asked: &HeaderMap) -> Result<(), Problem> {
        match is_meant(asked, &self.tag) {
            Some(false) => Err(Problem::changed()),
            Some(true) | None => Ok(()),
        }
    }

    /// The answer to a GET.
    pub(super) fn answer(self, asked: &HeaderMap) -> Response {
        match is_known(asked, &self.tag) {
            Some(true) => (StatusCode::NOT_MODIFIED, [(header::ETAG, self.tag)]).into_response(),
            Some(false) | None => self.whole(StatusCode::OK),
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
