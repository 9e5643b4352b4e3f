//! `[smtp]`: the relay we hand mail to, and how hard it may be worked. `[bounce]`: where failures come back.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{
    publication::Publication,
    relay::{RawUrl, Relay, Tls},
    values::Span,
};
use crate::subscriber::EmailAddress;

/// The relay, and how hard it may be worked.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Where mail is handed over.
    pub relay: Relay,
    /// The name we give in EHLO; the machine's own when not set.
    pub helo: Option<String>,
    /// A file of certificates (PEM) to trust beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// Connections at once.
    pub connections: usize,
    /// The most messages a second over all connections.
    pub rate: Option<f64>,
    /// The most messages a second to one recipient domain.
    pub per_domain: Option<f64>,
    /// The longest that the relay may take for one answer; the answer to a message's end may take 10 times that.
    pub timeout: Span,
    /// The first pause after a refusal for now; it doubles with every further one.
    pub retry_after: Span,
    /// How long a delivery is tried before it counts as failed.
    pub retry_for: Span,
    /// The envelope sender, where failures come back.
    pub return_path: EmailAddress,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    url: Option<RawUrl>,
    url_file: Option<PathBuf>,
    password_file: Option<PathBuf>,
    tls: Option<Tls>,
    helo: Option<super::load::Line>,
    ca_file: Option<PathBuf>,
    #[serde(default = "four")]
    connections: std::num::NonZeroU16,
    rate: Option<f64>,
    per_domain: Option<f64>,
    #[serde(default = "a_minute")]
    timeout: Span,
    #[serde(default = "half_an_hour")]
    retry_after: Span,
    #[serde(default = "five_days")]
    retry_for: Span,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawBounce {
    address: Option<EmailAddress>,
}

fn four() -> std::num::NonZeroU16 {
    std::num::NonZeroU16::MIN.saturating_add(3)
}

fn a_minute() -> Span {
    Span::seconds(60)
}

fn half_an_hour() -> Span {
    Span::seconds(1_800)
}

/// As long as RFC 5321 section 4.5.4.1 would have it tried.
fn five_days() -> Span {
    Span::seconds(432_000)
}

impl Raw {
    pub(super) fn check(
        self,
        bounce: RawBounce,
        publication: &Publication,
        dir: &Path,
    ) -> Result<Smtp, String> {
        for (key, value) in [("rate", self.rate), ("per_domain", self.per_domain)] {
            if value.is_some_and(|value| !(value > 0.0 && value.is_finite())) {
                return Err(format!("{key} is not above 0; leave it out for no limit"));
            }
        }
        let url = match (self.url, self.url_file) {
            (Some(url), None) => url,
            (None, Some(file)) => super::load::secret(&dir.join(file))?.parse()?,
            _ => return Err("give the relay's `url`, or a `url_file` that holds it".to_owned()),
        };
        let password = self
            .password_file
            .map(|file| super::load::secret(&dir.join(file)))
            .transpose()?;
        Ok(Smtp {
            relay: url.relay(self.tls, password, dir)?,
            helo: self.helo.map(|helo| helo.0),
            ca_file: self.ca_file.map(|file| dir.join(file)),
            connections: usize::from(self.connections.get()),
            rate: self.rate,
            per_domain: self.per_domain,
            timeout: self.timeout,
            retry_after: self.retry_after,
            retry_for: self.retry_for,
            return_path: bounce
                .address
                .unwrap_or_else(|| publication.from.address.clone()),
        })
    }
}
