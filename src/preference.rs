//! What readers choose for themselves: which sections, how often, in which language, in which form; and the tags that a
//! publication gives them.
//!
//! Data only: the store keeps it, pages and commands change it, and the audience of an edition is frozen by it.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};

use crate::words::{Phrasebook, parts};

/// What a reader chose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Preferences {
    /// Which sections they want; null for all, those to come among them.
    pub sections: Sections,
    /// How often they want mail.
    pub frequency: Frequency,
    /// The language of the fixed words; none is the publication's.
    pub language: Option<Language>,
    /// The form of their mails.
    pub format: Format,
}

/// The sections that a reader wants.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(untagged)]
pub enum Sections {
    /// All of them.
    #[default]
    All,
    /// These, by the names they had when they were chosen.
    Only(BTreeSet<String>),
}

impl Sections {
    /// These and no others; all where none is named.
    pub fn only(names: impl IntoIterator<Item = String>) -> Self {
        let names: BTreeSet<_> = names.into_iter().collect();
        if names.is_empty() {
            Self::All
        } else {
            Self::Only(names)
        }
    }

    /// These of the sections that there are, as those are spelt; all where none is named, or all are.
    ///
    /// # Errors
    /// A sentence about the first name that is no section's.
    pub fn of<'a>(
        known: &[impl AsRef<str>],
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, String> {
        let names = names.into_iter();
        let names = names.map(|name| section_of(known, name).map(str::to_owned));
        let names: BTreeSet<_> = names.collect::<Result<_, _>>()?;
        let all = known.iter().all(|name| names.contains(name.as_ref()));
        Ok(if all { Self::All } else { Self::only(names) })
    }

    /// Whether a section is among them; the case of its letters does not matter.
    pub fn has(&self, section: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => {
                let section = section.to_lowercase();
                names.iter().any(|name| name.to_lowercase() == section)
            }
        }
    }

    /// The names, where not all are wanted.
    pub fn names(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::All => None,
            Self::Only(names) => Some(names),
        }
    }
}

/// The section of this name, as the publication spells it.
///
/// # Errors
/// A sentence that tells the sections that there are.
pub fn section_of<'a>(known: &'a [impl AsRef<str>], name: &str) -> Result<&'a str, String> {
    let small = name.to_lowercase();
    let mut all = known.iter().map(AsRef::as_ref);
    let found = all.find(|known| known.to_lowercase() == small);
    found.ok_or_else(|| {
        let all: Vec<_> = known.iter().map(AsRef::as_ref).collect();
        match all.as_slice() {
            [] => "the publication has no sections: name them in edition.sections".to_owned(),
            all => format!("there is no section `{name}`; there are {}", all.join(", ")),
        }
    })
}

macro_rules! words {
    ($name:ident, $what:literal: $($variant:ident = $word:literal),+) => {
        impl $name {
            /// Every one, for `check` constraints and tests.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that the store, the JSON and people use.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                let mut all = Self::ALL.iter().copied();
                all.find(|known| known.word() == word).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|known| known.word()).collect();
                    format!("`{word}` is no {}; known are {}", $what, known.join(" and "))
                })
            }
        }
    };
}

/// How often a reader wants mail.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Frequency {
    /// Every edition.
    #[default]
    Every,
    /// The best of each month.
    Monthly,
}

words!(Frequency, "frequency": Every = "every", Monthly = "monthly");

/// The form of a reader's mails.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// HTML, with the text part beside it.
    #[default]
    Html,
    /// The text part alone.
    Text,
}

words!(Format, "format": Html = "html", Text = "text");

/// A language that we have all words of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Language(&'static str);

impl Language {
    /// All that there are.
    pub fn all() -> Vec<Self> {
        Phrasebook::whole().into_iter().map(Self).collect()
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        self.0
    }

    /// Whether a language tag (BCP 47) is one of this language.
    pub fn covers(self, tag: &str) -> bool {
        parts(tag).0 == self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        let base = parts(tag).0;
        let known = Phrasebook::whole();
        let found = known.iter().find(|known| **known == base);
        found.map(|tag| Self(tag)).ok_or_else(|| {
            format!(
                "there are no words in `{tag}`; there are in {}",
                known.join(", ")
            )
        })
    }
}

/// What somebody wants changed; what is none stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Other sections.
    pub sections: Option<Sections>,
    /// Another frequency.
    pub frequency: Option<Frequency>,
    /// Another language, or again the publication's.
    pub language: Option<Option<Language>>,
    /// Another form.
    pub format: Option<Format>,
}

impl Choice {
    /// Whether it changes nothing whatever was chosen before.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A change of what a reader chose, or of their name or tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreferenceChange {
    /// What was changed: `sections`, `frequency`, `language`, `format`, `paused_until`, `name`, `tag`.
    pub what: String,
    /// What it was; none for the usual.
    pub was: Option<String>,
    /// What it is since.
    pub value: Option<String>,
    /// Who changed it.
    pub by: String,
    /// The key of the API that did, where it was one.
    pub key: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The longest tag.
const LONGEST_TAG: usize = 64;

/// A word by which a publication knows some of its subscribers: small letters, figures, `-`, `_`, `.` and `:`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

impl Tag {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A tag of what another program calls its own: `Big donors` is `big-donors`. None where nothing is left.
    pub fn like(text: &str) -> Option<Self> {
        let small = text.to_lowercase();
        let kept = small.replace(|c: char| !is_of_tags(c), "-");
        let kept = kept.split('-').filter(|part| !part.is_empty());
        let kept: Vec<_> = kept.collect();
        kept.join("-").parse().ok()
    }
}

fn is_of_tags(c: char) -> bool {
    (c.is_alphanumeric() && !c.is_uppercase()) || matches!(c, '-' | '_' | '.' | ':')
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl FromStr for Tag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.chars().all(is_of_tags) && text.starts_with(char::is_alphanumeric);
        if fits && text.len() <= LONGEST_TAG {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "`{text}` is no tag; write small letters, figures, `-`, `_`, `.` or `:`, at most {LONGEST_TAG} octets"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_programs_call_a_tag_becomes_one() {
        for (text, tag) in [
            ("\"Big donors\"", Some("big-donors")),
            ("Été 2026!", Some("été-2026")),
            ("=cmd", Some("cmd")),
            ("a,b", Some("a-b")),
            ("--", None),
        ] {
            assert_eq!(Tag::like(text).as_ref().map(Tag::as_str), tag, "{text}");
        }
    }

    #[test]
    fn a_region_is_of_its_language() {
        assert_eq!("de-AT".parse::<Language>().unwrap().tag(), "de");
        assert!("tlh".parse::<Language>().is_err());
    }
}
