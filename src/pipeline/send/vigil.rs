//! What is kept an eye on while an edition is sent: our lease, and what people want changed meanwhile.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::interval};

use super::{Pipeline, Progress};
use crate::{deliver::Limits, edition::EditionId, store::SenderId};

/// How soon a pause is noticed.
const TICK: Duration = Duration::from_secs(1);

/// A lease is renewed this often: several tries fit into it.
const TICKS_PER_RENEWAL: u32 = 10;

/// Renews the lease, and passes on pauses and new limits, until it is aborted.
pub(super) async fn keep(
    pipeline: Pipeline,
    edition: EditionId,
    sender: SenderId,
    limits: watch::Sender<Limits>,
    progress: Arc<Progress>,
) {
    let mut tick = interval(TICK);
    let mut ticks = 0_u32;
    loop {
        tick.tick().await;
        ticks = ticks.wrapping_add(1);
        if ticks.is_multiple_of(TICKS_PER_RENEWAL)
            && let Err(why) = pipeline
                .store
                .sender_renew(sender, pipeline.clock.now())
                .await
        {
            // The ledger finds out for itself when a lease is lost.
            tracing::warn!(%why, "the lease could not be renewed");
        }
        let paused = match pipeline.store.edition_paused(edition).await {
            Ok(since) => since.is_some(),
            Err(why) => {
                tracing::warn!(%why, "can't see whether the edition is paused");
                continue;
            }
        };
        progress.pause(paused);
        let wanted = *pipeline.limits.borrow();
        // Nobody works while it is paused: the claims wait where they are.
        let wanted = Limits {
            connections: if paused { 0 } else { wanted.connections },
            ..wanted
        };
        limits.send_if_modified(|limits| {
            let changed = *limits != wanted;
            *limits = wanted;
            changed
        });
    }
}
