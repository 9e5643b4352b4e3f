//! What the pages answer when they can't: one type, and no detail that is nobody's business.

use axum::{
    Extension,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::store::StoreError;

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

/// What a reader is told; [`super::dress`] makes a page of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, title, text) = match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "This page is not here",
                "If a link of a mail brought you, it may have been cut on the way: try it again from the mail itself.",
            ),
            Self::BadForm => (
                StatusCode::BAD_REQUEST,
                "Nothing was changed",
                "This form was not one of ours.",
            ),
            Self::Unavailable(why) => {
                tracing::error!("a page could not be answered: {why}");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "This does not work just now",
                    "Nothing was changed. Please try it again in a minute.",
                )
            }
            Self::Broken(why) => {
                tracing::error!("a page could not be answered: {why:#}");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something is broken on our side",
                    "It has been noted. Please try it again later.",
                )
            }
        };
        (status, Extension(Words { title, text })).into_response()
    }
}
