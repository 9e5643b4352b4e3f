//! `[smtp]`: the relay we hand mail to, and how hard it may be worked. `[bounce]`: where failures come back.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{
    publication::Publication,
    relay::Relay,
    server::{RawServer, RawUrl, Tls},
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
    /// Messages over one connection, before it is opened anew.
    pub messages_per_connection: u32,
    /// How long a connection is used before it is opened anew.
    pub connection_age: Span,
    /// The most messages a second over all connections.
    pub rate: Option<f64>,
    /// The most messages a second to one recipient domain.
    pub per_domain: Option<f64>,
    /// The DNS server to ask who runs the mail of a domain; the system's when not set.
    pub resolver: Option<SocketAddr>,
    /// The longest that the relay may take for one answer; the answer to a message's end may take 10 times that.
    pub timeout: Span,
    /// The first pause after a refusal for now; it doubles with every further one.
    pub retry_after: Span,
    /// How long a delivery is tried before it counts as failed.
    pub retry_for: Span,
    /// The envelope sender, where failures come back.
    pub return_path: EmailAddress,
    /// Whether each delivery has one of its own.
    pub return_paths: ReturnPaths,
}

/// Whether each delivery has a return path of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnPaths {
    /// The same for all.
    Shared,
    /// One for each delivery, with a signed token in it (VERP): `bounce+TOKEN@weir.example`.
    PerDelivery,
}

/// The longest local part of `bounce.address`: RFC 5321 section 4.5.3.1.1 leaves 64 octets, and a token takes 25.
const LONGEST_BASE: usize = 39;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    url: Option<RawUrl>,
    url_file: Option<PathBuf>,
    password_file: Option<PathBuf>,
    token_command: Option<String>,
    tls: Option<Tls>,
    client_cert_file: Option<PathBuf>,
    client_key_file: Option<PathBuf>,
    #[serde(default)]
    relay: Vec<RawServer>,
    helo: Option<super::load::Line>,
    ca_file: Option<PathBuf>,
    #[serde(default = "four")]
    connections: std::num::NonZeroU16,
    #[serde(default = "a_hundred")]
    messages_per_connection: std::num::NonZeroU32,
    #[serde(default = "five_minutes")]
    connection_age: Span,
    rate: Option<f64>,
    per_domain: Option<f64>,
    resolver: Option<SocketAddr>,
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

/// Large receivers want few messages over one connection (Yahoo about 20), relays of one's own don't mind; a new
/// connection every hundred costs one handshake in a hundred messages, and lets a balancer in front of the relay do its
/// work.
fn a_hundred() -> std::num::NonZeroU32 {
    std::num::NonZeroU32::MIN.saturating_add(99)
}

fn five_minutes() -> Span {
    Span::seconds(300)
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
        if let Some(base) = bounce
            .address
            .as_ref()
            .filter(|base| base.local().len() > LONGEST_BASE)
        {
            return Err(format!(
                "bounce.address {base}: its part before the @ has more than {LONGEST_BASE} octets, so a token has no room beside it"
            ));
        }
        let first = RawServer {
            url: self.url,
            url_file: self.url_file,
            password_file: self.password_file,
            token_command: self.token_command,
            tls: self.tls,
            client_cert_file: self.client_cert_file,
            client_key_file: self.client_key_file,
            weight: 1,
        };
        Ok(Smtp {
            relay: relay(first, self.relay, dir)?,
            helo: self.helo.map(|helo| helo.0),
            ca_file: self.ca_file.map(|file| dir.join(file)),
            connections: usize::from(self.connections.get()),
            messages_per_connection: self.messages_per_connection.get(),
            connection_age: self.connection_age,
            rate: self.rate,
            per_domain: self.per_domain,
            resolver: self.resolver,
            timeout: self.timeout,
            retry_after: self.retry_after,
            retry_for: self.retry_for,
            return_paths: match &bounce.address {
                Some(_) => ReturnPaths::PerDelivery,
                None => ReturnPaths::Shared,
            },
            return_path: bounce
                .address
                .unwrap_or_else(|| publication.from.address.clone()),
        })
    }
}

/// The relay of `[smtp]` itself and those of `[[smtp.relay]]`, either of which may be left out.
fn relay(first: RawServer, others: Vec<RawServer>, dir: &Path) -> Result<Relay, String> {
    let has_first = first.url.is_some() || first.url_file.is_some();
    if others.is_empty() {
        return first.check(dir);
    }
    if let Some(key) = first.stray_key().filter(|_| !has_first) {
        return Err(format!(
            "{key} stands in [smtp], which has no url of its own; put it into the [[smtp.relay]] it is for"
        ));
    }
    let mut servers = Vec::new();
    for raw in has_first.then_some(first).into_iter().chain(others) {
        match raw.check(dir)? {
            Relay::Servers(more) => servers.extend(more),
            Relay::Outbox(_) => {
                return Err("an outbox can't be one of several relays".to_owned());
            }
        }
    }
    if servers.iter().all(|server| server.weight == 0) {
        return Err("every relay has weight 0; one must be used".to_owned());
    }
    Ok(Relay::Servers(servers))
}
