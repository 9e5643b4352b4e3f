//! One mail to one person (a proof, a confirmation), and a look at the relay for `roundup check`.

use super::{
    refusal::{Refusal, Stage},
    session::{
        Errand, Octets, Session, dotted,
        trust::{self, Proof},
    },
};
use crate::{
    config::{Relay, Server, Smtp},
    subscriber::EmailAddress,
};

/// Hands one message to the relay over a connection of its own; the relay's words when it took it.
///
/// `bytes` are as [`fill`](super::fill) makes them: CRLF line ends, not dot-stuffed. Nothing is retried, but of several
/// relays the next is asked when one can't be reached, won't have us, or lacks what this recipient needs.
///
/// # Errors
/// Where it was refused and why; a `Relay::Outbox` is refused, as its catcher must be started first.
pub async fn send_one(smtp: &Smtp, to: &EmailAddress, bytes: &[u8]) -> Result<String, Refusal> {
    let mut refused = None;
    for server in servers(smtp) {
        match send_by(server, smtp, to, bytes).await {
            Err(refusal) if refusal.stage <= Stage::Mail => refused = Some(refusal),
            Err(refusal) if refusal.is_lack() => {
                refused.get_or_insert(refusal);
            }
            result => return result,
        }
    }
    Err(refused.unwrap_or_else(|| {
        let why = "an outbox has no server of its own; start its catcher first";
        Refusal::impossible(Stage::Connect, why)
    }))
}

/// Those that wait for the others to be down come last.
fn servers(smtp: &Smtp) -> impl Iterator<Item = &Server> {
    let all: &[Server] = match &smtp.relay {
        Relay::Servers(servers) => servers,
        Relay::Outbox(_) => &[],
    };
    let (first, last) = (all.iter(), all.iter());
    first
        .filter(|server| server.weight > 0)
        .chain(last.filter(|server| server.weight == 0))
}

async fn send_by(
    server: &Server,
    smtp: &Smtp,
    to: &EmailAddress,
    bytes: &[u8],
) -> Result<String, Refusal> {
    let mut session = Session::open(smtp, server).await?;
    let result = send(&mut session, smtp, to, bytes).await;
    session.quit().await;
    result
}

async fn send(
    session: &mut Session,
    smtp: &Smtp,
    to: &EmailAddress,
    bytes: &[u8],
) -> Result<String, Refusal> {
    let envelope = session.envelope(&Errand {
        from: &smtp.return_path,
        to,
        report_id: None,
        size: bytes.len(),
        octets: Octets::of(bytes),
    })?;
    session.offer(&envelope).await?;
    session.agreed(&envelope).await?;
    session.hand_over(&mut dotted(bytes), None).await
}

/// Reads the certificates that TLS with this relay would take, whether it comes to TLS or not.
///
/// # Errors
/// A sentence when a file can't be read or won't do.
pub fn read_certificates(smtp: &Smtp, server: &Server) -> Result<(), String> {
    trust::client(smtp, server.certificate.as_ref(), Proof::Name).map(|_| ())
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

/// Connects, encrypts and signs in as an edition would, sees whether our sender is welcome, sends nothing and says
/// goodbye.
///
/// # Errors
/// The stage at which it went wrong, and why.
pub async fn probe(smtp: &Smtp, server: &Server) -> Result<Probe, Refusal> {
    let mut session = Session::open(smtp, server).await?;
    let probe = Probe {
        greeting: session.greeting().to_owned(),
        extensions: session.features().lines.clone(),
        encrypted: session.is_encrypted(),
        authenticated: session.is_authenticated(),
    };
    let welcome = session.try_sender(&smtp.return_path).await;
    session.quit().await;
    welcome.map(|()| probe)
}
