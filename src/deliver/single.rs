//! One mail to one person (a proof, a confirmation), and a look at the relay for `roundup check`.

use super::{refusal::Refusal, session::Session};
use crate::{config::Smtp, subscriber::EmailAddress};

/// Hands one message to the relay over a connection of its own; the relay's words when it took it.
///
/// `bytes` are as [`fill`](super::fill) makes them: CRLF line ends, not dot-stuffed. Nothing is retried.
///
/// # Errors
/// Where it was refused and why; a `Relay::Outbox` is refused, as its catcher must be started first.
pub async fn send_one(smtp: &Smtp, to: &EmailAddress, bytes: &[u8]) -> Result<String, Refusal> {
    let mut session = Session::open(smtp).await?;
    let result = session.send(&smtp.return_path, to, bytes).await;
    session.quit().await;
    result
}

/// What a connection to the relay shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Its greeting, with the code: `220 mx.example ESMTP`.
    pub greeting: String,
    /// Each extension it offers, with its parameters: `SIZE 10240000`.
    pub extensions: Vec<String>,
    /// Whether the connection is encrypted.
    pub encrypted: bool,
    /// Whether we signed in; false also where no credentials are configured.
    pub authenticated: bool,
}

/// Connects, encrypts and signs in as an edition would, sends nothing and says goodbye.
///
/// # Errors
/// The stage at which it went wrong, and why.
pub async fn probe(smtp: &Smtp) -> Result<Probe, Refusal> {
    let session = Session::open(smtp).await?;
    let probe = Probe {
        greeting: session.greeting().to_owned(),
        extensions: session.features().lines.clone(),
        encrypted: session.is_encrypted(),
        authenticated: session.is_authenticated(),
    };
    session.quit().await;
    Ok(probe)
}
