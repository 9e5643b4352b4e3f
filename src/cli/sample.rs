//! The bundled sample publication, and the loopback web server that stands in for its site.

use std::{io, net::SocketAddr, path::Path};

use axum::{
    Router,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use include_dir::{Dir, include_dir};

/// `config/sample/`, as it was when the program was built.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/sample");

/// What stands in the sample's files for the address of its site.
const TOKEN: &str = "http://sample.invalid";

/// The sample's site, served until dropped.
#[derive(Debug)]
pub(super) struct Site {
    /// Its address: `http://127.0.0.1:PORT`.
    pub(super) base: String,
    task: tokio::task::JoinHandle<()>,
}

impl Site {
    /// Serves the sample on loopback: on this port if it is free, else on any.
    pub(super) async fn start(port: u16) -> io::Result<Self> {
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let listener = match tokio::net::TcpListener::bind(at(port)).await {
            Ok(listener) => listener,
            Err(_) => tokio::net::TcpListener::bind(at(0)).await?,
        };
        let base = format!("http://{}", listener.local_addr()?);
        let served = base.clone();
        let router = Router::new().fallback(move |uri: Uri| {
            let base = served.clone();
            async move { answer(&uri, &base) }
        });
        let task = tokio::spawn(async move {
            if let Err(why) = axum::serve(listener, router).await {
                tracing::error!("the sample's site ended: {why}");
            }
        });
        Ok(Self { base, task })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(uri: &Uri, base: &str) -> Response {
    let path = uri.path().trim_start_matches('/');
    let Some(file) = SAMPLE.get_file(path) else {
        return (StatusCode::NOT_FOUND, "not here").into_response();
    };
    let kind = match path.rsplit('.').next() {
        Some("xml") => "application/rss+xml; charset=utf-8",
        Some("json") => "application/feed+json",
        Some("html") => "text/html; charset=utf-8",
        Some("jpg") => "image/jpeg",
        _ => "text/plain; charset=utf-8",
    };
    let body = match file.contents_utf8() {
        Some(text) => text.replace(TOKEN, base).into_bytes(),
        None => file.contents().to_vec(),
    };
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// Writes the sample into a folder, its site's address put in. Files that are there stay.
pub(super) fn write(dir: &Path, base: &str) -> io::Result<()> {
    write_dir(&SAMPLE, dir, base)
}

fn write_dir(from: &Dir<'_>, to: &Path, base: &str) -> io::Result<()> {
    for file in from.files() {
        let target = to.join(file.path());
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        if target.exists() {
            continue;
        }
        match file.contents_utf8() {
            Some(text) => std::fs::write(target, text.replace(TOKEN, base))?,
            None => std::fs::write(target, file.contents())?,
        }
    }
    from.dirs().try_for_each(|dir| write_dir(dir, to, base))
}
