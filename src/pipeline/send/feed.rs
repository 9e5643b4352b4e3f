//! Feeding claims to the engine: batch after batch, for as long as mail may go.
//!
//! Here is what has to do with the time of day: the hours in which mail may go, and how much may go today. How fast it
//! goes is the engine's business.

use anyhow::Result;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use tokio::sync::mpsc;

use super::{Pipeline, providers::Providers};
use crate::{
    delivery::{Change, Claim, Outcome},
    edition::EditionId,
    store::SenderId,
};

/// Why no more claims were fed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) enum Fed {
    /// Nothing more is due now, or the engine took no more.
    All,
    /// Mail may not go before a moment.
    Rests(Rest),
}

/// Mail may not go now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) struct Rest {
    /// From when on it may.
    pub(in crate::pipeline) until: DateTime<Utc>,
    /// Why it may not.
    pub(in crate::pipeline) why: String,
}

/// Feeds the claims of one edition.
pub(super) struct Feeder {
    pipeline: Pipeline,
    edition: EditionId,
    sender: SenderId,
    providers: Providers,
    /// What the warm-up plan still allows.
    left: usize,
}

impl Feeder {
    pub(super) fn new(pipeline: Pipeline, edition: EditionId, sender: SenderId) -> Self {
        Self {
            providers: Providers::new(&pipeline.config.smtp),
            pipeline,
            edition,
            sender,
            left: 0,
        }
    }

    /// Claims batch after batch for as long as the engine takes them; gives back what it doesn't.
    pub(super) async fn feed(mut self, claims: mpsc::Sender<Claim>) -> Result<Fed> {
        loop {
            let most = match self.most().await? {
                Ok(most) => most,
                Err(rest) => return Ok(Fed::Rests(rest)),
            };
            let now = self.pipeline.clock.now();
            let store = &self.pipeline.store;
            let mut batch = store
                .ledger_claim(self.edition, self.sender, most, now)
                .await?;
            if batch.is_empty() {
                return Ok(Fed::All);
            }
            self.left = self.left.saturating_sub(batch.len());
            fail::fail_point!("pipeline::after_claim");
            self.providers.name(&mut batch).await;
            let mut left = batch.into_iter();
            while let Some(claim) = left.next() {
                if let Err(mpsc::error::SendError(unsent)) = claims.send(claim).await {
                    self.give_back(std::iter::once(unsent).chain(left)).await?;
                    return Ok(Fed::All);
                }
            }
        }
    }

    /// How many to claim next. Without a warm-up plan only the clock is asked; with one, the ledger is too, but not
    /// before what it allowed is claimed.
    async fn most(&mut self) -> Result<Result<usize, Rest>> {
        let pipeline = &self.pipeline;
        let batch = pipeline.config.delivery.batch;
        if self.left == 0 || pipeline.config.delivery.warmup.is_none() {
            match pipeline.allowance().await? {
                Ok(left) => self.left = usize::try_from(left).unwrap_or(usize::MAX),
                Err(rest) => return Ok(Err(rest)),
            }
        }
        Ok(Ok(batch.min(self.left)))
    }

    async fn give_back(&self, claims: impl Iterator<Item = Claim>) -> Result<()> {
        let returned: Vec<_> = claims
            .map(|claim| (claim.id, Change::Outcome(Outcome::Returned)))
            .collect();
        let now = self.pipeline.clock.now();
        self.pipeline
            .store
            .ledger_record(self.sender, &returned, now)
            .await?;
        Ok(())
    }
}

impl Pipeline {
    /// How many messages may still go today; or when some may again.
    pub(in crate::pipeline) async fn allowance(&self) -> Result<Result<u64, Rest>> {
        let (now, zone) = (self.clock.now(), self.config.publication.timezone);
        let delivery = &self.config.delivery;
        if let Some(until) = delivery.hours.closed_until(now, zone) {
            let why =
                "mail goes only in the hours that delivery.window and delivery.quiet_hours leave"
                    .to_owned();
            return Ok(Err(Rest { until, why }));
        }
        let today = now.with_timezone(&zone).date_naive();
        let Some(quota) = delivery.warmup.as_ref().and_then(|plan| plan.quota(today)) else {
            return Ok(Ok(u64::MAX));
        };
        let midnight = |day: NaiveDate| {
            let midnight = day.and_time(NaiveTime::MIN).and_local_timezone(zone);
            midnight.earliest().map_or(now, |at| at.to_utc())
        };
        let gone = self.store.ledger_gone_since(midnight(today)).await?;
        if gone >= quota {
            let until = midnight(today + Days::new(1));
            let why = format!("the warm-up plan allows {quota} messages today, and they are gone");
            return Ok(Err(Rest { until, why }));
        }
        Ok(Ok(quota - gone))
    }

    /// What a rest has to say.
    pub(in crate::pipeline) fn words_of_rest(&self, rest: &Rest) -> String {
        let until = rest.until.with_timezone(&self.config.publication.timezone);
        format!(
            "{}; the first `roundup run` after {} goes on",
            rest.why,
            until.format("%Y-%m-%d %H:%M %Z")
        )
    }
}
