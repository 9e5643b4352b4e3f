//! The embedded catcher behind `outbox:DIR`: a small SMTP server in this process that keeps each message
//! as a file and sends nothing on.
//!
//! It listens on the loopback interface only, takes whatever is addressed to whomever, and answers 250 to
//! a message only when its file is durable. It exists so that the demo, a dry look and the tests go the
//! very way that real mail goes.

mod conversation;
mod keep;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
};

use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::keep::Outbox;
use crate::config::{Endpoint, Protocol, Relay, Security, Server, Smtp};

/// A running catcher; it stops when dropped.
#[derive(Debug)]
pub struct Catcher {
    address: SocketAddr,
    _stop: DropGuard,
}

impl Catcher {
    /// Starts it on a free port of 127.0.0.1, making the folder if need be. Wants a tokio runtime.
    ///
    /// Each message becomes one file, `000001-user_at_host.eml`: numbered on from the highest number there,
    /// named for its first recipient, never in place of another. It holds `Return-Path` and one
    /// `Delivered-To` a recipient, and then the octets as they came, their doubled dots undone.
    ///
    /// # Errors
    /// When the folder can't be made or read, or no port is free.
    pub async fn start(dir: &Path) -> io::Result<Self> {
        let outbox = Arc::new(Outbox::open(dir)?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        tokio::spawn(serve(listener, outbox, stop.clone()));
        Ok(Self {
            address,
            _stop: stop.drop_guard(),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same configuration with the catcher for its relay.
    pub fn smtp(&self, smtp: &Smtp) -> Smtp {
        Smtp {
            relay: Relay::Servers(vec![Server {
                endpoint: Endpoint::Tcp {
                    host: self.address.ip().to_string(),
                    port: self.address.port(),
                },
                protocol: Protocol::Smtp,
                security: Security::None,
                login: None,
                certificate: None,
                weight: 1,
            }]),
            ..smtp.clone()
        }
    }
}

async fn serve(listener: TcpListener, outbox: Arc<Outbox>, stop: CancellationToken) {
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, _)) => {
                let talk = conversation::hold(stream, Arc::clone(&outbox));
                let stop = stop.clone();
                tokio::spawn(async move {
                    // A client that goes away in the middle is its own matter.
                    if let Some(Err(why)) = stop.run_until_cancelled(talk).await {
                        tracing::debug!(%why, "a connection to the catcher broke");
                    }
                });
            }
            Err(why) => {
                // Out of file descriptors, most likely: it passes.
                tracing::warn!(%why, "the catcher could not take a connection");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}
