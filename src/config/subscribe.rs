//! `[subscribe]`: how people come on the list by themselves.

use std::num::NonZeroU32;

use serde::Deserialize;
use url::Url;

use super::{load::Line, values::Span};

/// How people come on the list by themselves.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// Whether they may.
    pub door: Door,
    /// Why they should: paragraphs parted by empty lines. None: a sentence with the publication's name.
    pub pitch: Option<String>,
    /// What they agree to. None: a sentence with the round-up's and the publication's names.
    pub wording: Option<String>,
    /// How long the link of the confirmation mail works.
    pub confirm_within: Span,
    /// The sites whose scripts may sign people up and read the answer (CORS): `https://weir.example`.
    pub origins: Vec<String>,
    /// How much of the caller's network address is kept with the consent.
    pub caller: CallerKept,
    /// How many times an hour one network address may sign people up.
    pub per_caller: NonZeroU32,
    /// When the machine of whoever signs up has to work for it.
    pub challenge: Challenge,
    /// How many a minute are few enough to let them be.
    pub busy_above: NonZeroU32,
}

/// When signing up takes work: enough to make signing up thousands dear, too little for one to notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Challenge {
    /// While more people sign up than usual.
    #[default]
    Busy,
    /// For everybody.
    Always,
    /// For nobody.
    Never,
}

/// Whether people may sign up on the public pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// Anybody may.
    #[default]
    Open,
    /// Nobody may: the list grows by imports alone.
    Closed,
}

/// How much of a caller's network address is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallerKept {
    /// The network it is in: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one.
    #[default]
    Network,
    /// All of it.
    Whole,
    /// Nothing.
    Nothing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    sign_up: Door,
    pitch: Option<String>,
    wording: Option<Line>,
    confirm_within: Span,
    origins: Vec<Origin>,
    caller: CallerKept,
    per_caller: NonZeroU32,
    challenge: Challenge,
    busy_above: NonZeroU32,
}

impl Default for Raw {
    fn default() -> Self {
        const TWENTY: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
        const SIXTY: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);
        Self {
            sign_up: Door::default(),
            pitch: None,
            wording: None,
            confirm_within: Span::seconds(7 * 86_400),
            origins: Vec::new(),
            caller: CallerKept::default(),
            per_caller: TWENTY,
            challenge: Challenge::default(),
            busy_above: SIXTY,
        }
    }
}

/// What a browser calls the site that a script comes from (RFC 6454): scheme, host and port, no path.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Origin(String);

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let url = Url::parse(&text).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/")
            .map(|url| url.origin().ascii_serialization())
            .filter(|origin| origin == text.trim_end_matches('/'))
            .map(Self)
            .ok_or_else(|| {
                format!("`{text}` is not an origin; write scheme and host alone: \"https://weir.example\"")
            })
    }
}

impl Raw {
    pub(super) fn check(self) -> SignUp {
        SignUp {
            door: self.sign_up,
            pitch: self.pitch,
            wording: self.wording.map(|wording| wording.0),
            confirm_within: self.confirm_within,
            origins: self.origins.into_iter().map(|origin| origin.0).collect(),
            caller: self.caller,
            per_caller: self.per_caller,
            challenge: self.challenge,
            busy_above: self.busy_above,
        }
    }
}
