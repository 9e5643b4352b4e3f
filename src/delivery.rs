//! A delivery: one edition to one subscriber, its states and outcomes; all of them are the ledger.
//!
//! Data only. `store` keeps the ledger, `deliver` moves it on.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    subscriber::{EmailAddress, SubscriberId},
    variant::VariantNumber,
};

/// The row id of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(pub i64);

/// The `Message-ID` of a delivery, without angle brackets. It never changes, however often the delivery is tried.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub String);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a delivery stands.
///
/// `queued -> claimed -> sending -> accepted | deferred | failed | uncertain`; `excluded` when the
/// subscriber left after the audience was frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// Waiting to be sent.
    Queued,
    /// Leased by a sender, nothing sent yet.
    Claimed,
    /// Its DATA may be on the wire.
    Sending,
    /// The relay took it.
    Accepted,
    /// Refused for now; tried again later.
    Deferred,
    /// Refused for good.
    Failed,
    /// The connection went after the message was sent and before the answer came: never re-sent by itself.
    Uncertain,
    /// Left after the audience was frozen.
    Excluded,
}

impl DeliveryState {
    /// Every state, for `check` constraints and tests.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Claimed,
        Self::Sending,
        Self::Accepted,
        Self::Deferred,
        Self::Failed,
        Self::Uncertain,
        Self::Excluded,
    ];

    /// The word that the store, the JSON and people use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Claimed => "claimed",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Excluded => "excluded",
        }
    }
}

impl fmt::Display for DeliveryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for DeliveryState {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("unknown delivery state `{word}`"))
    }
}

/// A delivery that a sender has claimed, with all it needs to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its row.
    pub id: DeliveryId,
    /// Whom it is for.
    pub subscriber: SubscriberId,
    /// Where it goes.
    pub address: EmailAddress,
    /// Who runs the mail of its domain, as far as that is known: the domain itself, or the name that its mail servers
    /// share with those of other domains. Limits and rests are kept by it.
    pub provider: String,
    /// Their name, for `To`.
    pub name: Option<String>,
    /// The Message-ID it was given when the audience was frozen.
    pub message_id: MessageId,
    /// Which variant of the edition it is of; none is the edition's own message.
    pub variant: Option<VariantNumber>,
    /// How often it was tried before.
    pub attempts: u32,
    /// When it was first tried, if it was.
    pub first_attempt: Option<DateTime<Utc>>,
}

/// What came of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took it.
    Accepted {
        /// The relay's words.
        reply: String,
    },
    /// Try again at `retry_at`.
    Deferred {
        /// The relay's words, or what went wrong.
        reply: String,
        /// Not before this.
        retry_at: DateTime<Utc>,
    },
    /// Not tried: its domain wants to be left alone until `retry_at`.
    Postponed {
        /// Why.
        reply: String,
        /// Not before this.
        retry_at: DateTime<Utc>,
    },
    /// Not taken, and not to be tried again.
    Failed {
        /// The relay's words, or why it can't be sent.
        reply: String,
        /// What was wrong.
        cause: Cause,
    },
    /// The answer to the final dot never came.
    Uncertain {
        /// What went wrong.
        reply: String,
    },
    /// Nothing was sent: back to the queue, the try is not counted.
    Returned,
}

/// What was wrong with a delivery that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// There is no such address, or it takes no mail: nothing is sent to it again.
    Address,
    /// So the relay says, which has not shown yet that it does not say so of everybody. `Failed` for `Address` follows, or
    /// `Deferred`; if neither does, it says nothing against the next edition.
    Alleged,
    /// Anything else: the message, the mailbox for now, us. It says nothing against the next edition.
    Other,
}

/// What changes in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// From here on its message may be on the wire. Counts as a try, unless `Returned` follows.
    Sending,
    /// What came of it. `Returned`, `Postponed` and `Failed` may follow a claim as well as `Sending`; all
    /// others follow `Sending`. `Failed` may be followed by what it proves to be: `Deferred`, or `Failed` for an address.
    Outcome(Outcome),
}

/// Why a change was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKept {
    /// The delivery is not ours to send any more: its lease ran out, or the subscriber left. It is let be.
    Withdrawn,
    /// The store failed: everything stops and stays as it is.
    Store,
}

/// The ledger of an edition in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Everybody in the frozen audience.
    pub audience: u64,
    /// Taken by the relay.
    pub accepted: u64,
    /// Waiting for another try.
    pub deferred: u64,
    /// Refused for good.
    pub failed: u64,
    /// Sent, but the answer never came.
    pub uncertain: u64,
    /// Left after the audience was frozen.
    pub excluded: u64,
    /// Not yet tried (queued, claimed or being sent).
    pub queued: u64,
}

impl Tally {
    /// Deliveries that still want work.
    pub fn open(&self) -> u64 {
        self.queued + self.deferred
    }
}
