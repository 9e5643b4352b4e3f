//! The pages that every mail links to: leaving, preferences, the edition in a browser; and a health check.
//!
//! GET and HEAD change nothing, because link scanners follow every link (RULES: RFC 8058 section 3). The
//! POST of a one-click unsubscribe needs no cookie, no origin and no page before it, and answers 200.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};

use roundup_templates::{page, view};

use crate::{pipeline::Pipeline, subscriber::Subscriber, words::around};

mod api;
mod archive;
mod caller;
mod images;
mod join;
mod keep;
mod leave;
mod policy;
mod preferences;
mod refusal;

use self::{
    archive::Began,
    caller::Gate,
    policy::{Styles, guard},
    refusal::Refusal,
};

/// How long open connections may keep the program from ending.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running web server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens: the real port, when the config says 0.
    pub address: SocketAddr,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
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
        let app = router(pipeline).into_make_service_with_connect_info::<SocketAddr>();
        let serve = axum::serve(listener, app)
            .with_graceful_shutdown(async move { stop.cancelled().await });
        Ok(Self {
            address,
            task: tokio::spawn(async move { serve.await }),
        })
    }

    /// Waits until the last answer is given after the stop signal, but not for a client that never asks.
    ///
    /// # Errors
    /// When serving failed.
    pub async fn ended(self) -> Result<()> {
        match tokio::time::timeout(PATIENCE, self.task).await {
            Ok(ended) => Ok(ended??),
            Err(_) => Ok(()),
        }
    }
}

fn router(pipeline: Pipeline) -> Router {
    let styles = Styles::of(&pipeline.site().look);
    let began = Began(pipeline.clock.now());
    let gate = Arc::new(Gate::hourly(pipeline.config.subscribe.per_caller));
    Router::new()
        .route("/", get(join::show))
        .route("/subscribe", post(join::ask))
        .route(
            "/confirm/{token}",
            get(join::confirm_ask).post(join::confirm),
        )
        .route("/unsubscribe/{token}", get(leave::ask).post(leave::leave))
        .route(
            "/preferences/{token}",
            get(preferences::show).post(preferences::change),
        )
        .route("/archive", get(archive::index))
        .route("/archive/feed.xml", get(archive::feed))
        .route("/archive/{number}", get(archive::edition))
        .route("/images/{name}", get(images::copy))
        .route("/healthz", get(health))
        .merge(api::router(&pipeline))
        .fallback(|| async { Refusal::NotFound })
        .layer(Extension(gate))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .layer(Extension(began))
        .layer(middleware::map_response_with_state(styles, guard))
        .layer(middleware::map_response_with_state(pipeline.clone(), dress))
        .with_state(pipeline)
}

async fn health(State(pipeline): State<Pipeline>) -> Result<impl IntoResponse, Refusal> {
    pipeline.store.ping().await?;
    Ok((StatusCode::OK, "ok\n"))
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
