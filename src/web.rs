//! The pages that every mail links to: leaving, preferences, the edition in a browser; and a health check.
//!
//! GET and HEAD change nothing, because link scanners follow every link (RULES: RFC 8058 section 3). The
//! POST of a one-click unsubscribe needs no cookie, no origin and no page before it, and answers 200.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use roundup_templates::{page, view};
use tower_http::compression::CompressionLayer;

use crate::{pipeline::Pipeline, store::StoreError, subscriber::Subscriber, words::around};

mod api;
mod archive;
mod caller;
mod challenge;
mod choices;
mod confirm;
mod images;
mod join;
mod keep;
mod leave;
mod listen;
mod policy;
mod preferences;
mod refusal;
mod tag;
mod tongue;

use self::{
    archive::Began,
    caller::Gate,
    policy::{Policy, guard},
    refusal::Refusal,
};

/// How long open connections may keep the program from ending.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running web server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens: the real port, when the config says 0.
    pub address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Binds the configured address and serves until the pipeline's stop signal.
    ///
    /// # Errors
    /// When the address can't be bound.
    pub async fn start(pipeline: Pipeline) -> Result<Self> {
        let listen = pipeline.config.web.listen;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("can't listen on {listen} (web.listen)"))?;
        let address = listener.local_addr()?;
        let stop = pipeline.stop.clone();
        let serve = listen::serve(listener, router(pipeline), stop);
        Ok(Self {
            address,
            task: tokio::spawn(serve),
        })
    }

    /// Waits until the last answer is given after the stop signal, but not for a client that never asks.
    ///
    /// # Errors
    /// When serving failed.
    pub async fn ended(self) -> Result<()> {
        match tokio::time::timeout(PATIENCE, self.task).await {
            Ok(ended) => Ok(ended?),
            Err(_) => Ok(()),
        }
    }
}

fn router(pipeline: Pipeline) -> Router {
    let policy = Policy::of(&pipeline.site().look, &pipeline.config.web.public_url);
    let began = Began(pipeline.clock.now());
    let sign_up = &pipeline.config.subscribe;
    let gate = Gate::new(sign_up.per_caller, sign_up.busy_above, sign_up.challenge);
    Router::new()
        .route("/", get(join::show))
        .route("/subscribe", post(join::ask))
        .route("/challenge.js", get(challenge::script))
        .route("/confirm/{token}", get(confirm::ask).post(confirm::confirm))
        .route("/unsubscribe/{token}", get(leave::ask).post(leave::leave))
        .route(
            "/preferences/{token}",
            get(preferences::show).post(preferences::change),
        )
        .merge(archived())
        .route("/images/{name}", get(images::copy))
        .route_layer(middleware::from_fn_with_state(
            pipeline.clone(),
            over_store::<Refusal>,
        ))
        .route("/healthz", get(health))
        .merge(api::router(&pipeline))
        .fallback(|| async { Refusal::NotFound })
        .layer(Extension(Arc::new(gate)))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .layer(Extension(began))
        .layer(middleware::map_response_with_state(policy, guard))
        .layer(middleware::map_response_with_state(pipeline.clone(), dress))
        .layer(middleware::from_fn(listen::hurry))
        .with_state(pipeline)
}

/// Editions are sent compressed to who asks for that: they are long. A proof is one as well, and its page has neither its
/// token nor anything of the request in it. Nothing else is: in a page with a token, or with what a stranger typed, the
/// length would tell of the one by the other (BREACH).
fn archived() -> Router<Pipeline> {
    Router::new()
        .route("/archive", get(archive::index))
        .route("/archive/feed.xml", get(archive::feed))
        .route("/archive/{number}", get(archive::edition))
        .route("/proof/{token}", get(archive::proof))
        .layer(CompressionLayer::new())
}

/// Whether the store answers, and why it doesn't: what is said of it names no place and nobody.
async fn health(State(pipeline): State<Pipeline>) -> Response {
    match pipeline.store.ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(why) => {
            let soon = [(header::RETRY_AFTER, "60")];
            let told = format!("{why}\n");
            (StatusCode::SERVICE_UNAVAILABLE, soon, told).into_response()
        }
    }
}

/// Refuses while the store is not there. Where something may have been changed it is asked again: what was written
/// while the store went away is lost, and nobody is told that it was kept.
async fn over_store<No: From<StoreError>>(
    State(pipeline): State<Pipeline>,
    request: Request,
    next: Next,
) -> Result<Response, No> {
    pipeline.store.stands()?;
    let only_looks = request.method().is_safe();
    let response = next.run(request).await;
    if !only_looks {
        pipeline.store.stands()?;
    }
    Ok(response)
}

/// Makes a page of a refusal.
async fn dress(State(pipeline): State<Pipeline>, response: Response) -> Response {
    let Some(told) = response.extensions().get::<refusal::Told>() else {
        return response;
    };
    let (title, text) = told.words(pipeline.words());
    let told = page::message(&view::MessagePage {
        site: pipeline.site(),
        title,
        paragraphs: vec![text],
        link: None,
    });
    let (mut head, _) = response.into_parts();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    head.headers.insert(header::CONTENT_TYPE, html);
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, told.into_string().into())
}

/// A sentence about somebody.
fn about(person: &Subscriber, sentence: impl FnOnce(&str) -> String) -> view::About {
    let (before, after) = around(sentence);
    view::About {
        before,
        address: person.address.to_string(),
        after,
    }
}

/// A page as an answer.
fn answer(markup: maud::Markup) -> Response {
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (html, markup.into_string()).into_response()
}

#[cfg(test)]
mod tests {
    use crate::config::Web;

    #[test]
    fn the_configuration_knows_every_place() {
        let routes = include_str!("web.rs")
            .split_inclusive("#[cfg(test)]")
            .next();
        let routes = routes.unwrap_or_default().split("\"/").skip(1);
        let places = routes.map(|route| route.split(['/', '"']).next().unwrap_or_default());
        let places: Vec<_> = places.filter(|place| !place.is_empty()).collect();
        assert!(places.len() >= Web::PLACES.len(), "{places:?}");
        for place in &places {
            assert!(Web::PLACES.contains(place), "{place}");
        }
        for place in Web::PLACES {
            assert!(places.contains(&place), "{place}");
        }
    }
}
