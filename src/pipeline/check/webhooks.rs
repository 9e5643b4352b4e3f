//! Programs elsewhere that did not take what they were told.

use anyhow::Result;

use super::{Check, Pipeline};
use crate::webhook::WebhookTally;

impl Pipeline {
    /// How the messages to each program stand. None of them is asked: whatever it is sent is news to it.
    pub(super) async fn check_webhooks(&self) -> Result<Vec<Check>> {
        let tallies = self.store.webhook_tallies().await?;
        let webhooks = self.config.webhooks.iter();
        let lines = webhooks.map(|webhook| {
            let what = format!("webhook {}", webhook.name);
            match tallies.get(&webhook.name) {
                Some(tally) if tally.retried + tally.dead > 0 => {
                    let advice = format!(
                        "look at that program's log; when it is mended: `roundup webhook retry {}`",
                        webhook.name
                    );
                    Check::warning(what, words(tally), &advice)
                }
                Some(tally) => Check::ok(what, words(tally)),
                None => Check::ok(what, "nothing was to be told lately"),
            }
        });
        Ok(lines.collect())
    }
}

/// How messages stand, for people.
fn words(tally: &WebhookTally) -> String {
    let mut words = format!("{} waiting", tally.waiting);
    if tally.retried > 0 {
        words.push_str(&format!(", {} of them tried before", tally.retried));
    }
    if tally.dead > 0 {
        words.push_str(&format!("; {} given up", tally.dead));
    }
    match &tally.last {
        Some(last) => format!("{words}: {last}"),
        None => words,
    }
}
