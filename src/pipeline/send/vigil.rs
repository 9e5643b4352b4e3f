//! What is kept an eye on while an edition is sent: our lease, and what people want changed meanwhile.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::interval};
use tokio_util::sync::CancellationToken;

use super::{Pipeline, Progress};
use crate::{deliver::Limits, edition::EditionId, store::SenderId};

/// How soon a pause is noticed.
const TICK: Duration = Duration::from_secs(1);

/// A lease is renewed this often: several tries fit into it.
const TICKS_PER_RENEWAL: u32 = 10;

/// How long a paused sending waits where it is. After that it ends, so that gathering and other editions go on; the first
/// run after it is resumed goes on with it.
const TICKS_PAUSED: u32 = 30;

/// Renews the lease, and passes on pauses and new limits, until it is aborted. Ends the sending by `stop` when the hours
/// in which mail may go are over, or a pause takes long.
pub(super) async fn keep(
    pipeline: Pipeline,
    edition: EditionId,
    sender: SenderId,
    limits: watch::Sender<Limits>,
    progress: Arc<Progress>,
    stop: CancellationToken,
) {
    let mut tick = interval(TICK);
    let (mut ticks, mut ticks_paused) = (0_u32, 0_u32);
    let mut paused = false;
    loop {
        tick.tick().await;
        ticks = ticks.wrapping_add(1);
        if ticks.is_multiple_of(TICKS_PER_RENEWAL) {
            renew(&pipeline, sender).await;
        }
        match pipeline.store.edition_paused(edition).await {
            Ok(since) => paused = since.is_some(),
            Err(why) => tracing::warn!(%why, "can't see whether the edition is paused"),
        }
        progress.pause(paused);
        ticks_paused = if paused { ticks_paused + 1 } else { 0 };
        if is_closed(&pipeline) || ticks_paused >= TICKS_PAUSED {
            stop.cancel();
        }
        let mut wanted = *pipeline.limits.borrow();
        if paused {
            // Nobody works: the claims wait where they are.
            wanted.connections = 0;
        }
        limits.send_if_modified(|limits| {
            let changed = *limits != wanted;
            *limits = wanted;
            changed
        });
    }
}

async fn renew(pipeline: &Pipeline, sender: SenderId) {
    let renewed = pipeline.store.sender_renew(sender, pipeline.clock.now());
    if let Err(why) = renewed.await {
        // The ledger finds out for itself when a lease is lost.
        tracing::warn!(%why, "the lease could not be renewed");
    }
}

/// Whether the hours in which mail may go are over.
fn is_closed(pipeline: &Pipeline) -> bool {
    let (hours, zone) = (
        &pipeline.config.delivery.hours,
        pipeline.config.publication.timezone,
    );
    hours.closed_until(pipeline.clock.now(), zone).is_some()
}
