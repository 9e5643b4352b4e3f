//! SIGINT and SIGTERM: finish what is in flight, begin nothing new.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Cancels `stop` at the first signal; the second one ends the program at once.
pub(super) fn listen(stop: CancellationToken) -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        for first in [true, false] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if first {
                stop.cancel();
            } else {
                // Safe at any instruction: the ledger knows what was being sent.
                std::process::exit(75);
            }
        }
    });
    Ok(())
}
