//! The API: subscribers, editions and deliveries for programs that hold a key (`roundup key`), and its description.
//!
//! Paths, parameters and answers are described where they are handled, and the document at `/api/openapi.json` is made
//! of that. Every refusal is a problem (RFC 9457). Scripts of other sites can't read any of it: there is no CORS.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, Server,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::over_store;
use crate::pipeline::Pipeline;

mod answer;
mod asked;
mod cursor;
mod deliveries;
mod editions;
mod holder;
mod newcomers;
mod problem;
mod shape;
mod subscribers;

use self::{holder::Turnstile, problem::Problem};

/// The longest that one call may take, its body included.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the description says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "roundup",
        description = "The list, the editions and the ledger of a publication. Each call needs a key with the right scope: `roundup key new`."
    ),
    tags(
        (name = "subscribers", description = "Who is on the list"),
        (name = "editions", description = "What is, or was, sent"),
        (name = "deliveries", description = "Who was sent what")
    ),
    modifiers(&Bearer)
)]
struct Description;

/// Keys are sent as bearer tokens (RFC 6750).
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, description: &mut openapi::OpenApi) {
        let components = description.components.get_or_insert_default();
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("key", bearer);
    }
}

/// Everything under `/api`.
pub(super) fn router(pipeline: &Pipeline) -> Router<Pipeline> {
    let (router, mut description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(subscribers::list, newcomers::create))
        .routes(routes!(
            subscribers::one,
            subscribers::change,
            subscribers::forget
        ))
        .routes(routes!(editions::list))
        .routes(routes!(editions::one))
        .routes(routes!(editions::blocks))
        .routes(routes!(editions::report))
        .routes(routes!(deliveries::list))
        .split_for_parts();
    let base = pipeline.config.web.public_url.as_str();
    description.servers = Some(vec![Server::new(base.trim_end_matches('/'))]);
    // What can't be written as JSON is no description: the tests would see it.
    let description: Arc<str> = description.to_json().unwrap_or_default().into();
    let turnstile = Arc::new(Turnstile::per_minute(pipeline.config.api.per_minute));
    let nowhere = || async { Problem::not_found("there is nothing at this address") };
    router
        .route_layer(middleware::from_fn_with_state(
            pipeline.clone(),
            over_store::<Problem>,
        ))
        .route(
            "/api/openapi.json",
            get(move || describe(Arc::clone(&description))),
        )
        .route("/api", any(nowhere))
        .route("/api/{*rest}", any(nowhere))
        .layer(Extension(turnstile))
        .layer(middleware::map_response(dress))
        .layer(middleware::from_fn(in_time))
}

async fn describe(description: Arc<str>) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (json, description.to_string()).into_response()
}

/// Gives up on what takes too long: a body that never ends, a store that is held.
async fn in_time(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(PATIENCE, next.run(request)).await;
    answer.unwrap_or_else(|_| Problem::unavailable("this took too long").into_response())
}

/// Makes a problem of every refusal that is none yet (a method that is not known, a body that is too long), and has
/// nobody but the holder of the key keep an answer.
async fn dress(response: Response) -> Response {
    let status = response.status();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == problem::KIND);
    let mut response = match status.is_client_error() || status.is_server_error() {
        true if !is_problem => {
            let (head, _) = response.into_parts();
            let mut told = Problem::of(status).into_response();
            if let Some(methods) = head.headers.get(header::ALLOW) {
                told.headers_mut().insert(header::ALLOW, methods.clone());
            }
            told
        }
        _ => response,
    };
    let headers = response.headers_mut();
    let kept = match status {
        StatusCode::OK | StatusCode::NOT_MODIFIED => "private, no-cache",
        _ => "no-store",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::VARY, HeaderValue::from_static("authorization"));
    response
}
