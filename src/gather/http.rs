//! The one way out to the network: politely, within limits, and never into the private network.
//!
//! Redirects are followed by hand, because every hop has to be checked. What the bytes mean is for `feed`
//! and `page`; whether a page may be fetched at all is for [`robots`], which asks through this client.

mod error;
pub mod guard;
mod hosts;
mod moves;
pub mod robots;
mod tls;

use std::{
    error::Error as _,
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::{Response, StatusCode, header};
use url::Url;

use crate::{config::GatherRules, piece::Validators};

use error::deepest;
pub use error::{FetchError, shown};
use guard::{Guard, Refused};
use hosts::Hosts;
pub use hosts::Resting;
use moves::Moves;

/// One more than these, and a chain of redirects leads nowhere.
const MOST_REDIRECTS: usize = 5;

/// What a fetch is for; servers are told what is welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A feed of any kind.
    Feed,
    /// An HTML page.
    Page,
    /// A photo.
    Image,
    /// Whatever is there.
    Anything,
}

impl Want {
    /// Whether it may be a source, which is asked for again and again.
    fn is_source(self) -> bool {
        matches!(self, Self::Feed | Self::Anything)
    }

    fn accept(self) -> &'static str {
        match self {
            Self::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
            }
            Self::Page => "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
            Self::Image => "image/jpeg, image/png, image/webp, image/gif;q=0.9, */*;q=0.1",
            Self::Anything => "*/*",
        }
    }
}

/// What came back.
#[derive(Debug)]
pub enum Fetched {
    /// The server says that nothing changed since the validators were made.
    NotModified,
    /// The whole body.
    Body(Body),
}

/// A body, whole and decompressed.
#[derive(Debug)]
pub struct Body {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The `Content-Type` as sent.
    pub content_type: Option<String>,
    /// The address that answered, after redirects.
    pub final_url: Url,
    /// What to ask with next time.
    pub validators: Validators,
}

/// The HTTP client.
#[derive(Debug)]
pub struct Fetcher {
    client: reqwest::Client,
    guard: Guard,
    hosts: Hosts,
    moves: Moves,
    timeout: Duration,
    max_bytes: u64,
}

impl Fetcher {
    /// A client that keeps the rules and presents itself as coming from `site`.
    pub fn new(rules: &GatherRules, site: &Url) -> Result<Self, FetchError> {
        let guard = Guard::new(&rules.allow_private);
        let setup = |why: String| FetchError::Setup { why };
        let agent = format!("roundup/{} (+{})", env!("CARGO_PKG_VERSION"), shown(site));
        let client = reqwest::Client::builder()
            .user_agent(agent)
            .tls_backend_preconfigured(tls::config().map_err(|why| setup(why.to_string()))?)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(Arc::new(guard.clone()))
            .connect_timeout(rules.timeout.0.min(Duration::from_secs(10)))
            .pool_idle_timeout(Duration::from_secs(20))
            .build()
            .map_err(|why| setup(deepest(&why)))?;
        Ok(Self {
            client,
            guard,
            hosts: Hosts::new(rules.per_host, rules.pace.map(|pace| pace.0)),
            moves: Moves::default(),
            timeout: rules.timeout.0,
            max_bytes: rules.max_bytes,
        })
    }

    /// Fetches an address, asking with the validators of the last time.
    pub async fn fetch(
        &self,
        url: &Url,
        want: Want,
        validators: &Validators,
    ) -> Result<Fetched, FetchError> {
        // Sources move for good; pages do not come again often enough to remember where they went.
        let moved = self.moves.of(url).filter(|_| want.is_source());
        let Some(moved) = moved else {
            return self
                .fetch_capped(url, want, validators, self.max_bytes)
                .await;
        };
        match self
            .fetch_capped(&moved, want, validators, self.max_bytes)
            .await
        {
            Err(why) if !why.is_transient() => {
                // Gone from there, too: the address that a person wrote down may know more by now.
                self.moves.forget(url);
                self.fetch_capped(url, want, validators, self.max_bytes)
                    .await
            }
            other => other,
        }
    }

    /// Keeps the pace that a host's robots.txt asks for, up to a limit.
    pub(super) fn slow_down(&self, url: &Url, pace: Duration) {
        self.hosts.slow_down(url, pace);
    }

    /// The hosts that asked to be left alone, and still want to be.
    pub fn resting(&self) -> Vec<Resting> {
        self.hosts.resting()
    }

    /// Leaves a host alone that asked for it in an earlier run.
    pub fn rest(&self, resting: &Resting) {
        self.hosts.remember(resting);
    }

    /// Where permanent redirects lead from an address of a source.
    pub fn moved(&self, url: &Url) -> Option<Url> {
        self.moves.of(url)
    }

    /// Goes to `new` whenever `old` is asked for, as an earlier run was told to.
    pub fn follow(&self, old: &Url, new: &Url) {
        self.moves.note(old, new);
    }

    /// Goes to the address as it is written again.
    pub fn unfollow(&self, old: &Url) {
        self.moves.forget(old);
    }

    async fn fetch_capped(
        &self,
        url: &Url,
        want: Want,
        validators: &Validators,
        most: u64,
    ) -> Result<Fetched, FetchError> {
        let mut at = url.clone();
        let mut spent = Duration::ZERO;
        let mut for_good = want.is_source();
        for _ in 0..=MOST_REDIRECTS {
            self.check(&at)?;
            // Waiting for our own turn is not the server's fault, so it doesn't count as its time.
            let _turn = self.hosts.turn(&at).await?;
            let started = Instant::now();
            let left = self.timeout.saturating_sub(spent);
            let exchange = self.exchange(&at, want, validators, most);
            let step = tokio::time::timeout(left, exchange)
                .await
                .unwrap_or_else(|_| Err(self.late(&at)));
            match step {
                Err(FetchError::Timeout { .. } | FetchError::Broken { .. }) => {
                    self.hosts.was_silent(&at);
                }
                _ => self.hosts.answered(&at),
            }
            spent += started.elapsed();
            match step? {
                Step::Done(fetched) => return Ok(fetched),
                Step::Redirect { to, permanent } => {
                    // Only what comes before the first passing detour is for good.
                    for_good &= permanent;
                    if for_good {
                        self.moves.note(url, &to);
                    }
                    at = to;
                }
            }
        }
        self.moves.forget(url);
        Err(FetchError::Redirects { url: shown(url) })
    }

    fn late(&self, url: &Url) -> FetchError {
        FetchError::Timeout {
            url: shown(url),
            seconds: self.timeout.as_secs(),
        }
    }

    fn check(&self, url: &Url) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(FetchError::Scheme { url: shown(url) });
        }
        // A literal address goes past the resolver, so it is looked at here.
        self.guard
            .literal(url)
            .map_err(|refused| FetchError::Private {
                url: shown(url),
                address: refused.0,
            })
    }

    async fn exchange(
        &self,
        url: &Url,
        want: Want,
        validators: &Validators,
        most: u64,
    ) -> Result<Step, FetchError> {
        let mut request = self
            .client
            .get(url.clone())
            .header(header::ACCEPT, want.accept());
        if let Some(etag) = &validators.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &validators.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
        let response = request.send().await.map_err(|why| self.broken(url, &why))?;
        match response.status() {
            status if status.is_success() => Ok(Step::Done(Fetched::Body(
                self.body(url, response, most).await?,
            ))),
            StatusCode::NOT_MODIFIED if *validators != Validators::default() => {
                Ok(Step::Done(Fetched::NotModified))
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Err(self.busy(url, &response))
            }
            status if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) => {
                redirect(url, &response)
            }
            status => Err(FetchError::Status {
                url: shown(url),
                status: status.as_u16(),
            }),
        }
    }

    async fn body(&self, url: &Url, mut response: Response, most: u64) -> Result<Body, FetchError> {
        let text = |name| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let content_type = text(header::CONTENT_TYPE);
        let validators = Validators {
            etag: text(header::ETAG),
            last_modified: text(header::LAST_MODIFIED),
        };
        let mut bytes = Vec::new();
        // What is counted here has been decompressed, so a small bomb can't grow past the limit either.
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|why| self.broken(url, &why))?
        {
            if (bytes.len() + chunk.len()) as u64 > most {
                return Err(FetchError::TooLarge {
                    url: shown(url),
                    most,
                });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Body {
            bytes,
            content_type,
            final_url: url.clone(),
            validators,
        })
    }

    fn busy(&self, url: &Url, response: &Response) -> FetchError {
        let wait = hosts::retry_after(response.headers());
        self.hosts.rest(url, response.status().as_u16(), wait);
        FetchError::Busy {
            url: shown(url),
            status: response.status().as_u16(),
            wait,
        }
    }

    fn broken(&self, url: &Url, why: &reqwest::Error) -> FetchError {
        if why.is_timeout() {
            return self.late(url);
        }
        let mut cause = why.source();
        while let Some(error) = cause {
            if let Some(refused) = error.downcast_ref::<Refused>() {
                return FetchError::Private {
                    url: shown(url),
                    address: refused.0.clone(),
                };
            }
            cause = error.source();
        }
        FetchError::Broken {
            url: shown(url),
            why: deepest(why),
        }
    }
}

enum Step {
    Done(Fetched),
    Redirect { to: Url, permanent: bool },
}

fn redirect(url: &Url, response: &Response) -> Result<Step, FetchError> {
    let location = response.headers().get(header::LOCATION);
    location
        .and_then(|location| std::str::from_utf8(location.as_bytes()).ok())
        .and_then(|location| url.join(location).ok())
        .map(|to| Step::Redirect {
            to,
            permanent: matches!(response.status().as_u16(), 301 | 308),
        })
        .ok_or_else(|| FetchError::Status {
            url: shown(url),
            status: response.status().as_u16(),
        })
}
