//! The relay's address: `smtp://`, `smtps://` or `outbox:`, and what follows from it and `smtp.tls`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

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
pub(super) enum Tls {
    None,
    Opportunistic,
    Required,
}

/// The relay's URL as typed. It may hold a password, so it never prints.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) enum RawUrl {
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
    /// The relay meant, with the password from wherever it was given.
    pub(super) fn relay(
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
