//! What the tests of the engine share: a job, a list of claims, and a ledger in memory.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use chrono::DateTime;
use roundup::{
    clock::Clock,
    config::{self, OnUncertain, Security, Smtp, Span},
    deliver::{
        self, Change, Ended, Entry, Job, Limits, NotKept, Personal, Sheet, Sheets, Standing,
    },
    delivery::{Cause, Claim, DeliveryId, MessageId, Outcome},
    message::{Field, Message, Place, Segment},
    subscriber::{EmailAddress, SubscriberId},
};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::support::smtp_script::Relay;

/// How long the engine waits for an answer where the test is about silence.
pub(crate) const SHORT: Span = Span(Duration::from_millis(150));

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

/// One connection to this relay in the clear.
pub(crate) fn smtp(relay: SocketAddr) -> Smtp {
    Smtp {
        relay: config::Relay::Servers(vec![server(relay)]),
        helo: Some("sender.example".to_owned()),
        ca_file: None,
        connections: 1,
        messages_per_connection: 100,
        connection_age: Span::seconds(300),
        resolver: None,
        rate: None,
        per_domain: None,
        timeout: Span::seconds(20),
        retry_after: Span::seconds(1_800),
        retry_for: Span::seconds(172_800),
        return_path: address("bounces@weir.example"),
        return_paths: config::ReturnPaths::Shared,
    }
}

/// This relay, in the clear.
pub(crate) fn server(relay: SocketAddr) -> config::Server {
    config::Server {
        endpoint: config::Endpoint::Tcp {
            host: relay.ip().to_string(),
            port: relay.port(),
        },
        protocol: config::Protocol::Smtp,
        security: Security::None,
        login: None,
        certificate: None,
        weight: 1,
    }
}

pub(crate) fn noon() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).expect("a time")
}

pub(crate) fn message() -> Message {
    let literal = |text: &str| Segment::Literal(text.to_owned());
    Message {
        segments: vec![
            literal("To: "),
            Segment::Gap {
                field: Field::To,
                place: Place::Header,
            },
            literal("\r\nSubject: x\r\nMessage-ID: "),
            Segment::Gap {
                field: Field::MessageId,
                place: Place::Header,
            },
            literal("\r\n\r\n.a line with a dot\r\n"),
        ],
    }
}

pub(crate) fn job(smtp: Smtp) -> Job {
    Job {
        limits: watch::Sender::new(Limits::of(&smtp)).subscribe(),
        smtp,
        delivery: config::Delivery {
            uncertain: OnUncertain::Hold,
            batch: 100,
            stop_after: 3,
            hours: config::Hours::default(),
            warmup: None,
        },
        sheets: Arc::new(Sheets::of_one(Sheet::new(&message(), None))),
        date: noon(),
        personal: Arc::new(|claim| Personal {
            unsubscribe: format!("https://weir.example/u/{}", claim.id.0),
            preferences: format!("https://weir.example/p/{}", claim.id.0),
            return_path: address("bounces@weir.example"),
        }),
        domains: Arc::default(),
        standing: Standing::New,
        sessions: Arc::default(),
        clock: Clock::Fixed(noon()),
    }
}

pub(crate) fn claim(id: i64, to: &str) -> Claim {
    Claim {
        variant: None,
        id: DeliveryId(id),
        subscriber: SubscriberId(id),
        provider: address(to).domain().to_owned(),
        address: address(to),
        name: None,
        message_id: MessageId(format!("{id}@weir.example")),
        attempts: 0,
        first_attempt: None,
    }
}

/// Claims numbered from 1.
pub(crate) fn claims(addresses: &[&str]) -> Vec<Claim> {
    (1..).zip(addresses).map(|(id, to)| claim(id, to)).collect()
}

pub(crate) fn people(count: usize) -> Vec<Claim> {
    let addresses: Vec<_> = (1..=count).map(|n| format!("p{n}@mill.example")).collect();
    claims(&addresses.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What the engine wrote, in order.
#[derive(Debug, Default)]
pub(crate) struct Written(pub(crate) Vec<(DeliveryId, Change)>);

impl Written {
    /// The last word on each delivery; several outcomes for one are an error, but for what is taken back.
    pub(crate) fn outcomes(&self) -> BTreeMap<i64, Outcome> {
        let mut outcomes = BTreeMap::new();
        for (id, change) in &self.0 {
            if let Change::Outcome(outcome) = change {
                let before = outcomes.insert(id.0, outcome.clone());
                // Only a refusal that proved to be about us is taken back, and only one for an address is confirmed.
                let taken_back = matches!(
                    (&before, outcome),
                    (Some(Outcome::Failed { .. }), Outcome::Deferred { .. })
                );
                let confirmed = matches!(
                    (&before, outcome),
                    (
                        Some(Outcome::Failed {
                            cause: Cause::Alleged,
                            ..
                        }),
                        Outcome::Failed {
                            cause: Cause::Address,
                            ..
                        },
                    )
                );
                let changed = taken_back || confirmed;
                assert!(before.is_none() || changed, "two outcomes for {id:?}");
            }
        }
        outcomes
    }

    pub(crate) fn outcome(&self, id: i64) -> Outcome {
        self.outcomes().remove(&id).expect("an outcome")
    }

    pub(crate) fn accepted(&self) -> Vec<i64> {
        self.with(|outcome| matches!(outcome, Outcome::Accepted { .. }))
    }

    pub(crate) fn returned(&self) -> Vec<i64> {
        self.with(|outcome| *outcome == Outcome::Returned)
    }

    fn with(&self, wanted: impl Fn(&Outcome) -> bool) -> Vec<i64> {
        let outcomes = self.outcomes().into_iter();
        outcomes
            .filter(|(_, outcome)| wanted(outcome))
            .map(|(id, _)| id)
            .collect()
    }

    pub(crate) fn was_marked(&self, id: i64) -> bool {
        self.0
            .iter()
            .any(|(of, change)| of.0 == id && matches!(change, Change::Sending))
    }
}

/// Runs the job over these claims; `answer` is the ledger's.
pub(crate) async fn run_with(
    job: Job,
    claims: Vec<Claim>,
    stop: CancellationToken,
    mut answer: impl FnMut(DeliveryId, &Change) -> Result<(), NotKept> + Send + 'static,
) -> (Ended, Written) {
    let (feed, queue) = mpsc::channel(claims.len().max(1));
    for claim in claims {
        feed.send(claim).await.expect("room");
    }
    drop(feed);
    let (ledger, mut entries) = mpsc::channel::<Entry>(8);
    let writer = tokio::spawn(async move {
        let mut written = Written::default();
        while let Some(entry) = entries.recv().await {
            let kept = answer(entry.delivery, &entry.change);
            if kept.is_ok() {
                written.0.push((entry.delivery, entry.change));
            }
            entry.done.send(kept).ok();
        }
        written
    });
    let ended = deliver::run(job, queue, ledger, stop).await;
    (ended, writer.await.expect("the ledger"))
}

/// Runs the usual job against a scripted relay.
pub(crate) async fn run(relay: &Relay, claims: Vec<Claim>) -> (Ended, Written) {
    run_job(job(smtp(relay.address)), claims).await
}

pub(crate) async fn run_job(job: Job, claims: Vec<Claim>) -> (Ended, Written) {
    run_with(job, claims, CancellationToken::new(), |_, _| Ok(())).await
}
