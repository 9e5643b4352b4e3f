//! Why a fetch failed, in words that name the address and nothing secret.

use std::{error::Error as _, time::Duration};

use url::Url;

use super::super::text;

/// Why something was not fetched. The text names the address (without user and password) and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each text says what it is")]
pub enum FetchError {
    #[error("{url} is not an http or https address; give one")]
    Scheme { url: String },
    #[error(
        "{url} leads into a private network ({address}); if that is meant, add its range to `allow_private` in [gather]"
    )]
    Private { url: String, address: String },
    #[error(
        "{url} did not answer completely within {seconds} s; try again later or raise `timeout` in [gather]"
    )]
    Timeout { url: String, seconds: u64 },
    #[error(
        "{url} redirects too often or in a circle; open it in a browser and use the address it ends at"
    )]
    Redirects { url: String },
    #[error(
        "{url} is larger than {most} bytes; raise `max_bytes` in [gather] if it should be read"
    )]
    TooLarge { url: String, most: u64 },
    #[error(
        "{url} asks us to come back later (status {status}{}); it is tried again next time",
        wait.map(|wait| format!(", in {} s", wait.as_secs())).unwrap_or_default()
    )]
    Busy {
        url: String,
        status: u16,
        wait: Option<Duration>,
    },
    #[error("{host} did not answer several times in a row, and is left alone for now")]
    Silent { host: String },
    #[error(
        "{url} answered with status {status}; check the address, and whether the server refuses us"
    )]
    Status { url: String, status: u16 },
    #[error("{url} can't be read: {why}; check the address and the network, or try again later")]
    Broken { url: String, why: String },
    #[error("the HTTP client can't be set up: {why}")]
    Setup { why: String },
}

impl FetchError {
    /// Whether another try, later and unchanged, may well succeed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Timeout { .. }
            | Self::Busy { .. }
            | Self::Silent { .. }
            | Self::Broken { .. } => true,
            Self::Status { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// Whether it is about the whole host: then it is told once, and not for each of its pages.
    pub fn is_of_host(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Silent { .. })
    }

    /// The status with which a page was said to be gone: 404 or 410.
    pub fn gone(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => {
                Some(*status).filter(|status| matches!(status, 404 | 410))
            }
            _ => None,
        }
    }
}

/// An address as it may be printed: without user and password.
pub fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Both fail only for addresses that can't hold them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    text::clean(url.as_str())
}

/// The innermost cause: "connection refused" rather than "error sending request for url (...)".
pub(super) fn deepest(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else {
        return if error.is_body() || error.is_decode() {
            "the answer is broken off or garbled".to_owned()
        } else {
            "the request could not be made".to_owned()
        };
    };
    while let Some(next) = cause.source() {
        cause = next;
    }
    text::clean(&cause.to_string())
}
