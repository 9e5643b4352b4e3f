//! Taking connections: how many at once, and how long each may take over what it wants.
//!
//! Whoever is slow on purpose holds one place for a while, not all of them for ever.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// Connections at once; more of them wait to be taken.
const CONNECTIONS: usize = 1_000;

/// How long a client may take over the head of its request, the first or the next.
const HEAD: Duration = Duration::from_secs(10);

/// How long it may take to bring the rest, and we to answer.
const ANSWER: Duration = Duration::from_secs(30);

/// How long a connection lives, with all that is asked for on it.
const LIFE: Duration = Duration::from_secs(300);

/// How long to wait before connections are taken again, when the machine has no room for one more.
const BREATH: Duration = Duration::from_millis(200);

/// Serves until the stop signal, then gives the answers that it owes.
pub(super) async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let debts = GracefulShutdown::new();
    while let Some((stream, peer, place)) = next(&listener, &room, &stop).await {
        let app = app.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let app = app.clone();
            async move { Ok::<_, Infallible>(app.oneshot(request).await.into_response()) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = debts.watch(connection);
        tokio::spawn(async move {
            // What goes wrong on a connection is its client's affair.
            let _ = timeout(LIFE, connection).await;
            drop(place);
        });
    }
    debts.shutdown().await;
}

/// The next client, and its place among those at once.
async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    loop {
        let taken = async {
            let place = Arc::clone(room).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = stop.cancelled() => return None,
            taken = taken => taken,
        };
        match accepted {
            Ok((stream, peer)) => return Some((stream, peer, place.ok()?)),
            Err(why) => {
                tracing::warn!("a connection could not be taken: {why}");
                sleep(BREATH).await;
            }
        }
    }
}

/// Gives up on a request that takes too long.
pub(super) async fn hurry(request: Request, next: Next) -> Response {
    let answer = timeout(ANSWER, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}
