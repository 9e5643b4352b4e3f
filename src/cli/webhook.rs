//! `roundup webhook`: how the messages to programs elsewhere stand, and sending anew what they did not take.

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use super::{
    Exit, Globals,
    output::{BOLD, GOOD, WARN, moment, styled},
};
use crate::{
    pipeline::{Fault, Pipeline},
    webhook::{DeadMessage, WebhookTally},
};

/// Messages shown that were given up; `--json` has more of them.
const SHOWN: usize = 20;
const LISTED: usize = 1_000;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what each program is told, what waits for it, and what it did not take.
    #[command(after_help = "Example:\n  roundup webhook list --json")]
    List,
    /// Send a program anew what it did not take, as soon as `serve` or the next `run` comes by.
    #[command(after_help = "Example:\n  roundup webhook retry crm")]
    Retry {
        /// Its name: that of [webhook.NAME] in the configuration.
        name: String,
    },
}

pub(super) async fn run(globals: &Globals, command: Command) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    match command {
        Command::List => list(globals, &pipeline).await,
        Command::Retry { name } => retry(globals, &pipeline, &name).await,
    }
}

async fn list(globals: &Globals, pipeline: &Pipeline) -> Result<Exit> {
    let mut tallies = pipeline.store.webhook_tallies().await?;
    let dead = pipeline.store.webhook_dead(LISTED).await?;
    let webhooks = pipeline.config.webhooks.iter();
    let standing: Vec<_> = webhooks
        .map(|webhook| (webhook, tallies.remove(&webhook.name).unwrap_or_default()))
        .collect();
    let webhooks = standing.iter().map(|(webhook, tally)| {
        json!({
            "name": webhook.name,
            "origin": webhook.origin(),
            "events": webhook.events,
            "messages": tally,
        })
    });
    let webhooks: Vec<_> = webhooks.collect();
    let document = json!({ "webhooks": webhooks, "dead": dead });
    globals.output.print(&document, |out| {
        if standing.is_empty() && dead.is_empty() {
            return writeln!(
                out,
                "there are no webhooks; see [webhook.NAME] in config/roundup.toml"
            );
        }
        for (webhook, tally) in &standing {
            let events: Vec<_> = webhook.events.iter().map(|event| event.word()).collect();
            writeln!(
                out,
                "{}  {}: {}",
                styled(BOLD, &webhook.name),
                webhook.origin(),
                events.join(", ")
            )?;
            writeln!(out, "  {}", waiting(tally))?;
        }
        write_dead(out, pipeline, &dead)
    })?;
    Ok(Exit::Done)
}

fn waiting(tally: &WebhookTally) -> String {
    match (tally.waiting, tally.retried, &tally.last) {
        (0, ..) => styled(GOOD, "nothing waits"),
        (waiting, 0, _) | (waiting, _, None) => format!("{waiting} waiting"),
        (waiting, retried, Some(last)) => styled(
            WARN,
            format_args!("{waiting} waiting, {retried} of them tried before: {last}"),
        ),
    }
}

fn write_dead(
    out: &mut dyn std::io::Write,
    pipeline: &Pipeline,
    dead: &[DeadMessage],
) -> std::io::Result<()> {
    let zone = pipeline.config.publication.timezone;
    for message in dead.iter().take(SHOWN) {
        writeln!(
            out,
            "{}  {}: {} of {} ({}): {}",
            styled(WARN, "given up"),
            message.webhook,
            message.event,
            moment(message.at, zone),
            message.message_id,
            message.reply.as_deref().unwrap_or("not told why"),
        )?;
    }
    match dead.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "and {more} more, see --json"),
    }
}

async fn retry(globals: &Globals, pipeline: &Pipeline, name: &str) -> Result<Exit> {
    let webhooks = &pipeline.config.webhooks;
    if !webhooks.iter().any(|webhook| webhook.name == name) {
        return Err(Fault::BadData(format!(
            "there is no webhook `{name}`; see `roundup webhook list`"
        ))
        .into());
    }
    let now = pipeline.clock.now();
    let queued = pipeline.store.webhook_requeue(name, now).await?;
    globals
        .output
        .print(&json!({ "queued": queued }), |out| match queued {
            0 => writeln!(out, "{name} took everything; there is nothing to send anew"),
            1 => writeln!(out, "1 message to {name} is sent anew"),
            _ => writeln!(out, "{queued} messages to {name} are sent anew"),
        })?;
    Ok(Exit::Done)
}
