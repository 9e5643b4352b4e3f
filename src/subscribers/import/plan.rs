//! What the columns of a list mean: by the headers of the programs that export such lists, or by a mapping.

use serde::Serialize;

use super::UnreadableList;

/// Where a list comes from, as its headers tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// An export of Mailchimp: one file each for members who are subscribed, unsubscribed and cleaned.
    Mailchimp,
    /// An export of Substack.
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

    fn of(has: impl Fn(&str) -> bool) -> Self {
        let all = |names: &[&str]| names.iter().all(|name| has(name));
        if all(&["email_address", "optin_time"]) || all(&["email_address", "leid"]) {
            Self::Mailchimp
        } else if all(&["email", "active_subscription"]) {
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
}

/// What a column is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// The address.
    Email,
    /// The name, or the first of two.
    Name,
    /// The last name.
    LastName,
    /// Whether they get mail.
    State,
    /// When they joined.
    Joined,
    /// Where the consent came from.
    Consent,
    /// When who is paused comes back.
    PausedUntil,
    /// The sections they want.
    Sections,
    /// How often.
    Frequency,
    /// In which language.
    Language,
    /// In which form.
    Format,
    /// The publication's words for them.
    Tags,
}

impl std::str::FromStr for Use {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Ok(match word {
            "email" => Self::Email,
            "name" => Self::Name,
            "last-name" => Self::LastName,
            "state" => Self::State,
            "joined" => Self::Joined,
            "consent" => Self::Consent,
            "paused-until" => Self::PausedUntil,
            "sections" => Self::Sections,
            "frequency" => Self::Frequency,
            "language" => Self::Language,
            "format" => Self::Format,
            "tags" => Self::Tags,
            _ => {
                return Err(format!(
                    "`{word}` is none of email, name, last-name, state, joined, consent, paused-until, sections, frequency, language, format and tags"
                ));
            }
        })
    }
}

/// A column that somebody says the use of: `email=E-Mail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    what: Use,
    column: String,
}

impl std::str::FromStr for Mapped {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (what, column) = text
            .split_once('=')
            .ok_or_else(|| format!("`{text}` maps nothing; write email=\"The column\""))?;
        Ok(Self {
            what: what.trim().parse()?,
            column: column.trim().to_owned(),
        })
    }
}

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

/// Where what stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) origin: Origin,
    pub(super) email: usize,
    pub(super) names: Vec<usize>,
    pub(super) states: Vec<(usize, Says)>,
    /// The first that has a value counts.
    pub(super) joined: Vec<usize>,
    pub(super) consent: Option<usize>,
    pub(super) paused_until: Option<usize>,
    pub(super) sections: Option<usize>,
    pub(super) frequency: Option<usize>,
    pub(super) language: Option<usize>,
    pub(super) format: Option<usize>,
    pub(super) tags: Option<usize>,
}

impl Plan {
    /// A list without headers: addresses, and perhaps names.
    pub(super) fn bare() -> Self {
        Self {
            origin: Origin::Mailman,
            email: 0,
            names: vec![1],
            states: Vec::new(),
            joined: Vec::new(),
            consent: None,
            paused_until: None,
            sections: None,
            frequency: None,
            language: None,
            format: None,
            tags: None,
        }
    }

    /// The plan for these headers.
    ///
    /// # Errors
    /// When there is no column of addresses, or none of a name that is mapped.
    pub(super) fn of(headers: &[String], mapped: &[Mapped]) -> Result<Self, UnreadableList> {
        let names: Vec<_> = headers.iter().map(|header| plain(header)).collect();
        let find = |wanted: &[&str]| {
            let wanted = wanted.iter();
            wanted
                .filter_map(|name| names.iter().position(|header| header == name))
                .next()
        };
        let map = |what: Use| -> Result<Option<usize>, UnreadableList> {
            let Some(mapped) = mapped.iter().find(|mapped| mapped.what == what) else {
                return Ok(None);
            };
            let wanted = plain(&mapped.column);
            let found = names.iter().position(|header| *header == wanted);
            let missing = || UnreadableList::NoColumn(mapped.column.clone(), headers.join(", "));
            found.map(Some).ok_or_else(missing)
        };
        let or = |what: Use, usual: &[&str]| map(what).map(|found| found.or_else(|| find(usual)));
        let email = or(Use::Email, EMAIL)?;
        let first = or(Use::Name, NAME)?;
        let whole = first.is_some_and(|at| !FIRST_NAME.contains(&names[at].as_str()));
        let last = match map(Use::LastName)? {
            None if !whole => find(LAST_NAME),
            mapped => mapped,
        };
        let joined = map(Use::Joined)?;
        let state = map(Use::State)?;
        let origin = Origin::of(|name| names.iter().any(|header| header == name));
        // Other programs mean other things by these words.
        let own = |what: Use, usual: &[&str]| {
            let usual = if origin == Origin::Other { usual } else { &[] };
            or(what, usual)
        };
        Ok(Self {
            origin,
            email: email.ok_or_else(|| UnreadableList::NoAddress(headers.join(", ")))?,
            names: first.into_iter().chain(last).collect(),
            states: match state {
                Some(state) => vec![(state, Says::Word)],
                None => states(&names),
            },
            joined: match joined {
                Some(joined) => vec![joined],
                None => JOINED.iter().filter_map(|name| find(&[name])).collect(),
            },
            consent: or(Use::Consent, &["consent", "consent_source"])?,
            paused_until: own(Use::PausedUntil, &["paused_until"])?,
            sections: own(Use::Sections, &["sections"])?,
            frequency: own(Use::Frequency, &["frequency"])?,
            language: own(Use::Language, &["language"])?,
            format: own(Use::Format, &["format"])?,
            tags: or(Use::Tags, &["tags", "labels"])?,
        })
    }
}

const EMAIL: &[&str] = &[
    "email",
    "email_address",
    "e_mail",
    "e_mail_address",
    "subscriber_email",
    "address",
    "mail",
];
const NAME: &[&str] = &[
    "name",
    "full_name",
    "display_name",
    "first_name",
    "firstname",
];
const FIRST_NAME: &[&str] = &["first_name", "firstname"];
const LAST_NAME: &[&str] = &["last_name", "lastname", "surname"];
/// The moment of a confirmation is worth more than that of a wish.
const JOINED: &[&str] = &[
    "confirm_time",
    "joined",
    "optin_time",
    "subscribed_at",
    "subscription_date",
    "created_at",
    "creation_date",
    "date",
];

fn states(names: &[String]) -> Vec<(usize, Says)> {
    let says = |name: &String| match name.as_str() {
        "state" | "status" | "subscriber_type" | "type" => Some(Says::Word),
        "email_disabled" => Some(Says::LeftIfTrue),
        "subscribed_to_emails" => Some(Says::LeftIfFalse),
        "unsub_time" | "unsubscribed_at" | "unsubscription_date" | "deleted_at" => {
            Some(Says::LeftIfAny)
        }
        "clean_time" | "undeliverability_date" => Some(Says::BouncedIfAny),
        _ => None,
    };
    let columns = names.iter().enumerate();
    columns
        .filter_map(|(at, name)| Some((at, says(name)?)))
        .collect()
}

/// A header without what differs from one program to the next.
fn plain(header: &str) -> String {
    let text = header.trim_start_matches('\u{feff}').trim().to_lowercase();
    text.replace([' ', '-'], "_")
}
