//! Which program a list is from, as its headers tell, and which of its columns say who gets mail.

use serde::Serialize;

/// Where a list comes from, as its headers tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// An export of Mailchimp: one file each for members who are subscribed, unsubscribed and cleaned.
    Mailchimp,
    /// An export of Substack: of its settings, or of its page of subscribers.
    Substack,
    /// An export of Ghost.
    Ghost,
    /// An export of Buttondown.
    Buttondown,
    /// An export of listmonk.
    Listmonk,
    /// A list of addresses, with or without names, as Mailman prints it.
    Mailman,
    /// Anything else.
    #[default]
    Other,
}

impl Origin {
    /// The name of the program; none where it is not known.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Mailchimp => Some("Mailchimp"),
            Self::Substack => Some("Substack"),
            Self::Ghost => Some("Ghost"),
            Self::Buttondown => Some("Buttondown"),
            Self::Listmonk => Some("listmonk"),
            Self::Mailman => Some("Mailman"),
            Self::Other => None,
        }
    }

    pub(super) fn of(has: impl Fn(&str) -> bool) -> Self {
        let all = |names: &[&str]| names.iter().all(|name| has(name));
        // Which columns the page of subscribers gives is chosen there. A type and a start alone may be anybody's.
        let substack = all(&["email", "type", "stripe_plan"])
            || all(&["email", "type", "start_date"]) && SUBSTACK_ONLY.iter().any(|name| has(name));
        if all(&["email_address", "optin_time"]) || all(&["email_address", "leid"]) {
            Self::Mailchimp
        } else if substack || all(&["email", "active_subscription"]) {
            Self::Substack
        } else if all(&["email", "subscribed_to_emails"]) {
            Self::Ghost
        } else if has("creation_date") && (has("subscriber_type") || has("type")) {
            Self::Buttondown
        } else if all(&["uuid", "email", "status"]) {
            Self::Listmonk
        } else {
            Self::Other
        }
    }

    /// What a column of this name says of who gets mail. None: nothing.
    ///
    /// Of a program's own lists only its own columns count: any other may be a field that a publication made for itself.
    pub(super) fn says(self, column: &str) -> Option<Says> {
        let own: &[&str] = match self {
            Self::Mailchimp => &["unsub_time", "clean_time"],
            Self::Substack => &["email_disabled"],
            Self::Ghost => &["subscribed_to_emails", "deleted_at"],
            Self::Buttondown => &[
                "subscriber_type",
                "type",
                "unsubscription_date",
                "undeliverability_date",
            ],
            Self::Listmonk => &["status"],
            Self::Mailman => &[],
            Self::Other => return says(column),
        };
        own.contains(&column).then(|| says(column)).flatten()
    }
}

const SUBSTACK_ONLY: &[&str] = &[
    "cancel_date",
    "paid_upgrade_date",
    "bestseller",
    "num_emails_opened",
    "subscription_source_(free)",
];

/// What a column says of whether somebody gets mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A word for it.
    Word,
    /// Whoever has a true value left.
    LeftIfTrue,
    /// Whoever has a false value left.
    LeftIfFalse,
    /// Whoever has a value left.
    LeftIfAny,
    /// Whoever has a value bounced.
    BouncedIfAny,
}

fn says(column: &str) -> Option<Says> {
    match column {
        "state" | "status" | "subscriber_type" | "type" => Some(Says::Word),
        "email_disabled" => Some(Says::LeftIfTrue),
        "subscribed_to_emails" => Some(Says::LeftIfFalse),
        "unsub_time" | "unsubscribed_at" | "unsubscription_date" | "deleted_at" => {
            Some(Says::LeftIfAny)
        }
        "clean_time" | "undeliverability_date" => Some(Says::BouncedIfAny),
        _ => None,
    }
}
