//! SIGINT and SIGTERM: finish what is in flight, begin nothing new. SIGHUP: read the limits anew.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::pipeline::Pipeline;

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

/// At each SIGHUP, `smtp.connections`, `smtp.rate` and `smtp.per_domain` are read anew; a configuration that is wrong
/// changes nothing.
pub(super) fn reread(pipeline: &Pipeline) -> std::io::Result<()> {
    let mut hang_up = signal(SignalKind::hangup())?;
    let pipeline = pipeline.clone();
    tokio::spawn(async move {
        while hang_up.recv().await.is_some() {
            match pipeline.reread_limits(std::env::vars()) {
                Ok(()) => tracing::info!("connections, rate and per_domain are read anew"),
                Err(why) => {
                    let place = why.location.as_deref().unwrap_or("the configuration");
                    tracing::warn!("nothing is changed: {place}: {why}");
                }
            }
        }
    });
    Ok(())
}
