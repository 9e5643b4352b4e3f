//! How far a sending has come: figures to look at while it runs, and the steps worth telling when they happen.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use serde::Serialize;
use tokio::sync::mpsc;

use crate::{
    deliver::{Domain, Domains},
    delivery::{Cause, Change, NotKept, Outcome, Tally},
    edition::EditionId,
};

/// How far a sending has come; read while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    /// Everybody in the audience; 0 until it is known.
    pub audience: AtomicU64,
    /// Those who have an outcome.
    pub done: AtomicU64,
    /// Somebody has it wait.
    pub paused: AtomicBool,
    /// What each recipient domain has said so far.
    pub domains: Arc<Domains>,
    /// Connections to the relay that are open.
    pub connections: Arc<AtomicUsize>,
    accepted: AtomicU64,
    deferred: AtomicU64,
    failed: AtomicU64,
    uncertain: AtomicU64,
    excluded: AtomicU64,
    steps: Option<mpsc::UnboundedSender<Step>>,
}

/// Something that happens once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The audience is known, and sending begins or goes on.
    Begin {
        /// Which edition.
        edition: EditionId,
        /// Where its ledger stands.
        tally: Tally,
    },
    /// Somebody has it wait.
    Paused,
    /// Somebody lets it go on.
    Resumed,
    /// Sending is over for now: everybody has an outcome, or it rests.
    End {
        /// Where its ledger stands.
        tally: Tally,
    },
}

/// The figures of one moment. The outcomes are those of this run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Everybody in the audience.
    pub audience: u64,
    /// Those who have an outcome, from earlier runs, too.
    pub done: u64,
    /// Taken by the relay.
    pub accepted: u64,
    /// Put off.
    pub deferred: u64,
    /// Refused for good.
    pub failed: u64,
    /// Sent, but the answer never came.
    pub uncertain: u64,
    /// Left meanwhile.
    pub excluded: u64,
    /// Connections that are open.
    pub connections: usize,
    /// Somebody has it wait.
    pub paused: bool,
}

/// A recipient domain, or a provider of many, and what it has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedDomain {
    /// Its name.
    pub domain: String,
    /// What it has said.
    #[serde(flatten)]
    pub said: Domain,
}

impl Progress {
    /// With a channel that is told of each step.
    pub fn told(steps: mpsc::UnboundedSender<Step>) -> Self {
        Self {
            steps: Some(steps),
            ..Self::default()
        }
    }

    /// The figures of this moment.
    pub fn figures(&self) -> Figures {
        let read = |figure: &AtomicU64| figure.load(Ordering::Relaxed);
        Figures {
            audience: read(&self.audience),
            done: read(&self.done),
            accepted: read(&self.accepted),
            deferred: read(&self.deferred),
            failed: read(&self.failed),
            uncertain: read(&self.uncertain),
            excluded: read(&self.excluded),
            connections: self.connections.load(Ordering::Relaxed),
            paused: self.paused.load(Ordering::Relaxed),
        }
    }

    /// The domains with the most messages, at most `count` of them.
    pub fn largest(&self, count: usize) -> Vec<NamedDomain> {
        let largest = self.domains.largest(count).into_iter();
        largest
            .map(|(domain, said)| NamedDomain { domain, said })
            .collect()
    }

    /// The audience of an edition is known; the figures are its own from here on.
    pub(super) fn begin(&self, edition: EditionId, tally: Tally) {
        self.audience.store(tally.audience, Ordering::Relaxed);
        let done = tally.audience - tally.open();
        self.done.store(done, Ordering::Relaxed);
        self.paused.store(false, Ordering::Relaxed);
        for figure in [
            &self.accepted,
            &self.deferred,
            &self.failed,
            &self.uncertain,
            &self.excluded,
        ] {
            figure.store(0, Ordering::Relaxed);
        }
        self.tell(Step::Begin { edition, tally });
    }

    /// Whether it is paused; told when that is news.
    pub(super) fn pause(&self, paused: bool) {
        if self.paused.swap(paused, Ordering::Relaxed) != paused {
            tracing::info!("{}", if paused { "paused" } else { "resumed" });
            self.tell(if paused { Step::Paused } else { Step::Resumed });
        }
    }

    /// Counts what a change to the ledger came to.
    pub(super) fn count(&self, change: &Change, kept: Result<(), NotKept>) {
        let (figure, settled) = match change {
            Change::Sending if kept == Err(NotKept::Withdrawn) => (&self.excluded, 1),
            Change::Outcome(Outcome::Accepted { .. }) => (&self.accepted, 1),
            // Counted when it was alleged.
            Change::Outcome(Outcome::Failed {
                cause: Cause::Address,
                ..
            }) => return,
            Change::Outcome(Outcome::Failed { .. }) => (&self.failed, 1),
            Change::Outcome(Outcome::Uncertain { .. }) => (&self.uncertain, 1),
            Change::Outcome(Outcome::Deferred { .. } | Outcome::Postponed { .. }) => {
                (&self.deferred, 0)
            }
            Change::Sending | Change::Outcome(Outcome::Returned) => return,
        };
        figure.fetch_add(1, Ordering::Relaxed);
        self.done.fetch_add(settled, Ordering::Relaxed);
    }

    /// Sending is over for now.
    pub(super) fn end(&self, tally: Tally) {
        self.tell(Step::End { tally });
    }

    fn tell(&self, step: Step) {
        if let Some(steps) = &self.steps {
            // Nobody listens any more: then nobody needs to know.
            let _ = steps.send(step);
        }
    }
}
