//! Manners: how many fetches at once a host gets from us, and when it asked to be left alone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::{FetchError, shown};

/// Nobody may send us away for longer.
const LONGEST_REST: Duration = Duration::from_secs(24 * 3_600);

/// Above this many, hosts that are idle are forgotten.
const MANY_HOSTS: usize = 1_000;

#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    known: Mutex<HashMap<String, Host>>,
}

#[derive(Debug)]
struct Host {
    turns: Arc<Semaphore>,
    rest: Option<Rest>,
}

#[derive(Debug, Clone, Copy)]
struct Rest {
    until: Instant,
    status: u16,
}

impl Hosts {
    pub(super) fn new(per_host: usize) -> Self {
        Self {
            per_host: per_host.max(1),
            known: Mutex::default(),
        }
    }

    /// Waits for a turn at the host, unless it asked us to stay away.
    pub(super) async fn turn(&self, url: &Url) -> Result<OwnedSemaphorePermit, FetchError> {
        let turns = self.with(url, |host| host.turns.clone());
        let turn = turns
            .acquire_owned()
            .await
            .map_err(|_| FetchError::Broken {
                url: shown(url),
                why: "the program is stopping".to_owned(),
            })?;
        // Asked after the wait: whoever was before us may have been sent away.
        match self.with(url, |host| host.rest) {
            Some(rest) if rest.until > Instant::now() => Err(FetchError::Busy {
                url: shown(url),
                status: rest.status,
                wait: Some(rest.until - Instant::now()),
            }),
            _ => Ok(turn),
        }
    }

    /// Remembers that the host asked us to stay away.
    pub(super) fn rest(&self, url: &Url, status: u16, wait: Option<Duration>) {
        let Some(wait) = wait else { return };
        let until = Instant::now() + wait.min(LONGEST_REST);
        self.with(url, |host| host.rest = Some(Rest { until, status }));
    }

    fn with<T>(&self, url: &Url, then: impl FnOnce(&mut Host) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > MANY_HOSTS {
            known.retain(|_, host| Arc::strong_count(&host.turns) > 1 || host.rest.is_some());
        }
        let name = url.host_str().unwrap_or_default().to_owned();
        then(known.entry(name).or_insert_with(|| Host {
            turns: Arc::new(Semaphore::new(self.per_host)),
            rest: None,
        }))
    }
}

/// How long the server wants to be left alone (RFC 9110 section 10.2.3). A date counts from the server's
/// own clock, which it sends along.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let told = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = told.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST_REST));
    }
    let until = DateTime::parse_from_rfc2822(told).ok()?;
    let now = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
    (until - now)
        .to_std()
        .ok()
        .map(|wait| wait.min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_retry_after() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "120".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(120)));
        headers.insert(
            RETRY_AFTER,
            "Fri, 06 Nov 2026 08:01:00 GMT".parse().unwrap(),
        );
        assert_eq!(retry_after(&headers), None);
        headers.insert(DATE, "Fri, 06 Nov 2026 08:00:00 GMT".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(60)));
    }

    #[tokio::test]
    async fn a_host_that_rests_is_left_alone() {
        let hosts = Hosts::new(2);
        let url = Url::parse("https://example.org/a").unwrap();
        assert!(hosts.turn(&url).await.is_ok());
        hosts.rest(&url, 429, Some(Duration::from_secs(60)));
        let refused = hosts.turn(&url).await.unwrap_err();
        assert!(matches!(refused, FetchError::Busy { status: 429, .. }));
        let other = Url::parse("https://example.com/").unwrap();
        assert!(hosts.turn(&other).await.is_ok());
    }
}
