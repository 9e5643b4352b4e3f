//! The relay: one server or several, or the embedded catcher. How it is typed is `server`'s.

use std::{fmt, path::PathBuf};

use secrecy::SecretString;

/// Where mail is handed over.
#[derive(Debug, Clone)]
pub enum Relay {
    /// Servers; at least one. Connections are shared out by their weights.
    Servers(Vec<Server>),
    /// The embedded catcher: an SMTP server in this process that writes each message to a file here.
    Outbox(PathBuf),
}

impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Servers(servers) => {
                let names: Vec<_> = servers.iter().map(Server::to_string).collect();
                f.write_str(&names.join(", "))
            }
            Self::Outbox(dir) => write!(f, "outbox:{}", dir.display()),
        }
    }
}

/// A server that takes mail. It knows secrets, so its `Debug` is only its address.
#[derive(Clone)]
pub struct Server {
    /// Where it listens.
    pub endpoint: Endpoint,
    /// What it speaks.
    pub protocol: Protocol,
    /// How the connection is kept from others' eyes.
    pub security: Security,
    /// How we sign in, where we do.
    pub login: Option<Login>,
    /// What we show for ourselves in TLS, where that is asked for.
    pub certificate: Option<Certificate>,
    /// Its share of the connections; with 0 it is used only while the others are down.
    pub weight: u32,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match (self.protocol, self.security) {
            (Protocol::Lmtp, _) => "lmtp",
            (Protocol::Smtp, Security::Implicit) => "smtps",
            (Protocol::Smtp, _) => "smtp",
        };
        write!(f, "{scheme}://{}", self.endpoint)
    }
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A host and a port.
    Tcp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A Unix socket.
    Socket(PathBuf),
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Socket(path) => path.display().fmt(f),
        }
    }
}

/// What a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// RFC 5321.
    Smtp,
    /// RFC 2033: the same with LHLO, and the final answer is the mailbox's.
    Lmtp,
}

/// How we sign in (RFC 4954).
#[derive(Clone)]
pub enum Login {
    /// AUTH PLAIN or LOGIN.
    Password {
        /// Who we are.
        user: String,
        /// What proves it.
        password: SecretString,
    },
    /// AUTH XOAUTH2 with what this shell command prints.
    Token {
        /// Who we are.
        user: String,
        /// Run by `sh -c` for each connection that is opened.
        command: String,
    },
}

/// Files (PEM) with a certificate chain and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The chain, our own certificate first.
    pub chain: PathBuf,
    /// The private key.
    pub key: PathBuf,
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
