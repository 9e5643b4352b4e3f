//! The shapes of the API's documents. They are promises: fields are added, never renamed or taken away, whatever the
//! types behind them become.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

mod blocks;

pub(super) use self::blocks::Blocks;
use crate::{
    delivery::{self, DeliveryState},
    edition::{self, EditionState},
    store::Handed,
    subscriber::{self, SubscriberState},
};

/// Somebody on the list, or who was.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Subscriber {
    /// Their number, the same for good.
    id: i64,
    /// Where mail goes.
    #[schema(format = Email)]
    address: String,
    /// What they are called, if they said.
    #[schema(required)]
    name: Option<String>,
    /// Whether they get mail: only `active` does.
    state: SubscriberState,
    /// When they joined.
    joined: DateTime<Utc>,
    /// Where the consent came from: a page, the file of an import, a key.
    consent: String,
    /// When the state last changed.
    changed: DateTime<Utc>,
}

impl From<subscriber::Subscriber> for Subscriber {
    fn from(it: subscriber::Subscriber) -> Self {
        Self {
            id: it.id.0,
            address: it.address.to_string(),
            name: it.name,
            state: it.state,
            joined: it.joined,
            consent: it.consent,
            changed: it.changed,
        }
    }
}

/// The stretch of time that an edition is about: `from` is in it, `to` no longer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Window {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// An edition.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Edition {
    /// Its id, the same for good.
    #[schema(pattern = "^e[0-9]+$")]
    id: String,
    /// Its printed number; none for skipped and cancelled ones.
    #[schema(required)]
    number: Option<u32>,
    /// Where it stands.
    state: EditionState,
    /// The moment it belongs to.
    slot: DateTime<Utc>,
    /// What it is about.
    window: Window,
    /// Its subject line.
    subject: String,
    /// What inboxes show after the subject.
    preheader: String,
    /// The editors' note; none where it is the usual one.
    #[schema(required)]
    note: Option<String>,
    /// When its sending began.
    #[schema(required)]
    started: Option<DateTime<Utc>>,
    /// When everybody had an outcome.
    #[schema(required)]
    finished: Option<DateTime<Utc>>,
    /// Since when somebody has its sending wait.
    #[schema(required)]
    paused: Option<DateTime<Utc>>,
    /// Why it is held, skipped or cancelled.
    #[schema(required)]
    why: Option<String>,
    /// When it last changed.
    changed: DateTime<Utc>,
}

impl From<edition::Edition> for Edition {
    fn from(it: edition::Edition) -> Self {
        Self {
            id: it.id.to_string(),
            number: it.number.map(|number| number.0),
            state: it.state,
            slot: it.slot.0,
            window: Window {
                from: it.window.from,
                to: it.window.to,
            },
            subject: it.composition.subject,
            preheader: it.composition.preheader,
            note: it.composition.note,
            started: it.started,
            finished: it.finished,
            paused: it.paused,
            why: it.why,
            changed: it.changed,
        }
    }
}

/// The ledger of an edition in sums: `audience` is the sum of the others.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Report {
    /// Everybody in the frozen audience.
    audience: u64,
    /// Taken by the relay.
    accepted: u64,
    /// Waiting for another try.
    deferred: u64,
    /// Refused for good.
    failed: u64,
    /// Sent, but the answer never came.
    uncertain: u64,
    /// Left after the audience was frozen.
    excluded: u64,
    /// Not yet tried.
    queued: u64,
}

impl From<delivery::Tally> for Report {
    fn from(it: delivery::Tally) -> Self {
        Self {
            audience: it.audience,
            accepted: it.accepted,
            deferred: it.deferred,
            failed: it.failed,
            uncertain: it.uncertain,
            excluded: it.excluded,
            queued: it.queued,
        }
    }
}

/// One edition to one subscriber.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Delivery {
    /// Whom it is for.
    subscriber: i64,
    /// Where it went; none when the person has been forgotten since.
    #[schema(required)]
    address: Option<String>,
    /// Where it stands.
    state: DeliveryState,
    /// How often it was tried.
    attempts: u32,
    /// The relay's last words, or ours.
    #[schema(required)]
    reply: Option<String>,
    /// Its Message-ID.
    message_id: String,
    /// When it was first tried.
    #[schema(required)]
    first_attempt: Option<DateTime<Utc>>,
    /// Not tried again before this.
    #[schema(required)]
    retry_at: Option<DateTime<Utc>>,
    /// When it last changed.
    changed: DateTime<Utc>,
}

impl From<Handed> for Delivery {
    fn from(Handed { subscriber, row }: Handed) -> Self {
        Self {
            subscriber: subscriber.0,
            address: row.address,
            state: row.state,
            attempts: row.attempts,
            reply: row.reply,
            message_id: row.message_id.to_string(),
            first_attempt: row.first_attempt,
            retry_at: row.retry_at,
            changed: row.changed,
        }
    }
}
