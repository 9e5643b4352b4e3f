//! A segment: some of the subscribers, by what they chose and what is known of them. A typed filter, never a query.
//!
//! Data only. A [`Rule`] is what the configuration and the command line say; `pipeline` makes a [`Segment`] of it, which
//! the store asks by, and which is kept with an edition that is for nobody else.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    edition::EditionRef,
    preference::{Frequency, Language, Tag},
};

/// Some of the subscribers, as a person says it. What is not said does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// They get one of these sections.
    pub sections: Vec<String>,
    /// How often they want mail.
    pub frequency: Option<Frequency>,
    /// The language of the words that they see.
    pub language: Option<Language>,
    /// They joined on this day or later.
    pub joined_since: Option<NaiveDate>,
    /// They have all of these tags.
    pub tags: Vec<Tag>,
    /// This edition did not go to them.
    pub not_got: Option<EditionRef>,
}

impl Rule {
    /// Whether it says nothing: everybody.
    pub fn is_everybody(&self) -> bool {
        *self == Self::default()
    }
}

/// Some of the subscribers, ready to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// They get one of these sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// How often they want mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
    /// The language that they chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Spoken>,
    /// They joined at this moment or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_since: Option<DateTime<Utc>>,
    /// They have all of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The edition with this row did not go to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_got: Option<i64>,
}

/// A language, and whether it is also that of who chose none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spoken {
    /// Its tag.
    pub tag: String,
    /// Whether it is the publication's.
    pub own: bool,
}
