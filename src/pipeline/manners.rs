//! What servers asked of us, from one run to the next: to be left alone for a while, or to be found elsewhere.

use anyhow::Result;
use url::Url;

use super::Pipeline;
use crate::{
    config::{Location, Source},
    gather::{Harvest, HarvestOutcome, Resting, http::shown},
    store::HostRest,
};

impl Pipeline {
    /// Tells the gatherer what servers asked for in earlier runs; the sources that moved, with their old and new
    /// addresses.
    pub(super) async fn manners_learned(&self) -> Result<Vec<(Url, Url)>> {
        let now = self.clock.now();
        let fetcher = self.gatherer().await?.fetcher();
        for rest in self.store.hosts_resting(now).await? {
            fetcher.rest(&Resting {
                left: (rest.until - now).to_std().unwrap_or_default(),
                host: rest.host,
                status: rest.status,
            });
        }
        let moves = self.store.source_moves().await?;
        for (old, new) in &moves {
            fetcher.follow(old, new);
        }
        Ok(moves)
    }

    /// Keeps which hosts want to be left alone beyond this run.
    pub(super) async fn rests_kept(&self) -> Result<()> {
        let now = self.clock.now();
        let resting = self.gatherer().await?.fetcher().resting();
        let rests: Vec<HostRest> = resting
            .into_iter()
            .map(|resting| HostRest {
                host: resting.host,
                status: resting.status,
                until: now + resting.left,
            })
            .collect();
        Ok(self.store.hosts_rest(&rests, now).await?)
    }

    /// Keeps where a source moved for good, and says so the first time.
    pub(super) async fn move_kept(
        &self,
        source: &Source,
        harvest: &Harvest,
        known: &[(Url, Url)],
    ) -> Result<Option<String>> {
        let Location::Url(old) = &source.location else {
            return Ok(None);
        };
        let fetcher = self.gatherer().await?.fetcher();
        // What can't be read as a source is no source: a sign-in page of the network, a parked domain.
        if matches!(harvest.outcome, HarvestOutcome::Failed(_)) {
            fetcher.unfollow(old);
        }
        let kept = known.iter().find(|(from, _)| from == old).map(|(_, to)| to);
        let moved = fetcher.moved(old);
        if moved.as_ref() == kept {
            return Ok(None);
        }
        let now = self.clock.now();
        self.store.source_moved(old, moved.as_ref(), now).await?;
        Ok(moved.map(|new| {
            format!(
                "{}: {} has moved for good to {}, which is read from now on; write that address into the configuration",
                source.name,
                shown(old),
                shown(&new)
            )
        }))
    }
}
