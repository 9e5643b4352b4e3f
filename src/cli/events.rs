//! `roundup run --events`: what happens, as JSON on stderr, a line an event, for programs that watch.

use std::{io::Write, sync::Arc, time::Duration};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver},
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    delivery::Tally,
    edition::EditionId,
    pipeline::{Figures, NamedDomain, Progress, Step},
};

/// How often progress is told.
const TICK: Duration = Duration::from_secs(1);

/// Recipient domains that are told of.
const DOMAINS: usize = 10;

/// Events that are being told.
pub(super) struct Events {
    over: CancellationToken,
    task: JoinHandle<()>,
}

/// One line.
#[derive(Debug, Serialize)]
struct Event<'figures> {
    event: &'static str,
    at: String,
    edition: EditionId,
    #[serde(flatten)]
    figures: Told<'figures>,
    domains: Vec<NamedDomain>,
}

/// The figures of an event.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Told<'figures> {
    /// At the beginning and the end: the ledger's.
    Ledger(&'figures Tally),
    /// In between: those of this run.
    Run {
        #[serde(flatten)]
        figures: Figures,
        /// Outcomes a second, since the last event of progress.
        per_second: f64,
    },
}

/// Where we are in the telling.
struct Teller {
    clock: Clock,
    progress: Arc<Progress>,
    edition: Option<EditionId>,
    /// What had been done when that was last told.
    last: (Instant, u64),
}

impl Events {
    /// Begins to tell, and returns what a run has to fill in.
    pub(super) fn tell(clock: Clock) -> (Self, Arc<Progress>) {
        let (steps_in, steps) = mpsc::unbounded_channel();
        let progress = Arc::new(Progress::told(steps_in));
        let over = CancellationToken::new();
        let teller = Teller {
            clock,
            progress: Arc::clone(&progress),
            edition: None,
            last: (Instant::now(), 0),
        };
        let task = tokio::spawn(teller.follow(steps, over.clone()));
        (Self { over, task }, progress)
    }

    /// The run is over: returns when all is told.
    pub(super) async fn ended(self) {
        self.over.cancel();
        // A teller that panicked has told of that.
        let _ = self.task.await;
    }
}

impl Teller {
    async fn follow(mut self, mut steps: UnboundedReceiver<Step>, over: CancellationToken) {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                Some(step) = steps.recv() => {
                    if matches!(step, Step::Begin { .. }) {
                        tick.reset();
                    }
                    self.step(step);
                }
                _ = tick.tick(), if self.edition.is_some() => self.write("progress", None),
                () = over.cancelled() => return,
            }
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Begin { edition, tally } => {
                self.edition = Some(edition);
                self.last = (Instant::now(), tally.audience - tally.open());
                self.write("begin", Some(&tally));
            }
            Step::Paused => self.write("paused", None),
            Step::Resumed => self.write("resumed", None),
            Step::End { tally } => {
                self.write("end", Some(&tally));
                self.edition = None;
            }
        }
    }

    fn write(&mut self, event: &'static str, tally: Option<&Tally>) {
        let Some(edition) = self.edition else {
            return;
        };
        let figures = match tally {
            Some(tally) => Told::Ledger(tally),
            None => self.run_figures(),
        };
        let event = Event {
            event,
            at: moment(self.clock.now()),
            edition,
            figures,
            domains: self.progress.largest(DOMAINS),
        };
        if let Ok(mut line) = serde_json::to_string(&event) {
            line.push('\n');
            // Whoever listened has gone: the sending goes on without them.
            let _ = std::io::stderr().lock().write_all(line.as_bytes());
        }
    }

    fn run_figures(&mut self) -> Told<'static> {
        let figures = self.progress.figures();
        let (then, done) = std::mem::replace(&mut self.last, (Instant::now(), figures.done));
        let seconds = then.elapsed().as_secs_f64().max(0.001);
        let per_second = figures.done.saturating_sub(done) as f64 / seconds;
        Told::Run {
            figures,
            per_second: (per_second * 10.0).round() / 10.0,
        }
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
