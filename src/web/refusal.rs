//! What the pages answer when they can't: one type, and no detail that is nobody's business.

use axum::{
    http::{StatusCode, header},
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

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, words) = match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "This page is not here. If a link of a mail brought you, it may have been cut: try it again from the mail itself.",
            ),
            Self::BadForm => (
                StatusCode::BAD_REQUEST,
                "This form was not one of ours, so nothing was changed.",
            ),
            Self::Unavailable(why) => {
                tracing::error!("a page could not be answered: {why}");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "This does not work just now. Please try it again in a minute.",
                )
            }
            Self::Broken(why) => {
                tracing::error!("a page could not be answered: {why:#}");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something is broken on our side. It has been noted.",
                )
            }
        };
        let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        (status, plain, format!("{words}\n")).into_response()
    }
}
