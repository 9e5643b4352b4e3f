//! The wire under a session: bytes out, lines in, plain or encrypted, never without a time limit.
//!
//! It knows nothing of SMTP but its lines. What it keeps an eye on is how much of a write went out,
//! because that decides whether a message may have been accepted.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
};
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

use crate::config::Endpoint;

/// The longest line that is read; RFC 5321 section 4.5.3.1.5 allows 512 octets.
const LONGEST_LINE: usize = 4_096;

/// Room for what may be read at once.
const READ_AHEAD: usize = 2_048;

/// The longest that connecting may take: a relay that is near enough to be of use answers sooner, and
/// one that is gone must not hold up the news of it.
const CONNECTING: Duration = Duration::from_secs(20);

/// A stream of any kind.
enum Stream {
    Plain(TcpStream),
    Socket(UnixStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// Only while one becomes the other, and for ever if that fails.
    Gone,
}

/// How far the other side is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// On this machine: nobody can listen.
    ThisMachine,
    /// Somewhere in a network.
    Network,
}

/// A connection with its read buffer and its time limit.
pub(super) struct Wire {
    stream: Stream,
    reach: Reach,
    /// What was read and not yet taken.
    unread: Vec<u8>,
    limit: Duration,
}

/// A write that did not go through.
pub(super) struct Unwritten {
    /// How many octets had been handed to the system before.
    pub(super) written: usize,
    /// Why.
    pub(super) why: io::Error,
}

impl Wire {
    /// Connects, without Nagle's delay: every write here is a whole one.
    pub(super) async fn connect(endpoint: &Endpoint, limit: Duration) -> io::Result<Self> {
        let patience = limit.min(CONNECTING);
        let (stream, reach) = match endpoint {
            Endpoint::Tcp { host, port } => {
                let stream = within(patience, TcpStream::connect((host.as_str(), *port))).await?;
                stream.set_nodelay(true)?;
                let reach = match stream.peer_addr()?.ip().to_canonical().is_loopback() {
                    true => Reach::ThisMachine,
                    false => Reach::Network,
                };
                (Stream::Plain(stream), reach)
            }
            Endpoint::Socket(path) => {
                let stream = within(patience, UnixStream::connect(path)).await?;
                (Stream::Socket(stream), Reach::ThisMachine)
            }
        };
        Ok(Self {
            stream,
            reach,
            unread: Vec::new(),
            limit,
        })
    }

    /// Encrypts what follows.
    ///
    /// # Errors
    /// When the handshake fails, or when the other side said something it can't have meant to be
    /// believed: text that came in the clear ahead of the handshake may be anybody's.
    pub(super) async fn encrypt(&mut self, connector: TlsConnector, host: &str) -> io::Result<()> {
        if !self.unread.is_empty() {
            return Err(io::Error::other("the relay spoke on before encrypting"));
        }
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let Stream::Plain(plain) = std::mem::replace(&mut self.stream, Stream::Gone) else {
            return Err(io::Error::other(
                "only a plain TCP connection can be encrypted",
            ));
        };
        let stream = within(self.limit, connector.connect(name, plain)).await?;
        self.stream = Stream::Tls(Box::new(stream));
        Ok(())
    }

    /// Whether it is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Whether the other side is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.reach == Reach::ThisMachine
    }

    /// Writes all of it; each step has the time limit.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Unwritten> {
        match &mut self.stream {
            Stream::Plain(stream) => write(stream, bytes, self.limit).await,
            Stream::Socket(stream) => write(stream, bytes, self.limit).await,
            Stream::Tls(stream) => write(stream, bytes, self.limit).await,
            Stream::Gone => Err(Unwritten {
                written: 0,
                why: io::ErrorKind::NotConnected.into(),
            }),
        }
    }

    /// The next line without its line end; waits `patience` times the usual limit for it.
    pub(super) async fn line(&mut self, patience: u32) -> io::Result<Vec<u8>> {
        let limit = self.limit.saturating_mul(patience);
        within(limit, self.unlimited_line()).await
    }

    /// Cut off anywhere it loses nothing: what was read stays in the buffer.
    async fn unlimited_line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(line) = take_line(&mut self.unread)? {
                return Ok(line);
            }
            // Room for the answers to a whole group, so that one read takes them.
            self.unread.reserve(READ_AHEAD);
            let read = match &mut self.stream {
                Stream::Plain(stream) => read(stream, &mut self.unread).await?,
                Stream::Socket(stream) => read(stream, &mut self.unread).await?,
                Stream::Tls(stream) => read(stream, &mut self.unread).await?,
                Stream::Gone => 0,
            };
            if read == 0 {
                return Err(io::Error::other("the relay closed the connection"));
            }
        }
    }
}

/// Takes the next line, without its line end, from what was read; none while its end has not come.
///
/// # Errors
/// When it is too long, be its end there or not: in which pieces it came must not matter.
pub(super) fn take_line(unread: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let end = unread.iter().position(|&byte| byte == b'\n');
    if end.unwrap_or(unread.len()) > LONGEST_LINE {
        return Err(io::Error::other("the relay sent a line without end"));
    }
    Ok(end.map(|end| {
        let mut line: Vec<u8> = unread.drain(..=end).collect();
        line.truncate(line.trim_ascii_end().len());
        line
    }))
}

async fn read(stream: &mut (impl AsyncRead + Unpin), into: &mut Vec<u8>) -> io::Result<usize> {
    stream.read_buf(into).await
}

async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    bytes: &[u8],
    limit: Duration,
) -> Result<(), Unwritten> {
    let mut written = 0;
    while written < bytes.len() {
        match within(limit, stream.write(&bytes[written..])).await {
            Ok(0) => {
                let why = io::ErrorKind::WriteZero.into();
                return Err(Unwritten { written, why });
            }
            Ok(more) => written += more,
            Err(why) => return Err(Unwritten { written, why }),
        }
    }
    within(limit, stream.flush())
        .await
        .map_err(|why| Unwritten { written, why })
}

/// Gives the work so long.
pub(super) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
        let text = format!("no answer within {} s", limit.as_secs_f32());
        Err(io::Error::new(io::ErrorKind::TimedOut, text))
    })
}
