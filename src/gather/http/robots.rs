//! `robots.txt` (RFC 9309): which pages a site lets programs read.
//!
//! Asked before article pages only; a feed is published to be polled. What a file says is for `rules`.

mod rules;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::{Mutex, OnceCell};
use url::Url;

use super::{FetchError, Fetched, Fetcher, Want};
use crate::piece::Validators;
use rules::Rules;

/// RFC 9309 asks for at least this much.
const MOST_BYTES: u64 = 512 * 1_024;

/// How long an answer holds, and how long the lack of one does.
const KEPT: Duration = Duration::from_secs(3_600);
const KEPT_UNREACHABLE: Duration = Duration::from_secs(300);

/// The rules of the sites asked so far.
#[derive(Debug, Default)]
pub struct Robots {
    sites: Mutex<HashMap<String, Arc<Site>>>,
}

/// What a site says to our reading a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Go ahead.
    Given,
    /// Stay away.
    Refused,
    /// Its server failed when asked; stay away for now.
    Unknown,
}

#[derive(Debug)]
struct Site {
    asked: Instant,
    rules: OnceCell<Rules>,
}

impl Robots {
    /// Whether the page may be fetched.
    pub async fn leave(&self, fetcher: &Fetcher, page: &Url) -> Leave {
        let site = self.site(page).await;
        match site.rules.get_or_init(|| ask(fetcher, page)).await {
            Rules::Unreachable => Leave::Unknown,
            rules => {
                // Said each time: the client forgets hosts that were idle for long.
                if let Some(pace) = rules.pace() {
                    fetcher.slow_down(page, pace);
                }
                if rules.allow(page) {
                    Leave::Given
                } else {
                    Leave::Refused
                }
            }
        }
    }

    async fn site(&self, page: &Url) -> Arc<Site> {
        let origin = page.origin().ascii_serialization();
        let mut sites = self.sites.lock().await;
        sites.retain(|_, site| site.is_fresh());
        let new = || {
            Arc::new(Site {
                asked: Instant::now(),
                rules: OnceCell::new(),
            })
        };
        sites.entry(origin).or_insert_with(new).clone()
    }
}

impl Site {
    fn is_fresh(&self) -> bool {
        let kept = match self.rules.get() {
            Some(Rules::Unreachable) => KEPT_UNREACHABLE,
            _ => KEPT,
        };
        self.asked.elapsed() < kept
    }
}

async fn ask(fetcher: &Fetcher, page: &Url) -> Rules {
    let Ok(url) = page.join("/robots.txt") else {
        return Rules::none();
    };
    let none = Validators::default();
    match fetcher
        .fetch_capped(&url, Want::Anything, &none, MOST_BYTES)
        .await
    {
        Ok(Fetched::Body(body)) => Rules::parse(&String::from_utf8_lossy(&body.bytes)),
        // Where the server fails, RFC 9309 section 2.3.1.4 has us stay away; where there is no file, not.
        Err(why) if why.is_transient() => Rules::Unreachable,
        Err(FetchError::TooLarge { .. }) | Err(_) | Ok(Fetched::NotModified) => Rules::none(),
    }
}
