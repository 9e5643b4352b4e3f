//! What a request asks for: path, query and body, read as their types, or refused as problems.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::request::Parts,
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use crate::pipeline::Pipeline;

/// What the path names.
pub(super) struct Named<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Pipeline> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, pipeline: &Pipeline) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, pipeline).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(why) => Err(Problem::unread(why.status(), why.body_text())),
        }
    }
}

/// What the query wants.
pub(super) struct Wanted<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Pipeline> for Wanted<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, pipeline: &Pipeline) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, pipeline).await {
            Ok(Query(wanted)) => Ok(Self(wanted)),
            Err(why) => Err(Problem::unread(why.status(), why.body_text())),
        }
    }
}

/// Which rows of a list, by their state, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter<S: ToSchema> {
    /// Only those in this state.
    pub(super) state: Option<S>,
    /// Go on behind this: `next` of the page before.
    #[param(pattern = "^[A-Za-z0-9_-]{12}$")]
    pub(super) after: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    pub(super) limit: Option<u16>,
}

/// What the body says.
pub(super) struct Said<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Pipeline> for Said<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, pipeline: &Pipeline) -> Result<Self, Problem> {
        match Json::from_request(request, pipeline).await {
            Ok(Json(said)) => Ok(Self(said)),
            Err(why) => Err(Problem::unread(why.status(), why.body_text())),
        }
    }
}
