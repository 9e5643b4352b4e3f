//! What the API answers when it can't: a problem (RFC 9457), with what to do in words.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{api_key::Scope, store::StoreError};

/// The media type of problems.
pub(super) const KIND: &str = "application/problem+json";

/// How long to stay away when the store is gone.
const REST: u64 = 10;

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
    also: Option<(HeaderName, String)>,
}

/// A refusal (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Told {
    /// `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong, and what to do.
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            also: None,
        }
    }

    fn also(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.also = Some((name, value.into()));
        self
    }

    /// A refusal by the router itself.
    pub(super) fn of(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::METHOD_NOT_ALLOWED => "this address has no such method; see Allow",
            StatusCode::PAYLOAD_TOO_LARGE => "the body is longer than 64 KiB",
            _ => status.canonical_reason().unwrap_or("no"),
        };
        Self::new(status, detail)
    }

    /// Refused by a reader of requests: in its words, and with its status.
    pub(super) fn unread(status: StatusCode, words: String) -> Self {
        Self::new(status, words)
    }

    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// No key, or one that opens nothing (RFC 6750 section 3).
    pub(super) fn no_key() -> Self {
        let detail = "send a key: `Authorization: Bearer rk_...`; `roundup key new` makes one";
        Self::new(StatusCode::UNAUTHORIZED, detail)
            .also(header::WWW_AUTHENTICATE, "Bearer realm=\"roundup\"")
    }

    pub(super) fn bad_key() -> Self {
        let detail = "this key opens nothing: it is not ours, or was revoked, or has ended";
        Self::new(StatusCode::UNAUTHORIZED, detail).also(
            header::WWW_AUTHENTICATE,
            "Bearer realm=\"roundup\", error=\"invalid_token\"",
        )
    }

    pub(super) fn lacks(scope: Scope) -> Self {
        let challenge =
            format!("Bearer realm=\"roundup\", error=\"insufficient_scope\", scope=\"{scope}\"");
        Self::new(
            StatusCode::FORBIDDEN,
            format!("this takes a key with the scope {scope}"),
        )
        .also(header::WWW_AUTHENTICATE, challenge)
    }

    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    pub(super) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    pub(super) fn changed() -> Self {
        let detail = "it has changed since you looked at it; look again";
        Self::new(StatusCode::PRECONDITION_FAILED, detail)
    }

    pub(super) fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    pub(super) fn too_many(seconds: u64) -> Self {
        let detail = format!("too many calls with this key; come back in {seconds} s");
        Self::new(StatusCode::TOO_MANY_REQUESTS, detail)
            .also(header::RETRY_AFTER, seconds.to_string())
    }

    pub(super) fn unavailable(detail: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
            .also(header::RETRY_AFTER, REST.to_string())
    }
}

impl From<StoreError> for Problem {
    fn from(why: StoreError) -> Self {
        tracing::error!("a call of the API could not be answered: {why}");
        Self::unavailable("the store does not answer just now")
    }
}

impl From<anyhow::Error> for Problem {
    fn from(why: anyhow::Error) -> Self {
        match why.downcast::<StoreError>() {
            Ok(store) => store.into(),
            Err(why) => {
                tracing::error!("a call of the API could not be answered: {why:#}");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "this is our fault")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let told = Told {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Problem"),
            status: self.status.as_u16(),
            detail: self.detail,
        };
        let body = serde_json::to_string(&told).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, KIND)], body).into_response();
        let also = self
            .also
            .and_then(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)));
        response.headers_mut().extend(also);
        response
    }
}
