//! Posting a short message to an address of the configuration: guarded like every fetch, redirected nowhere, and with no
//! interest in what is answered beyond its status.

use std::{sync::Arc, time::Duration};

use reqwest::header::CONTENT_TYPE;
use url::Url;

use super::{
    error::deepest,
    guard::{Guard, Refused},
    retry, tls,
};
use crate::config::Network;

/// No more of an answer is read.
const MOST: usize = 16 * 1_024;

/// Nor for longer than this.
const DRAIN: Duration = Duration::from_secs(1);

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The status.
    pub status: u16,
    /// How long to wait before the next try, where the server says so.
    pub wait: Option<Duration>,
}

/// Why nothing was answered. The text does not name the address: it may have a secret in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each text says what it is")]
pub enum NotPosted {
    #[error(
        "it is at {address}, in a private network; if that is meant, add its range to allow_private"
    )]
    Private { address: String },
    #[error("it did not answer within {seconds} s")]
    Timeout { seconds: u64 },
    #[error("it can't be reached: {why}")]
    Broken { why: String },
    #[error("the HTTP client can't be set up: {why}")]
    Setup { why: String },
}

/// Posts to one address.
#[derive(Debug)]
pub struct Poster {
    client: reqwest::Client,
    guard: Guard,
    url: Url,
    patience: Duration,
}

impl Poster {
    /// A poster that goes to private addresses of these ranges only, and waits for so long at most.
    ///
    /// # Errors
    /// When the client can't be set up.
    pub fn new(url: &Url, allowed: &[Network], patience: Duration) -> Result<Self, NotPosted> {
        let guard = Guard::new(allowed);
        let setup = |why: String| NotPosted::Setup { why };
        let client = reqwest::Client::builder()
            .user_agent(concat!("roundup/", env!("CARGO_PKG_VERSION")))
            .tls_backend_preconfigured(tls::config().map_err(|why| setup(why.to_string()))?)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(Arc::new(guard.clone()))
            .build()
            .map_err(|why| setup(deepest(&why)))?;
        Ok(Self {
            client,
            guard,
            url: url.clone(),
            patience,
        })
    }

    /// Posts a JSON document with these header fields.
    ///
    /// # Errors
    /// When no answer came: the network, the time, or a private address.
    pub async fn post(
        &self,
        fields: [(&'static str, String); 3],
        body: String,
    ) -> Result<Posted, NotPosted> {
        // A literal address goes past the resolver, so it is looked at here.
        let literal = self.guard.literal(&self.url);
        literal.map_err(|refused| NotPosted::Private { address: refused.0 })?;
        let request = self.client.post(self.url.clone());
        let request = fields.into_iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        let request = request.header(CONTENT_TYPE, "application/json").body(body);
        let answered = tokio::time::timeout(self.patience, request.send()).await;
        let Ok(answered) = answered else {
            return Err(NotPosted::Timeout {
                seconds: self.patience.as_secs(),
            });
        };
        let answer = answered.map_err(|why| broken(&why))?;
        let posted = Posted {
            status: answer.status().as_u16(),
            wait: retry::retry_after(answer.headers()),
        };
        // It has answered: what goes wrong from here on changes nothing.
        let _ = tokio::time::timeout(DRAIN, drain(answer)).await;
        Ok(posted)
    }
}

/// Reads what is left of an answer, so that the connection serves for the next message; of a long one only a part.
async fn drain(mut answer: reqwest::Response) {
    let mut read = 0;
    while let Ok(Some(chunk)) = answer.chunk().await {
        read += chunk.len();
        if read > MOST {
            return;
        }
    }
}

fn broken(why: &reqwest::Error) -> NotPosted {
    match Refused::within(why) {
        Some(refused) => NotPosted::Private {
            address: refused.0.clone(),
        },
        None => NotPosted::Broken { why: deepest(why) },
    }
}
