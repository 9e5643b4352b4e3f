//! Writing the ledger: what the engine tells is committed in groups, and each entry is answered once it is durable.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use anyhow::Result;
use tokio::{sync::mpsc, time::sleep};

use super::{Pipeline, Progress};
use crate::{
    deliver::Entry,
    delivery::{Change, DeliveryId, NotKept},
    store::SenderId,
};

/// The largest group: past this, more in one commit saves nothing.
const GROUP: usize = 512;

/// How long a commit waits for company. It costs the same for one message as for ten, and while it waits the relay has
/// the other connections to listen to.
const LINGER: Duration = Duration::from_millis(1);

/// Commits what comes in until nobody tells any more: a group is all that came while the last was being written, and
/// where that is not yet what half of the connections have to tell, what comes in a moment.
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
        wait_for_company(&mut entries, &mut group, &progress).await;
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

async fn wait_for_company(
    entries: &mut mpsc::Receiver<Entry>,
    group: &mut Vec<Entry>,
    progress: &Progress,
) {
    let linger = sleep(LINGER);
    tokio::pin!(linger);
    // An outcome and a mark from each of half of them.
    while group.len() < progress.connections.load(Ordering::Relaxed) {
        tokio::select! {
            more = entries.recv_many(group, GROUP) => if more == 0 { return },
            () = &mut linger => return,
        }
    }
}
