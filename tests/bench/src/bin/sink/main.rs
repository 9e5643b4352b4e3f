//! An SMTP server that accepts every message and keeps none of it, or misbehaves in every way that is known.
//!
//! One thread; the end of a message is found by a vectorised search, so that the sender and not the sink is
//! measured (Postfix `smtp-sink` reads byte by byte).

mod log;
mod mischief;
mod session;
mod tls;
mod wire;

use std::{cell::Cell, net::SocketAddr, path::PathBuf, rc::Rc, time::Duration};

use anyhow::{Context, Result};
use clap::Parser;
use memchr::memmem;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::LocalSet,
};
use tokio_rustls::TlsAcceptor;

use crate::{log::Log, mischief::Mischief, session::Session, tls::Certificate};

#[derive(Debug, Parser)]
struct Args {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:2526")]
    listen: SocketAddr,
    /// Append a line for each message to this file, before the message is answered.
    #[arg(long)]
    log: Option<PathBuf>,
    /// Milliseconds that each batch of replies is held back, as a network with that round trip would.
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// Misbehave now and then, in all the ways that `mischief.rs` lists; the same seed misbehaves the same.
    #[arg(long, value_name = "SEED")]
    misbehave: Option<u64>,
    /// The longest that a misbehaving answer is late, in milliseconds; choose more than the client's timeout.
    #[arg(long, default_value_t = 2_000)]
    stall: u64,
    /// Offer STARTTLS, with such a certificate.
    #[arg(long)]
    tls: Option<Certificate>,
    /// Where the authority's certificate is put for the client to trust (`ca.pem`).
    #[arg(long, default_value = ".")]
    tls_dir: PathBuf,
}

/// What the sessions share.
struct Sink {
    log: Log,
    latency: Duration,
    misbehave: Option<u64>,
    stall: Duration,
    tls: Option<TlsAcceptor>,
    end_of_data: memmem::Finder<'static>,
    connections: Cell<u64>,
}

impl Sink {
    fn new(args: &Args) -> Result<Self> {
        let tls = match args.tls {
            Some(kind) => Some(tls::acceptor(kind, &args.tls_dir)?),
            None => None,
        };
        Ok(Self {
            log: Log::open(args.log.as_deref())?,
            latency: Duration::from_millis(args.latency),
            misbehave: args.misbehave,
            stall: Duration::from_millis(args.stall),
            tls,
            end_of_data: memmem::Finder::new(b"\r\n.\r\n"),
            connections: Cell::new(0),
        })
    }

    /// How the next connection misbehaves, if at all.
    fn mischief(&self) -> Option<Mischief> {
        let number = self.connections.get() + 1;
        self.connections.set(number);
        let seed = self.misbehave?;
        Some(Mischief::new(seed, number, self.stall))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let args = Args::parse();
    let sink = Rc::new(Sink::new(&args)?);
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| args.listen.to_string())?;
    LocalSet::new().run_until(serve(listener, sink)).await
}

/// Takes connections until it is told to stop.
async fn serve(listener: TcpListener, sink: Rc<Sink>) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                let session = Session::new(stream, Rc::clone(&sink), sink.mischief())?;
                // A connection that ends in an error is the client's to tell about.
                tokio::task::spawn_local(async move { let _ = session.hold().await; });
            }
            _ = terminate.recv() => return Ok(()),
        }
    }
}
