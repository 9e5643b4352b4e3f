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
