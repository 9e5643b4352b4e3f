//! Writing the ledger: what the engine tells is committed in groups, and each entry is answered once it is durable.

use std::sync::Arc;

use anyhow::Result;
use tokio::sync::mpsc;

use super::{Pipeline, Progress};
use crate::{
    deliver::Entry,
    delivery::{Change, DeliveryId, NotKept},
    store::SenderId,
};

/// The largest group: past this, more in one commit saves nothing.
const GROUP: usize = 512;

/// Commits what comes in until nobody tells any more: a group is all that came while the last was being written, and
/// what the connections that are ready now have to tell. A commit costs the same for one as for ten.
///
/// # Errors
/// When the store fails; those who wait are told.
pub(super) async fn write(
    pipeline: Pipeline,
    sender: SenderId,
    mut entries: mpsc::Receiver<Entry>,
    progress: Arc<Progress>,
) -> Result<()> {
    let mut group = Vec::new();
    while entries.recv_many(&mut group, GROUP).await > 0 {
        tokio::task::yield_now().await;
        while group.len() < GROUP
            && let Ok(entry) = entries.try_recv()
        {
            group.push(entry);
        }
        let mut waiting = Vec::with_capacity(group.len());
        let mut changes: Vec<(DeliveryId, Change)> = Vec::with_capacity(group.len());
        for entry in group.drain(..) {
            waiting.push(entry.done);
            changes.push((entry.delivery, entry.change));
        }
        let now = pipeline.clock.now();
        let written = pipeline.store.ledger_record(sender, &changes, now).await;
        let failed = vec![Err(NotKept::Store); changes.len()];
        let kept = written.as_ref().unwrap_or(&failed);
        for ((_, change), kept) in changes.iter().zip(kept) {
            progress.count(change, *kept);
        }
        for (done, kept) in waiting.into_iter().zip(kept) {
            // A sender that is gone needs no answer: what it told is on disk.
            let _ = done.send(*kept);
        }
        written?;
    }
    Ok(())
}
