//! A relay as typed: its URL (`smtp://`, `smtps://`, `lmtp://`, `outbox:`) and the keys beside it.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::Deserialize;
use url::Url;

use super::relay::{Certificate, Endpoint, Login, Protocol, Relay, Security, Server};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tls {
    None,
    Opportunistic,
    Required,
}

/// A server as typed: in `[smtp]` itself, or one of several `[[smtp.relay]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawServer {
    pub(super) url: Option<RawUrl>,
    pub(super) url_file: Option<PathBuf>,
    pub(super) password_file: Option<PathBuf>,
    pub(super) token_command: Option<String>,
    pub(super) tls: Option<Tls>,
    pub(super) client_cert_file: Option<PathBuf>,
    pub(super) client_key_file: Option<PathBuf>,
    #[serde(default = "one")]
    pub(super) weight: u32,
}

fn one() -> u32 {
    1
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
        let url = Url::parse(text).ok().filter(|url| {
            let named = url.host_str().is_some_and(|host| !host.is_empty());
            match url.scheme() {
                "smtp" | "lmtp" => named || url.path().len() > 1,
                "smtps" => named,
                _ => false,
            }
        });
        url.map(Self::Server).ok_or_else(|| {
            "this is not a relay; write \"smtp://user:password@host:587\", \"smtps://host\", \"lmtp:///run/socket\" or \"outbox:DIR\" (special characters in a password as %40)"
                .to_owned()
        })
    }
}

impl RawServer {
    /// A key that only means something for a server, which this one is not: it has no address.
    pub(super) fn stray_key(&self) -> Option<&'static str> {
        let keys = [
            ("password_file", self.password_file.is_some()),
            ("token_command", self.token_command.is_some()),
            ("tls", self.tls.is_some()),
            ("client_cert_file", self.client_cert_file.is_some()),
            ("client_key_file", self.client_key_file.is_some()),
        ];
        keys.into_iter()
            .find_map(|(key, is_set)| is_set.then_some(key))
    }

    /// The server meant, with its secrets from wherever they were given; or the outbox.
    pub(super) fn check(self, dir: &Path) -> Result<Relay, String> {
        let url = match (self.url, self.url_file) {
            (Some(url), None) => url,
            (None, Some(file)) => super::load::secret(&dir.join(file))?.parse()?,
            _ => return Err("give the relay's `url`, or a `url_file` that holds it".to_owned()),
        };
        let url = match url {
            RawUrl::Outbox(outbox) => return Ok(Relay::Outbox(dir.join(outbox))),
            RawUrl::Server(url) => url,
        };
        let password = self
            .password_file
            .map(|file| super::load::secret(&dir.join(file)))
            .transpose()?;
        let certificate = match (self.client_cert_file, self.client_key_file) {
            (Some(chain), Some(key)) => Some(Certificate {
                chain: dir.join(chain),
                key: dir.join(key),
            }),
            (None, None) => None,
            _ => return Err("client_cert_file and client_key_file go together".to_owned()),
        };
        let (security, usual_port) = security(&url, self.tls)?;
        Ok(Relay::Servers(vec![Server {
            endpoint: endpoint(&url, usual_port),
            protocol: match url.scheme() {
                "lmtp" => Protocol::Lmtp,
                _ => Protocol::Smtp,
            },
            security,
            login: login(&url, password, self.token_command)?,
            certificate,
            weight: self.weight,
        }]))
    }
}

/// How the connection is encrypted, and the port that goes with it.
fn security(url: &Url, tls: Option<Tls>) -> Result<(Security, u16), String> {
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return match tls {
            None | Some(Tls::None) => Ok((Security::None, 0)),
            Some(_) => Err("a Unix socket is never encrypted; leave `tls` out".to_owned()),
        };
    };
    let nearby = is_loopback(host);
    let plain_port = if url.scheme() == "lmtp" { 24 } else { 25 };
    match (url.scheme(), tls) {
        ("smtps", None | Some(Tls::Required)) => Ok((Security::Implicit, 465)),
        ("smtps", Some(_)) => {
            Err("smtps:// is always encrypted; leave `tls` out, or write smtp://".to_owned())
        }
        (_, Some(Tls::None)) => Ok((Security::None, plain_port)),
        (_, Some(Tls::Opportunistic)) => Ok((Security::Opportunistic, plain_port)),
        // A password in the clear is nobody's wish; a relay on this machine needs no secrecy.
        (_, None) if nearby => Ok((Security::Opportunistic, plain_port)),
        ("lmtp", _) => Ok((Security::StartTls, 24)),
        (_, Some(Tls::Required) | None) => Ok((Security::StartTls, 587)),
    }
}

fn endpoint(url: &Url, usual_port: u16) -> Endpoint {
    match url.host_str().filter(|host| !host.is_empty()) {
        Some(host) => Endpoint::Tcp {
            host: bare(host).to_owned(),
            port: url.port().unwrap_or(usual_port),
        },
        None => Endpoint::Socket(PathBuf::from(
            percent_decoded(url.path()).unwrap_or_else(|| url.path().to_owned()),
        )),
    }
}

fn login(
    url: &Url,
    password: Option<String>,
    token_command: Option<String>,
) -> Result<Option<Login>, String> {
    let decoded = |text: &str| {
        percent_decoded(text).ok_or_else(|| "user or password is not UTF-8".to_owned())
    };
    let user = decoded(url.username())?;
    let password = match (password, url.password()) {
        (Some(_), Some(_)) => {
            return Err("give the password in the url or in password_file, not in both".to_owned());
        }
        (Some(password), None) => Some(password),
        (None, Some(password)) => Some(decoded(password)?),
        (None, None) => None,
    };
    match (user.is_empty(), password, token_command) {
        (true, None, None) => Ok(None),
        (true, _, _) => Err("there is a password or token but no user in the url".to_owned()),
        (false, Some(password), None) => Ok(Some(Login::Password {
            user,
            password: password.into(),
        })),
        (false, None, Some(command)) => Ok(Some(Login::Token { user, command })),
        (false, None, None) => {
            Err("there is a user in the url but no password; add password_file".to_owned())
        }
        (false, Some(_), Some(_)) => Err("give a password or a token_command, not both".to_owned()),
    }
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn is_loopback(host: &str) -> bool {
    let host = bare(host);
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
