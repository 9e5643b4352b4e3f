//! What the columns of a list mean: by the headers of the programs that export such lists, or by a mapping.

use super::{
    UnreadableList,
    mapping::{Mapped, Use},
    origin::{Origin, Says},
};

/// Where what stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) origin: Origin,
    pub(super) email: usize,
    pub(super) names: Vec<usize>,
    pub(super) states: Vec<(usize, Says)>,
    /// Those of the states that only their name, which is given, makes look like states.
    pub(super) guessed: Vec<(usize, String)>,
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
            guessed: Vec::new(),
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
        let columns = Columns::of(headers, mapped)?;
        let first = columns.one(Use::Name, NAME);
        let whole = match columns.said(Use::Name) {
            Said::Nowhere => true,
            _ => first.is_some_and(|at| !FIRST_NAME.contains(&columns.names[at].as_str())),
        };
        let last = columns.one(Use::LastName, if whole { &[] } else { LAST_NAME });
        let origin = Origin::of(|name| columns.names.iter().any(|header| header == name));
        // Other programs mean other things by these words.
        let own = |what: Use, usual: &[&str]| {
            let usual = if origin == Origin::Other { usual } else { &[] };
            columns.one(what, usual)
        };
        let states = columns.states(origin);
        let guessed = match columns.said(Use::State) {
            Said::Nothing if origin == Origin::Other => states
                .iter()
                .filter(|(_, says)| *says == Says::Word)
                .map(|(at, _)| (*at, bare(&headers[*at]).to_owned()))
                .collect(),
            _ => Vec::new(),
        };
        let email = columns.one(Use::Email, EMAIL);
        Ok(Self {
            origin,
            email: email.ok_or_else(|| UnreadableList::NoAddress(headers.join(", ")))?,
            names: first.into_iter().chain(last).collect(),
            states,
            guessed,
            joined: match columns.said(Use::Joined) {
                Said::Nowhere => Vec::new(),
                Said::At(joined) => vec![joined],
                Said::Nothing => JOINED
                    .iter()
                    .filter_map(|name| columns.find(&[name]))
                    .collect(),
            },
            consent: columns.one(Use::Consent, &["consent", "consent_source"]),
            paused_until: own(Use::PausedUntil, &["paused_until"]),
            sections: own(Use::Sections, &["sections"]),
            frequency: own(Use::Frequency, &["frequency"]),
            language: own(Use::Language, &["language"]),
            format: own(Use::Format, &["format"]),
            tags: columns.one(Use::Tags, &["tags", "labels"]),
        })
    }
}

/// What somebody says of where a use has its column.
#[derive(Clone, Copy)]
enum Said {
    /// Nothing: its name tells.
    Nothing,
    /// It has none.
    Nowhere,
    /// There.
    At(usize),
}

/// The columns of a list, and what somebody says of them.
struct Columns {
    /// Their headers, without what differs from one program to the next.
    names: Vec<String>,
    mapped: Vec<(Use, Option<usize>)>,
}

impl Columns {
    fn of(headers: &[String], mapped: &[Mapped]) -> Result<Self, UnreadableList> {
        let names: Vec<_> = headers.iter().map(|header| plain(header)).collect();
        let place = |mapped: &Mapped| {
            let Some(column) = &mapped.column else {
                return Ok((mapped.what, None));
            };
            let wanted = plain(column);
            let found = names.iter().position(|header| *header == wanted);
            let missing = || UnreadableList::NoColumn(column.clone(), headers.join(", "));
            found.map(|at| (mapped.what, Some(at))).ok_or_else(missing)
        };
        let mapped: Vec<_> = mapped.iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { names, mapped })
    }

    fn said(&self, what: Use) -> Said {
        match self.mapped.iter().find(|(mapped, _)| *mapped == what) {
            None => Said::Nothing,
            Some((_, None)) => Said::Nowhere,
            Some((_, Some(at))) => Said::At(*at),
        }
    }

    /// The column for a use: the one that somebody says, or the first of the usual names.
    fn one(&self, what: Use, usual: &[&str]) -> Option<usize> {
        match self.said(what) {
            Said::Nothing => self.find(usual),
            Said::Nowhere => None,
            Said::At(at) => Some(at),
        }
    }

    /// The first of these names that nobody says another use of.
    fn find(&self, wanted: &[&str]) -> Option<usize> {
        let at = |name: &&str| {
            let mut all = self.names.iter().enumerate();
            let free =
                |(at, header): (usize, &String)| header.as_str() == *name && self.is_free(at);
            all.position(free)
        };
        wanted.iter().find_map(at)
    }

    fn is_free(&self, at: usize) -> bool {
        self.mapped.iter().all(|(_, mapped)| *mapped != Some(at))
    }

    /// The columns that say who gets mail.
    fn states(&self, origin: Origin) -> Vec<(usize, Says)> {
        let said = self.said(Use::State);
        if let Said::At(at) = said {
            return vec![(at, Says::Word)];
        }
        let columns = self.names.iter().enumerate();
        columns
            .filter(|(at, _)| self.is_free(*at))
            .filter_map(|(at, name)| Some((at, origin.says(name)?)))
            // That none has a word for it does not undo when somebody left.
            .filter(|(_, says)| matches!(said, Said::Nothing) || *says != Says::Word)
            .collect()
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
    "start_date",
    "date",
];

/// A header without what differs from one program to the next.
fn plain(header: &str) -> String {
    bare(header).to_lowercase().replace([' ', '-'], "_")
}

/// A header without what is around it.
fn bare(header: &str) -> &str {
    header.trim_start_matches('\u{feff}').trim()
}
