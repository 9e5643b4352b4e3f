//! The public pages: whether callers can be told apart.

use super::{Check, Pipeline};
use crate::config::Door;

impl Pipeline {
    /// We speak no TLS, so a public address of https is a web server's, and where none is named all callers are that one.
    pub(super) fn check_web(&self) -> Option<Check> {
        let (web, sign_up) = (&self.config.web, &self.config.subscribe);
        let is_behind = web.public_url.scheme() == "https" && web.listen.ip().is_loopback();
        (is_behind && web.proxies.is_empty() && sign_up.door == Door::Open).then(|| {
            Check::warning(
                "web",
                format!(
                    "web.proxies names no web server: all who sign up at {} count as one caller, {} an hour",
                    web.public_url, sign_up.per_caller
                ),
                "where one stands before `serve` on this machine: proxies = [\"127.0.0.0/8\", \"::1/128\"]",
            )
        })
    }
}
