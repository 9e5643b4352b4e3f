//! The engine: takes claims, sends them over a few connections, and has every step recorded before the next.
//!
//! It keeps nothing itself. Claims come in by one channel, entries for the ledger go out by another, and
//! whoever writes the ledger answers each entry once it is durable. So many entries can share one commit,
//! and a crash at any point leaves the ledger on the safe side: a delivery marked `sending` may have
//! arrived, one that is not has not.

mod domains;
mod floor;
mod letter;
mod line;
mod pace;
mod queue;
mod relays;
mod said;
mod tide;
mod tries;
mod verdict;
mod worker;

use std::{
    fmt,
    sync::{Arc, atomic::AtomicUsize},
};

use chrono::{DateTime, Utc};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

pub use self::domains::{Domain, Domains};
use self::floor::Floor;
use super::Sheets;
use crate::{
    clock::Clock,
    config::{Delivery, Smtp},
    delivery::{Change, Claim, DeliveryId, NotKept, Tally},
    subscriber::EmailAddress,
};

/// What is sent, from whom, through which relay.
#[derive(Clone)]
pub struct Job {
    /// The relay. Its address must be a server: for an outbox, that of a [`Catcher`](super::Catcher).
    pub smtp: Smtp,
    /// How hard it may be worked; another value takes effect while the run goes on.
    pub limits: watch::Receiver<Limits>,
    /// How the ledger is worked through.
    pub delivery: Delivery,
    /// The sealed messages, laid out.
    pub sheets: Arc<Sheets>,
    /// The moment for `Date`, the same for everybody and for every try.
    pub date: DateTime<Utc>,
    /// Makes what differs from recipient to recipient.
    pub personal: Arc<dyn Fn(&Claim) -> Personal + Send + Sync>,
    /// Where what each recipient domain says is noted, for whoever wants to look.
    pub domains: Arc<Domains>,
    /// What earlier runs with this edition say of the relay.
    pub standing: Standing,
    /// How many sessions with the relay are open, for whoever wants to look.
    pub sessions: Arc<AtomicUsize>,
    /// Where times come from.
    pub clock: Clock,
}

/// What earlier runs with an edition say of the relay: how far it is believed when it refuses people for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has not been asked.
    New,
    /// It has taken the edition for somebody.
    Proven,
    /// It has taken it for nobody, and had others wait.
    Doubtful,
}

impl Standing {
    /// As the ledger has it.
    pub fn of(tally: &Tally) -> Self {
        match tally {
            Tally { accepted: 1.., .. } => Self::Proven,
            Tally { deferred: 1.., .. } => Self::Doubtful,
            _ => Self::New,
        }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("smtp", &self.smtp)
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}

/// How hard the relay may be worked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// The most messages a second.
    pub rate: Option<f64>,
    /// The most messages a second to one recipient domain.
    pub per_domain: Option<f64>,
}

impl Limits {
    /// The limits that are configured.
    pub fn of(smtp: &Smtp) -> Self {
        Self {
            connections: smtp.connections.max(1),
            rate: smtp.rate,
            per_domain: smtp.per_domain,
        }
    }
}

/// What differs from recipient to recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal {
    /// One-click unsubscribe (RFC 8058), in ASCII.
    pub unsubscribe: String,
    /// Their preferences, in ASCII.
    pub preferences: String,
    /// The envelope sender, where failures come back.
    pub return_path: EmailAddress,
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

/// Sends all claims, over as many connections as the limits say, until the channel closes or something ends it.
///
/// A connection hands a message over only when its mark `sending` is durable, and takes its next claim only with the
/// outcome of the last on its way into the same commit or an earlier one. When `stop` is cancelled, what is on the wire
/// is finished and the rest goes back. Times are UTC; the pace is kept over all connections of this run.
pub async fn run(
    job: Job,
    claims: mpsc::Receiver<Claim>,
    ledger: mpsc::Sender<Entry>,
    stop: CancellationToken,
) -> Ended {
    let mut limits = job.limits.clone();
    let mut hired = 0;
    let floor = Arc::new(Floor::new(job, claims, ledger, &stop));
    let mut workers = JoinSet::new();
    loop {
        let now = *limits.borrow_and_update();
        floor.set_limits(&now);
        for connection in hired..now.connections {
            workers.spawn(worker::work(Arc::clone(&floor), connection));
        }
        hired = hired.max(now.connections);
        if all_done(&mut workers, &mut limits).await {
            return floor.close(&stop).await;
        }
    }
}

/// Waits for the workers; false when the limits changed before.
async fn all_done(workers: &mut JoinSet<()>, limits: &mut watch::Receiver<Limits>) -> bool {
    loop {
        let changed = async {
            if limits.changed().await.is_err() {
                // Nobody can change them any more.
                std::future::pending::<()>().await;
            }
        };
        let done = tokio::select! {
            done = workers.join_next() => done,
            () = changed => return false,
        };
        match done {
            None => return true,
            Some(Ok(())) => {}
            // A bug in one connection is a bug of the run; no claim is quietly lost to it.
            Some(Err(failed)) => {
                if let Ok(panic) = failed.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
}
