//! Gathering: the sources are read, and what they gave is kept.

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Pipeline;
use crate::{
    gather::{self, Cage, Errand, Gatherer, Harvest, HarvestOutcome},
    piece::SourceName,
};

/// What gathering brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GatherReport {
    /// A line a source, in the order of the config.
    pub sources: Vec<SourceReport>,
    /// Pieces not seen before, over all sources.
    pub pieces_new: u64,
    /// What could not be read, and where.
    pub problems: Vec<String>,
}

/// What one source gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// Its name.
    pub source: SourceName,
    /// Pieces not seen before.
    pub new: u64,
    /// Pieces that say something else now.
    pub updated: u64,
    /// Pieces as they were.
    pub unchanged: u64,
    /// Pieces whose page could not be read: kept as the feed has them, tried again next time.
    pub failed: u64,
    /// Why the whole source could not be read.
    pub error: Option<String>,
}

impl GatherReport {
    /// The sources that could not be read, each with the reason.
    pub fn failed(&self) -> impl Iterator<Item = String> {
        self.sources
            .iter()
            .filter_map(|line| Some(format!("{}: {}", line.source, line.error.as_ref()?)))
    }

    /// Everything somebody should look at.
    pub fn told(&self) -> Vec<String> {
        self.failed().chain(self.problems.iter().cloned()).collect()
    }
}

impl Pipeline {
    /// The gatherer, with this configuration's limits.
    ///
    /// # Errors
    /// When the HTTP client can't be set up.
    pub(super) async fn gatherer(&self) -> Result<&Gatherer> {
        let made = self.gatherer.get_or_try_init(async || {
            let children = std::thread::available_parallelism().map_or(2, usize::from);
            let cage = Cage::new(self.program.clone(), children.min(4));
            Gatherer::new(&self.config.gather, &self.config.publication.url, cage)
        });
        Ok(made.await?)
    }

    /// Reads all sources now and keeps what they give. A source that fails stops no other.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn gather(&self) -> Result<GatherReport> {
        let mut errands = Vec::with_capacity(self.config.sources.len());
        let mut known = Vec::with_capacity(self.config.sources.len());
        for source in &self.config.sources {
            let reading = gather::reading(source, &self.config.gather);
            let state = self.store.source_state(&source.name, &reading).await?;
            known.push(state.known.len() as u64);
            errands.push(Errand {
                source: source.clone(),
                validators: state.validators,
                known: state.known,
            });
        }
        let moves = self.manners_learned().await?;
        let harvests = self.gatherer().await?.all(errands, self.clock.now()).await;
        let mut report = GatherReport::default();
        let sources = self.config.sources.iter();
        for ((harvest, known), source) in harvests.into_iter().zip(known).zip(sources) {
            let moved = self.move_kept(source, &harvest, &moves).await?;
            report.problems.extend(moved);
            let line = self.keep(&harvest, known).await?;
            if matches!(
                harvest.outcome,
                HarvestOutcome::Read { .. } | HarvestOutcome::Events { .. }
            ) {
                let reading = gather::reading(source, &self.config.gather);
                self.store.source_reading(&source.name, &reading).await?;
            }
            if !matches!(harvest.outcome, HarvestOutcome::Events { .. }) {
                report.pieces_new += line.new;
            }
            report.sources.push(line);
            report.problems.extend(
                harvest
                    .problems
                    .iter()
                    .map(|problem| format!("{}: {problem}", harvest.source)),
            );
        }
        report.problems.extend(self.images_seen().await?);
        self.rests_kept().await?;
        Ok(report)
    }

    /// Whether a source was not read for as long as `gather.every` says.
    pub(super) async fn gather_is_due(&self) -> Result<bool> {
        let gathered = self.store.sources_gathered().await?;
        let (now, every) = (self.clock.now(), self.config.gather.every.delta());
        let fresh = |at: &DateTime<Utc>| now - *at < every;
        let mut sources = self.config.sources.iter();
        Ok(sources.any(|source| !gathered.get(&source.name).is_some_and(fresh)))
    }

    async fn keep(&self, harvest: &Harvest, known: u64) -> Result<SourceReport> {
        let mut line = SourceReport {
            source: harvest.source.clone(),
            new: 0,
            updated: 0,
            unchanged: 0,
            failed: 0,
            error: None,
        };
        match &harvest.outcome {
            HarvestOutcome::NotModified => line.unchanged = known,
            HarvestOutcome::Failed(why) => {
                self.store
                    .harvest_failed(&harvest.source, why, self.clock.now())
                    .await?;
                line.error = Some(why.clone());
            }
            HarvestOutcome::Events { events, validators } => {
                let count = self
                    .store
                    .events_save(&harvest.source, events, validators, self.clock.now())
                    .await?;
                line.new = count.new;
                line.updated = count.updated;
                line.unchanged = count.unchanged;
            }
            HarvestOutcome::Read {
                pieces,
                unchanged,
                validators,
            } => {
                let count = self
                    .store
                    .harvest_save(&harvest.source, pieces, validators, self.clock.now())
                    .await?;
                line.new = count.new;
                line.updated = count.updated;
                line.unchanged = count.unchanged + unchanged.len() as u64;
                line.failed = pieces
                    .iter()
                    .filter(|piece| piece.fingerprint.is_none())
                    .count() as u64;
            }
        }
        Ok(line)
    }
}
