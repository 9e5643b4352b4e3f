//! Consent: what somebody agreed to, when, and how; and the mails to one person that come of it.
//!
//! Data only. `store` keeps them, `pipeline` asks and sends.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    delivery::MessageId,
    preference::Language,
    subscriber::{EmailAddress, SubscriberId, SubscriberState},
};

/// The row id of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsentId(pub i64);

/// What somebody agreed to (GDPR article 7(1): who, when, how, and to which words).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// Its row.
    pub id: ConsentId,
    /// Whose it is.
    #[serde(skip)]
    pub subscriber: SubscriberId,
    /// The words they agreed to.
    pub wording: String,
    /// Where they did: the address of the page, or what it was.
    pub page: String,
    /// The network address it came from, as much of it as is kept.
    pub caller: Option<String>,
    /// The language they were asked to confirm in, where it was not the publication's.
    pub language: Option<Language>,
    /// When they asked to join.
    pub asked: DateTime<Utc>,
    /// When they confirmed it; none while that is awaited.
    pub confirmed: Option<DateTime<Utc>>,
    /// The network address that came from, as much of it as is kept.
    pub confirmer: Option<String>,
}

/// Somebody who has a link of ours agrees on a page of ours: no mail has to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Whose it is.
    pub subscriber: SubscriberId,
    /// The words they agreed to.
    pub wording: String,
    /// Which page it was.
    pub page: String,
    /// The network address it came from, as much of it as is kept.
    pub caller: Option<String>,
}

/// Somebody asks to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Where mail would go.
    pub address: EmailAddress,
    /// What they are called.
    pub name: Option<String>,
    /// The words they agree to.
    pub wording: String,
    /// Where they do: the address of the page.
    pub page: String,
    /// The network address it comes from, as much of it as is kept.
    pub caller: Option<String>,
    /// The language they are spoken to in, where it is not the publication's.
    pub language: Option<Language>,
}

/// What became of an asking. Nobody outside is told: it would tell who is on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A mail with a link to confirm is queued.
    Confirm,
    /// They are on the list: a mail that says so is queued.
    Known,
    /// They had enough mails about it lately, or once called our mail spam: nothing is sent.
    Nothing,
}

/// What became of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// They are on the list now.
    Now(SubscriberId),
    /// They are on the list by this very link already.
    Before(SubscriberId),
    /// The link is too old, or they left since: asking again is the way.
    Stale,
}

/// Somebody agreed elsewhere, on the word of a program that holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Where mail goes.
    pub address: EmailAddress,
    /// What they are called.
    pub name: Option<String>,
    /// The words they agreed to.
    pub wording: String,
    /// When they did.
    pub at: DateTime<Utc>,
}

/// What became of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// They are on the list now.
    Now(SubscriberId),
    /// They were on it already.
    Before(SubscriberId),
    /// They left, bounced, complained or were forgotten: nobody's word brings them back but their own.
    Barred(SubscriberState),
}

/// The row id of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoticeId(pub i64);

/// A mail to one person, about their subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its row.
    pub id: NoticeId,
    /// What it says.
    pub kind: NoticeKind,
    /// Whom it is to.
    pub subscriber: SubscriberId,
    /// Where to.
    pub address: EmailAddress,
    /// What they are called.
    pub name: Option<String>,
    /// The language it is in, where that is not the publication's.
    pub language: Option<Language>,
    /// The Message-ID it keeps at every try.
    pub message_id: MessageId,
    /// When it was asked for: the `Date` of the mail.
    pub queued: DateTime<Utc>,
    /// How often it was tried, this time included.
    pub attempts: u32,
}

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Please confirm, by the link of this consent.
    Confirm(ConsentId),
    /// Somebody gave your address, and you are on the list already.
    Known,
}

impl NoticeKind {
    /// The word that the store uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirm(_) => "confirm",
            Self::Known => "known",
        }
    }
}

/// Whether a notice was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeState {
    /// Not yet.
    Waiting,
    /// A relay took it.
    Sent,
    /// It was given up.
    Failed,
}

impl NoticeState {
    /// Every state, for `check` constraints and tests.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Failed];

    /// The word that the store uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for NoticeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for NoticeState {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("unknown state of a notice `{word}`"))
    }
}
