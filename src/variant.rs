//! A variant of an edition: the form in which some of its readers get it.
//!
//! Data only. `pipeline` says which there are, `render` makes the message of each, the store keeps them sealed beside the
//! edition, and the ledger says which of them a delivery is of.

use std::fmt;

use serde::Serialize;

use crate::{
    edition::Month,
    message::Message,
    preference::{Format, Language, Preferences, Sections},
    segment::Segment,
};

/// The number of a variant within its edition, from 1. The edition's own message has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct VariantNumber(pub u32);

/// What is sent: the edition, or the best of its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Issue {
    /// The edition.
    #[default]
    Edition,
    /// The best of the month that ends with it.
    Month,
}

impl Issue {
    /// Every one, for `check` constraints and tests.
    pub const ALL: [Self; 2] = [Self::Edition, Self::Month];

    /// The word that the store and people use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Edition => "edition",
            Self::Month => "month",
        }
    }
}

/// What makes one message of an edition differ from another. The default is the edition's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Variant {
    /// The edition, or its month.
    pub issue: Issue,
    /// The language of the fixed words; none is the publication's.
    pub language: Option<Language>,
    /// With or without an HTML part.
    pub format: Format,
    /// The sections in it.
    pub sections: Sections,
}

impl Variant {
    /// Whether it is the edition's own message.
    pub fn is_own(&self) -> bool {
        *self == Self::default()
    }

    /// The same with all sections.
    pub fn whole(&self) -> Self {
        Self {
            sections: Sections::All,
            ..self.clone()
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.sections.names().into_iter().flatten();
        let names: Vec<_> = names.map(String::as_str).collect();
        let words = [
            Some("the best of the month").filter(|_| self.issue == Issue::Month),
            self.language.map(Language::tag),
            Some("text only").filter(|_| self.format == Format::Text),
        ];
        let mut words: Vec<_> = words.into_iter().flatten().map(str::to_owned).collect();
        if !names.is_empty() {
            words.push(names.join(" + "));
        }
        if words.is_empty() {
            return f.write_str("the whole edition");
        }
        f.write_str(&words.join(", "))
    }
}

/// A variant with its message, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which.
    pub number: VariantNumber,
    /// What makes it differ.
    pub variant: Variant,
    /// Its message.
    pub message: Message,
}

/// What is sealed beside the message of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// The messages for readers who chose otherwise.
    pub variants: Vec<Sealed>,
    /// The month whose best it carries.
    pub month: Option<Month>,
    /// The readers it is for, where not for all.
    pub segment: Option<Segment>,
}

/// What a reader with certain preferences gets of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The edition's own message.
    Own,
    /// A variant.
    Variant(VariantNumber),
    /// Nothing, and that is accounted for: why.
    Excluded(&'static str),
    /// Nothing: this edition is not for them.
    NotTheirs,
}

/// Readers with the same preferences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they chose.
    pub preferences: Preferences,
    /// How many they are.
    pub readers: u64,
}
