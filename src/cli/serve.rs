//! `roundup serve`: scheduler, sender and web pages in one process.

use std::sync::Arc;

use anyhow::Result;
use futures::future::join_all;
use tokio::time::{MissedTickBehavior, interval};

use super::{Exit, Globals, run::is_unfinished, signals};
use crate::{
    config::{Span, Webhook},
    edition::EditionId,
    pipeline::{EditionReport, Fault, Left, Pipeline, Progress, RunKind, RunReport},
    web::Server,
};

/// How often the schedule is asked what is due.
const TICK: Span = Span::seconds(15);

/// How long to wait after what did not work.
const REST: Span = Span::seconds(60);

/// How often what was kept long enough is erased.
const TIDY: Span = Span::seconds(3_600);

/// How often it is looked whether a paused edition may go on, and whether programs elsewhere are to be told anything.
const LOOK: Span = Span::seconds(1);

/// How long a program that did not take a message is left alone.
const BREATH: Span = Span::seconds(5);

/// Scheduler, sender and web pages in one process. SIGTERM finishes what is in flight and ends;
/// SIGHUP reads smtp.connections, rate and per_domain anew.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example (systemd: config/systemd/roundup-serve.service):\n  roundup serve --config /etc/roundup/roundup.toml"
)]
pub(super) struct Args {}

pub(super) async fn run(globals: &Globals, _: Args) -> Result<Exit> {
    let mut pipeline = globals.pipeline().await?;
    pipeline.store = pipeline.store.for_many_callers().await?;
    signals::listen(pipeline.stop.clone())?;
    signals::reread(&pipeline)?;
    pipeline.listen_for_webhooks().await?;
    let server = Server::start(pipeline.clone()).await?;
    globals
        .output
        .print(&serde_json::json!({ "listening": server.address }), |out| {
            writeln!(out, "listening on http://{}", server.address)
        })?;
    // Only systemd listens to these; elsewhere they go nowhere.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    tokio::join!(schedule(&pipeline), errands(&pipeline), webhooks(&pipeline));
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
    server.ended().await?;
    pipeline.close().await;
    Ok(Exit::Done)
}

/// Sends mails to one person as they are queued, until the stop signal; those that have to wait are looked for now and
/// then, and so are new keys. None of it waits for an edition that is being sent.
async fn errands(pipeline: &Pipeline) {
    let mut tidied = interval(TIDY.0);
    while !pipeline.stop.is_cancelled() {
        if let Err(why) = pipeline.send_notices().await {
            tracing::error!("mails about joining could not be sent: {why:#}");
        }
        if let Err(why) = pipeline.reread_link_keys().await {
            tracing::error!("the keys that sign links could not be read anew: {why:#}");
        }
        tokio::select! {
            () = pipeline.stop.cancelled() => {}
            () = pipeline.errands.notified() => {}
            () = tokio::time::sleep(TICK.0) => {}
            _ = tidied.tick() => {
                if let Err(why) = pipeline.keep_house().await {
                    tracing::error!("what is old could not be erased: {why:#}");
                }
                if let Err(why) = pipeline.wake().await {
                    tracing::error!("pauses that are over could not be ended: {why:#}");
                }
            }
        }
    }
}

/// Tells programs elsewhere what happened, until the stop signal; each on its own, so that one that hangs holds up its own
/// messages and no others.
async fn webhooks(pipeline: &Pipeline) {
    let webhooks = pipeline.config.webhooks.iter();
    join_all(webhooks.map(|webhook| tell_webhook(pipeline, webhook))).await;
}

async fn tell_webhook(pipeline: &Pipeline, webhook: &Webhook) {
    while !pipeline.stop.is_cancelled() {
        let pause = match pipeline.tell_webhook(webhook).await {
            Ok(Left::More) => continue,
            Ok(Left::Nothing) => LOOK,
            Ok(Left::Refused) => BREATH,
            Err(why) => {
                tracing::error!("the webhook {} could not be told: {why:#}", webhook.name);
                REST
            }
        };
        tokio::select! {
            () = pipeline.stop.cancelled() => {}
            () = tokio::time::sleep(pause.0) => {}
        }
    }
}

/// Runs when it is time, until the stop signal; a run with nothing due gathers. A failure is logged, and tried again at the next tick.
async fn schedule(pipeline: &Pipeline) {
    let mut tick = interval(TICK.0);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = None;
    loop {
        tokio::select! {
            () = pipeline.stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        run_due(pipeline, &mut told).await;
    }
}

/// Does what is due; tells about it when it is not what was told before.
async fn run_due(pipeline: &Pipeline, told: &mut Option<EditionReport>) {
    match pipeline
        .run(RunKind::Scheduled, &Arc::new(Progress::default()))
        .await
    {
        Ok(RunReport::Nothing { problems, .. }) => {
            problems
                .iter()
                .for_each(|problem| tracing::warn!("{problem}"));
        }
        Ok(RunReport::Edition(report) | RunReport::Waiting(report)) => {
            let report = EditionReport {
                elapsed_ms: 0,
                ..*report
            };
            if told.as_ref() != Some(&report) {
                tell(&report);
            }
            match report.edition.id.filter(|_| is_unfinished(&report)) {
                Some(edition) if report.edition.paused.is_some() => {
                    rest_while_paused(pipeline, edition).await;
                }
                Some(_) => rest(pipeline).await,
                None => {}
            }
            *told = Some(report);
        }
        Err(why) => match why.downcast_ref::<Fault>() {
            Some(Fault::TryAgain(words)) => {
                tracing::info!("{words}");
                rest(pipeline).await;
            }
            _ => {
                tracing::error!("{why:#}");
                rest(pipeline).await;
            }
        },
    }
}

fn tell(report: &EditionReport) {
    tracing::info!(
        state = %report.edition.state,
        audience = report.tally.audience,
        accepted = report.tally.accepted,
        open = report.tally.open(),
        "{}", report.edition.subject
    );
    for problem in &report.problems {
        tracing::warn!("{problem}");
    }
}

/// A relay that is down or refuses us is not asked again at once, nor is a fault told every few seconds.
async fn rest(pipeline: &Pipeline) {
    tokio::select! {
        () = pipeline.stop.cancelled() => {}
        () = tokio::time::sleep(REST.0) => {}
    }
}

/// The same, but whoever lets a paused edition go on need not wait.
async fn rest_while_paused(pipeline: &Pipeline, edition: EditionId) {
    let resumed = async {
        // A store that fails is told of by the next run.
        while let Ok(Some(_)) = pipeline.store.edition_paused(edition).await {
            tokio::time::sleep(LOOK.0).await;
        }
    };
    tokio::select! {
        () = resumed => {}
        () = rest(pipeline) => {}
    }
}
