//! A store that several senders are at, and what they do there.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use roundup::{
    config::StoreUrl,
    deliver::{self, Change, Ended, Entry, NotKept},
    delivery::{Claim, DeliveryState, Outcome},
    edition::EditionId,
    store::{LedgerRow, SenderId, Store},
    subscriber::{Actor, SubscriberState},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    deliver::bench::{job, smtp},
    support::{
        Project, Site,
        aftermath::{READERS, ready},
        smtp_script::{Relay, Script},
    },
};

/// The store of an edition that is being sent, with everybody in it still waiting.
pub(crate) struct Desk {
    _site: Site,
    pub(crate) project: Project,
    pub(crate) relay: Relay,
    pub(crate) store: Store,
    pub(crate) edition: EditionId,
}

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().expect("a time")
}

pub(crate) fn after(seconds: i64) -> DateTime<Utc> {
    noon() + TimeDelta::seconds(seconds)
}

pub(crate) fn accepted() -> Change {
    let reply = "250 2.0.0 queued".to_owned();
    Change::Outcome(Outcome::Accepted { reply })
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::before(Script::new()).await
    }

    /// The program has frozen the audience, and no mail may go at that hour.
    pub(crate) async fn before(script: Script) -> Self {
        let relay = script.start().await;
        let (site, project) = ready(&relay).await;
        project.configure("batch = 5", "batch = 5\nquiet_hours = [\"00:00-23:59\"]");
        project.run(&["run"]).await;
        project.configure("\nquiet_hours = [\"00:00-23:59\"]", "");
        let url = StoreUrl::Sqlite(project.path("roundup.db"));
        let store = Store::open(&url).await.expect("a store");
        let edition = store.edition_find(None).await.expect("it answers");
        let edition = edition.expect("an edition").id;
        let desk = Self {
            _site: site,
            project,
            relay,
            store,
            edition,
        };
        assert_eq!(desk.states().await, [("queued", READERS)].into());
        desk
    }

    pub(crate) async fn enter(&self, name: &str, now: DateTime<Utc>) -> SenderId {
        self.store.sender_enter(name, now).await.expect("a sender")
    }

    pub(crate) async fn claim(
        &self,
        sender: SenderId,
        limit: usize,
        now: DateTime<Utc>,
    ) -> Vec<Claim> {
        let claims = self.store.ledger_claim(self.edition, sender, limit, now);
        claims.await.expect("claims")
    }

    pub(crate) async fn record(
        &self,
        sender: SenderId,
        claim: &Claim,
        change: Change,
    ) -> Result<(), NotKept> {
        let changes = [(claim.id, change)];
        let kept = self.store.ledger_record(sender, &changes, noon()).await;
        kept.expect("an answer")[0]
    }

    pub(crate) async fn recover(&self, now: DateTime<Utc>) {
        let recovered = self.store.ledger_recover(self.edition, now).await;
        recovered.expect("recovered");
    }

    pub(crate) async fn leaves(&self, claim: &Claim) {
        let moved = self.store.subscriber_move(
            claim.subscriber,
            &[SubscriberState::Active],
            SubscriberState::Unsubscribed,
            Actor::Reader,
            noon(),
        );
        assert!(moved.await.expect("it answers"));
    }

    /// How many deliveries are in each state.
    pub(crate) async fn states(&self) -> BTreeMap<&'static str, usize> {
        let mut count = BTreeMap::new();
        for row in self.rows().await {
            *count.entry(row.state.word()).or_insert(0) += 1;
        }
        count
    }

    async fn rows(&self) -> Vec<LedgerRow> {
        let rows = self
            .store
            .ledger_all(self.edition)
            .await
            .expect("the ledger");
        rows.map(|row| row.expect("a line")).collect().await
    }

    /// How many envelopes the relay has seen.
    #[cfg(feature = "failpoints")]
    pub(crate) fn rode(&self) -> usize {
        let record = self.relay.record();
        let envelopes = record
            .commands
            .iter()
            .filter(|line| line.starts_with("RCPT"));
        envelopes.count()
    }

    pub(crate) async fn state(&self, claim: &Claim) -> DeliveryState {
        let rows = self.rows().await;
        let row = rows.iter().find(|row| row.message_id == claim.message_id);
        row.expect("its line").state
    }

    /// Sends these claims for this sender over one connection; `before` sees each entry before the ledger does.
    pub(crate) async fn send(
        &self,
        sender: SenderId,
        claims: Vec<Claim>,
        mut before: impl AsyncFnMut(i64, Change),
    ) -> Ended {
        let (feed, queue) = mpsc::channel(claims.len());
        for claim in claims {
            feed.send(claim).await.expect("room");
        }
        drop(feed);
        let (ledger, mut entries) = mpsc::channel::<Entry>(8);
        let write = async {
            while let Some(entry) = entries.recv().await {
                before(entry.delivery.0, entry.change.clone()).await;
                let changes = [(entry.delivery, entry.change)];
                let kept = self.store.ledger_record(sender, &changes, noon()).await;
                entry.done.send(kept.expect("an answer")[0]).ok();
            }
        };
        let job = job(smtp(self.relay.address));
        let sending = deliver::run(job, queue, ledger, CancellationToken::new());
        tokio::join!(sending, write).0
    }
}
