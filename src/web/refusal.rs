//! What the pages answer when they can't: one type, and no detail that is nobody's business.

use axum::{
    Extension,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{store::StoreError, words::Phrasebook};

/// Why there is no page.
#[derive(Debug)]
pub(super) enum Refusal {
    /// No such page, edition or token.
    NotFound,
    /// The form says something that no form of ours says.
    BadForm,
    /// The store is not there just now.
    Unavailable(StoreError),
    /// Our bug.
    Broken(anyhow::Error),
}

impl From<StoreError> for Refusal {
    fn from(why: StoreError) -> Self {
        Self::Unavailable(why)
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(why: anyhow::Error) -> Self {
        match why.downcast::<StoreError>() {
            Ok(store) => Self::Unavailable(store),
            Err(other) => Self::Broken(other),
        }
    }
}

/// What a reader is told; [`super::dress`] makes a page of it, in the language of the publication.
#[derive(Debug, Clone, Copy)]
pub(super) enum Told {
    NotFound,
    BadForm,
    Unavailable,
    Broken,
}

impl Told {
    /// The heading, and what it means.
    pub(super) fn words(self, words: Phrasebook) -> (String, String) {
        match self {
            Self::NotFound => (words.not_found(), words.not_found_text()),
            Self::BadForm => (words.nothing_changed(), words.bad_form_text()),
            Self::Unavailable => (words.unavailable(), words.unavailable_text()),
            Self::Broken => (words.broken(), words.broken_text()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, told) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, Told::NotFound),
            Self::BadForm => (StatusCode::BAD_REQUEST, Told::BadForm),
            Self::Unavailable(why) => {
                tracing::error!("a page could not be answered: {why}");
                (StatusCode::SERVICE_UNAVAILABLE, Told::Unavailable)
            }
            Self::Broken(why) => {
                tracing::error!("a page could not be answered: {why:#}");
                (StatusCode::INTERNAL_SERVER_ERROR, Told::Broken)
            }
        };
        let mut response = (status, Extension(told)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let soon = HeaderValue::from_static("60");
            response.headers_mut().insert(header::RETRY_AFTER, soon);
        }
        response
    }
}
