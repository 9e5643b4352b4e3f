//! The engine: takes claims, sends them over a few connections, and has every step recorded before the next.
//!
//! It keeps nothing itself. Claims come in by one channel, entries for the ledger go out by another, and
//! whoever writes the ledger answers each entry once it is durable. So many entries can share one commit,
//! and a crash at any point leaves the ledger on the safe side: a delivery marked `sending` may have
//! arrived, one that is not has not.

mod floor;
mod pace;
mod verdict;
mod worker;

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use self::floor::Floor;
use super::dkim::Signer;
use crate::{
    clock::Clock,
    config::{Delivery, Smtp},
    delivery::{Change, Claim, DeliveryId, NotKept},
    message::Message,
    subscriber::EmailAddress,
};

/// What is sent, from whom, through which relay.
#[derive(Clone)]
pub struct Job {
    /// The relay. Its address must be a server: for an outbox, that of a [`Catcher`](super::Catcher).
    pub smtp: Smtp,
    /// How the ledger is worked through.
    pub delivery: Delivery,
    /// The sealed message.
    pub message: Arc<Message>,
    /// Signs each message, when we sign.
    pub signer: Option<Arc<Signer>>,
    /// The envelope sender, where failures come back.
    pub return_path: EmailAddress,
    /// The moment for `Date`, the same for everybody and for every try.
    pub date: DateTime<Utc>,
    /// Makes the URLs of one recipient.
    pub links: Arc<dyn Fn(&Claim) -> Links + Send + Sync>,
    /// Where times come from.
    pub clock: Clock,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("smtp", &self.smtp)
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}

/// The URLs that differ from recipient to recipient, in ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// One-click unsubscribe (RFC 8058).
    pub unsubscribe: String,
    /// Their preferences.
    pub preferences: String,
}

/// A change to the ledger, which waits for its answer.
#[derive(Debug)]
pub struct Entry {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// What changes.
    pub change: Change,
    /// Answered once the change is durable, or won't be. Dropping it counts as [`NotKept::Store`].
    pub done: oneshot::Sender<Result<(), NotKept>>,
}

/// How a run ended. Whatever the end, each claim got an outcome or `Returned`, was withdrawn, or the store failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// No more claims, all done.
    Done,
    /// It was told to stop.
    Stopped,
    /// The relay won't have us, or refuses one message after the other: its words.
    Refused(String),
    /// The relay can't be reached, or has no time for us: its words, or what went wrong.
    RelayDown(String),
    /// A message could not be signed: why.
    Unsigned(String),
    /// A change could not be made durable.
    StoreFailed,
}

/// Sends all claims, over `smtp.connections` connections, until the channel closes or something ends it.
///
/// A connection takes its next claim only when the outcome of the last is durable. When `stop` is
/// cancelled, what is on the wire is finished and the rest goes back. Times are UTC; the pace is kept over
/// all connections of this run.
pub async fn run(
    job: Job,
    claims: mpsc::Receiver<Claim>,
    ledger: mpsc::Sender<Entry>,
    stop: CancellationToken,
) -> Ended {
    let connections = job.smtp.connections.max(1);
    let floor = Arc::new(Floor::new(job, claims, ledger, &stop));
    let mut workers = JoinSet::new();
    for _ in 0..connections {
        workers.spawn(worker::work(Arc::clone(&floor)));
    }
    while let Some(done) = workers.join_next().await {
        // A bug in one connection is a bug of the run; no claim is quietly lost to it.
        if let Err(panic) = done.map_err(tokio::task::JoinError::try_into_panic)
            && let Ok(panic) = panic
        {
            std::panic::resume_unwind(panic);
        }
    }
    floor.close(&stop).await
}
