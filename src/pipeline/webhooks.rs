//! Webhooks: programs elsewhere are told what happens, from the store's own queue, signed, and again for some days where
//! they don't take it.

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::Pipeline;
use crate::{
    config::Webhook,
    edition::{EditionId, EditionRef},
    gather::{NotPosted, Posted, Poster},
    subscriber::SubscriberId,
    webhook::{MessageState, WebhookEvent, WebhookMessage},
};

/// The pauses between the tries, about those that the Standard Webhooks specification proposes: ten tries in three days.
const PAUSES: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// How long what was taken, or given up, is remembered.
const MEMORY: TimeDelta = TimeDelta::days(30);

/// How long one round goes on.
const ROUND: Duration = Duration::from_secs(30);

/// What is left after a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing that is due.
    Nothing,
    /// The rest of many.
    More,
    /// The program did not take a message, and would hardly take the next.
    Refused,
}

impl Pipeline {
    /// From now on what happens is kept for the programs of the configuration, and for no others.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn listen_for_webhooks(&self) -> Result<()> {
        let webhooks = self.config.webhooks.iter();
        let wanted = webhooks
            .flat_map(|webhook| {
                let events = webhook.events.iter();
                events.map(|event| (webhook.name.clone(), *event))
            })
            .collect();
        let now = self.clock.now();
        Ok(self.store.webhook_wishes_set(&wanted, now).await?)
    }

    /// Tells all programs what is due, each on its own. What goes wrong is told, and stops none of the others.
    pub async fn tell_webhooks(&self) {
        let webhooks = self.config.webhooks.iter();
        join_all(webhooks.map(async |webhook| {
            if let Err(why) = self.tell_webhook(webhook).await {
                tracing::error!("the webhook {} could not be told: {why:#}", webhook.name);
            }
        }))
        .await;
    }

    /// Tells a program what is due, for some time at most, until it does not take something.
    ///
    /// # Errors
    /// When the store fails, or the HTTP client can't be set up.
    pub async fn tell_webhook(&self, webhook: &Webhook) -> Result<Left> {
        let begun = Instant::now();
        let mut poster = None;
        while !self.stop.is_cancelled() && begun.elapsed() < ROUND {
            let now = self.clock.now();
            let Some(message) = self.store.webhook_claim(&webhook.name, now).await? else {
                return Ok(Left::Nothing);
            };
            let poster = match &poster {
                Some(poster) => poster,
                None => {
                    let new = Poster::new(&webhook.url, &webhook.allow_private, webhook.timeout.0);
                    poster.insert(new?)
                }
            };
            fail::fail_point!("webhooks::before_post");
            let body = self.told(&message).await?.to_string();
            let fields = fields(webhook, &message, &body, now);
            let answer = poster.post(fields, body).await;
            fail::fail_point!("webhooks::after_post");
            match refusal(answer) {
                Ok(reply) => {
                    let done = self.webhook_done(&message, MessageState::Taken, &reply);
                    done.await?;
                }
                Err(refused) => {
                    self.webhook_refused(webhook, &message, refused).await?;
                    return Ok(Left::Refused);
                }
            }
        }
        Ok(Left::More)
    }

    /// Forgets what was done with long ago.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn tidy_webhooks(&self) -> Result<()> {
        let before = self.clock.now() - MEMORY;
        Ok(self.store.webhook_clear(before).await?)
    }

    async fn webhook_refused(
        &self,
        webhook: &Webhook,
        message: &WebhookMessage,
        refused: Refusal,
    ) -> Result<()> {
        let (name, event, reply) = (&webhook.name, message.event, refused.words);
        let tried = usize::try_from(message.attempts).unwrap_or(usize::MAX);
        let Some(pause) = PAUSES.get(tried.saturating_sub(1)) else {
            tracing::error!(
                "webhook {name}: {event} ({}) is given up after {tried} tries: {reply}",
                message.message_id
            );
            return self.webhook_done(message, MessageState::Dead, &reply).await;
        };
        tracing::info!("webhook {name}: {event} waits: {reply}");
        let asked = refused.wait.and_then(|wait| TimeDelta::from_std(wait).ok());
        let now = self.clock.now();
        let until = now + asked.unwrap_or_default().max(*pause);
        let put_off = self.store.webhook_put_off(message.id, until, &reply, now);
        Ok(put_off.await?)
    }

    async fn webhook_done(
        &self,
        message: &WebhookMessage,
        state: MessageState,
        reply: &str,
    ) -> Result<()> {
        let now = self.clock.now();
        Ok(self
            .store
            .webhook_done(message.id, state, reply, now)
            .await?)
    }

    /// What a program is told: of people what is known of them now, so of who was erased nothing but their number.
    async fn told(&self, message: &WebhookMessage) -> Result<Value> {
        let data = match message.event {
            WebhookEvent::EditionSent => self.told_of_edition(EditionId(message.subject)).await?,
            WebhookEvent::Subscribed | WebhookEvent::Unsubscribed | WebhookEvent::Bounced => {
                let id = SubscriberId(message.subject);
                let person = self.store.subscriber_get(id).await?;
                json!({
                    "id": message.subject,
                    "address": person.as_ref().map(|person| person.address.as_str()),
                    "name": person.as_ref().and_then(|person| person.name.as_ref()),
                    "state": message.became,
                    "was": Some(&message.was).filter(|was| !was.is_empty()),
                })
            }
        };
        Ok(json!({ "type": message.event, "timestamp": message.at, "data": data }))
    }

    async fn told_of_edition(&self, id: EditionId) -> Result<Value> {
        let edition = self.store.edition_find(Some(EditionRef::Id(id))).await?;
        let tally = self.store.ledger_tally(id).await?;
        let number = edition.as_ref().and_then(|edition| edition.number);
        let public_url = &self.config.web.public_url;
        Ok(json!({
            "id": id.to_string(),
            "number": number,
            "slot": edition.as_ref().map(|edition| edition.slot.0),
            "subject": edition.map(|edition| edition.composition.subject),
            "url": number.map(|number| format!("{public_url}archive/{number}")),
            "report": tally,
        }))
    }
}

/// Why a message was not taken.
struct Refusal {
    words: String,
    wait: Option<Duration>,
}

fn refusal(answer: Result<Posted, NotPosted>) -> Result<String, Refusal> {
    match answer {
        Ok(Posted { status, .. }) if (200..300).contains(&status) => Ok(format!("status {status}")),
        Ok(Posted { status, wait }) if (300..400).contains(&status) => Err(Refusal {
            words: format!("status {status}: it leads elsewhere, and messages go to `url` alone"),
            wait,
        }),
        Ok(Posted { status, wait }) => Err(Refusal {
            words: format!("status {status}"),
            wait,
        }),
        Err(why) => Err(Refusal {
            words: why.to_string(),
            wait: None,
        }),
    }
}

/// The header fields by which a program knows that a message is ours, and new.
fn fields(
    webhook: &Webhook,
    message: &WebhookMessage,
    body: &str,
    now: DateTime<Utc>,
) -> [(&'static str, String); 3] {
    let id = &message.message_id;
    let timestamp = now.timestamp();
    let keys = webhook.keys.iter();
    let signatures: Vec<_> = keys.map(|key| key.sign(id, timestamp, body)).collect();
    [
        ("webhook-id", id.clone()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ]
}
