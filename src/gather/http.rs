//! The one way out to the web: politely, within limits, and never into the private network.
//!
//! Redirects are followed by hand, because every hop has to be checked. What the bytes mean is for `feed`
//! and `page`; whether a page may be fetched at all is for [`robots`], which asks through this client.

mod error;
mod exchange;
pub mod guard;
mod hosts;
mod moves;
mod post;
mod probe;
mod retry;
pub mod robots;
mod tls;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use url::Url;

use crate::{config::GatherRules, piece::Validators};

use error::deepest;
pub use error::{FetchError, shown};
use exchange::Step;
use guard::Guard;
use hosts::Hosts;
pub use hosts::Resting;
use moves::Moves;
pub use post::{NotPosted, Posted, Poster};
pub use probe::Answer;

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
    Body(Box<Body>),
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
    /// What it tells search engines (`X-Robots-Tag`), a value a header.
    pub robots: Vec<String>,
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
}
