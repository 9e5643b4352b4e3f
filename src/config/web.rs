//! `[web]`: the pages that every mail links to.

use std::net::SocketAddr;

use serde::Deserialize;
use url::Url;

use super::values::Network;

/// The pages that every mail links to.
#[derive(Debug, Clone)]
pub struct Web {
    /// Where `serve` listens.
    pub listen: SocketAddr,
    /// The address readers reach it by, ending in a slash. https, but for a machine's own loopback.
    pub public_url: Url,
    /// Who may find the editions that went out.
    pub archive: Archive,
    /// The networks of the web servers before us: what they say of whom they ask for is believed.
    pub proxies: Vec<Network>,
}

impl Web {
    /// What the addresses of our pages begin with, below the public address.
    pub const PLACES: [&str; 9] = [
        "subscribe",
        "confirm",
        "unsubscribe",
        "preferences",
        "archive",
        "proof",
        "images",
        "healthz",
        "challenge.js",
    ];

    /// Whether an address is one of our own pages. The public address alone doesn't say: it may be that of the whole site.
    pub fn serves(&self, url: &Url) -> bool {
        let below = url.path().strip_prefix(self.public_url.path());
        let place = below.map(|path| path.split('/').next().unwrap_or_default());
        url.origin() == self.public_url.origin()
            && place.is_some_and(|place| place.is_empty() || Self::PLACES.contains(&place))
    }
}

/// Who may find the editions that went out. Everybody who has the link may read them: every mail has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Archive {
    /// Everybody: there is an index and a feed, and search engines may keep the pages.
    #[default]
    Public,
    /// Who has the link: no index, no feed, no way from one edition to the next, and no search engine.
    Unlisted,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    #[serde(default = "loopback")]
    listen: SocketAddr,
    public_url: super::load::HttpUrl,
    #[serde(default)]
    archive: Archive,
    #[serde(default)]
    proxies: Vec<Network>,
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8025))
}

impl Raw {
    pub(super) fn check(self) -> Result<Web, String> {
        let mut public_url = self.public_url.0;
        let local = matches!(
            public_url.host_str(),
            Some("localhost" | "127.0.0.1" | "[::1]")
        );
        if public_url.scheme() != "https" && !local {
            return Err(format!(
                "`{public_url}` is not https, which one-click unsubscribing needs (RFC 8058)"
            ));
        }
        if !public_url.path().ends_with('/') {
            let path = format!("{}/", public_url.path());
            public_url.set_path(&path);
        }
        public_url.set_query(None);
        public_url.set_fragment(None);
        Ok(Web {
            listen: self.listen,
            public_url,
            archive: self.archive,
            proxies: self.proxies,
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://weir.example/archive/7", true)]
    #[case("https://weir.example/archive?page=2", true)]
    #[case("https://weir.example/unsubscribe/x", true)]
    #[case("https://weir.example/", true)]
    #[case("https://weir.example/2026/the-lock", false)]
    #[case("https://weir.example/archives/2026", false)]
    #[case("https://weir.example.org/archive/7", false)]
    #[case("http://weir.example/archive/7", false)]
    #[case("https://weir.example:8443/archive/7", false)]
    fn only_our_own_pages_are_ours(#[case] url: &str, #[case] ours: bool) {
        let web = |public_url: &str| Web {
            listen: loopback(),
            public_url: public_url.parse().unwrap(),
            archive: Archive::Public,
            proxies: Vec::new(),
        };
        let url = url.parse().unwrap();
        assert_eq!(web("https://weir.example/").serves(&url), ours, "{url}");
        assert!(!web("https://weir.example/mail/").serves(&url), "{url}");
    }
}
