//! `[smtp]`: the relay we hand mail to, and how hard it may be worked. `[bounce]`: where failures come back.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{publication::Publication, values::Span};
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

/// Where mail is handed over.
#[derive(Clone)]
pub enum Relay {
    /// An SMTP server.
    Server {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is kept from others' eyes.
        security: Security,
        /// User and password for AUTH.
        credentials: Option<(String, SecretString)>,
    },
    /// The embedded catcher: an SMTP server in this process that writes each message to a file here.
    Outbox(PathBuf),
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server {
                host,
                port,
                security,
                ..
            } => {
                let scheme = match security {
                    Security::Implicit => "smtps",
                    _ => "smtp",
                };
                write!(f, "{scheme}://{host}:{port}")
            }
            Self::Outbox(dir) => write!(f, "outbox:{}", dir.display()),
        }
    }
}

/// How a connection to the relay is kept from others' eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain text.
    None,
    /// STARTTLS where offered, plain text where not.
    Opportunistic,
    /// STARTTLS or nothing (RFC 3207).
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Tls {
    None,
    Opportunistic,
    Required,
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
    #[serde(default = "two_days")]
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

fn two_days() -> Span {
    Span::seconds(172_800)
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

/// The relay's URL as typed. It may hold a password, so it never prints.
#[derive(Deserialize)]
#[serde(try_from = "String")]
enum RawUrl {
    Server(Url),
    Outbox(PathBuf),
}

impl fmt::Debug for RawUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawUrl(..)")
    }
}

impl TryFrom<String> for RawUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for RawUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(dir) = text.strip_prefix("outbox:") {
            return if dir.is_empty() {
                Err("`outbox:` wants a folder: \"outbox:outbox\"".to_owned())
            } else {
                Ok(Self::Outbox(PathBuf::from(dir)))
            };
        }
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some() => {
                Ok(Self::Server(url))
            }
            _ => Err(
                "this is not a relay; write \"smtp://user:password@host:587\", \"smtps://host\" or \"outbox:DIR\" (special characters in a password as %40)"
                    .to_owned(),
            ),
        }
    }
}

impl RawUrl {
    fn relay(
        self,
        tls: Option<Tls>,
        password: Option<String>,
        dir: &Path,
    ) -> Result<Relay, String> {
        let url = match self {
            Self::Outbox(outbox) => return Ok(Relay::Outbox(dir.join(outbox))),
            Self::Server(url) => url,
        };
        let host = url.host_str().unwrap_or_default();
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let (security, usual_port) = match (url.scheme(), tls) {
            ("smtps", None | Some(Tls::Required)) => (Security::Implicit, 465),
            ("smtps", Some(_)) => {
                return Err(
                    "smtps:// is always encrypted; leave `tls` out, or write smtp://".to_owned(),
                );
            }
            (_, Some(Tls::None)) => (Security::None, 25),
            (_, Some(Tls::Opportunistic)) => (Security::Opportunistic, 25),
            (_, Some(Tls::Required)) => (Security::StartTls, 587),
            // A password in the clear is nobody's wish; a relay on this machine needs no secrecy.
            (_, None) if is_loopback(&host) => (Security::Opportunistic, 25),
            (_, None) => (Security::StartTls, 587),
        };
        let decoded = |text: &str| {
            percent_decoded(text).ok_or_else(|| "user or password is not UTF-8".to_owned())
        };
        let password = match (password, url.password()) {
            (Some(_), Some(_)) => {
                return Err(
                    "give the password in the url or in password_file, not in both".to_owned(),
                );
            }
            (Some(password), None) => Some(password),
            (None, Some(password)) => Some(decoded(password)?),
            (None, None) => None,
        };
        let credentials = match (url.username(), password) {
            ("", None) => None,
            ("", Some(_)) => return Err("there is a password but no user in the url".to_owned()),
            (_, None) => {
                return Err(
                    "there is a user in the url but no password; add password_file".to_owned(),
                );
            }
            (user, Some(password)) => Some((decoded(user)?, SecretString::from(password))),
        };
        Ok(Relay::Server {
            port: url.port().unwrap_or(usual_port),
            host,
            security,
            credentials,
        })
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// `%40` becomes `@` (RFC 3986 section 2.1).
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = (byte == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}
