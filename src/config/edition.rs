//! `[edition]`: what goes into an edition.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::values::Span;

/// What goes into an edition.
#[derive(Debug, Clone)]
pub struct EditionRules {
    /// What the edition calls itself: "Weekly Round-Up".
    pub title: String,
    /// The most teasers, the lead among them.
    pub max_pieces: usize,
    /// Fewer pieces than this, and the edition is skipped.
    pub min_pieces: usize,
    /// The sections in their order; pieces of other sections come after them, by name.
    pub sections: Vec<SectionRule>,
    /// Authors whose pieces weigh more, or less.
    pub authors: Vec<AuthorRule>,
    /// How the lead is chosen.
    pub lead: LeadRule,
    /// The most headlines under "in case you missed it".
    pub icymi: usize,
    /// The most headlines under "elsewhere".
    pub elsewhere: usize,
    /// The most events.
    pub events: usize,
    /// How many days from the slot on events are announced for.
    pub events_days: u32,
    /// The pattern of the subject: `{lead}`, `{title}`, `{publication}`, `{number}`, `{date}`, `{count}`,
    /// `{pieces}`.
    pub subject: String,
    /// The pattern of the preheader: also `{second}` and `{third}`.
    pub preheader: String,
    /// A note to readers at the top; blank lines part its paragraphs.
    pub note: Option<String>,
    /// Who signs the note.
    pub note_by: Option<String>,
    /// The folder with the promos.
    pub promos: Option<PathBuf>,
    /// The most promos.
    pub promos_max: usize,
    /// What is done about pages that changed since they were gathered.
    pub recheck: Recheck,
    /// The longest that looking at all pages again may take.
    pub recheck_within: Span,
}

/// An author and how much their pieces weigh.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorRule {
    /// The name, as bylines have it (compared without regard to case).
    pub name: String,
    /// The weight; 1 is usual.
    pub weight: f64,
}

/// What is done about pages that changed when they are looked at again before sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recheck {
    /// They are not looked at.
    Off,
    /// It is told.
    Tell,
    /// What is gone is dropped; the rest is told.
    #[default]
    Drop,
    /// What is gone is dropped, new headlines are taken; the rest is told.
    Update,
}

/// A section, how many teasers it may have, and how much its pieces weigh.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionRule {
    /// Its name, as the pieces have it (compared without regard to case).
    pub name: String,
    /// The most teasers in it.
    pub max: usize,
    /// The weight of its pieces; 1 is usual.
    pub weight: f64,
}

/// How the lead is chosen among the pieces of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeadRule {
    /// The newest.
    Newest,
    /// The one with most words.
    Longest,
    /// The one whose source, photo, length and freshness weigh most.
    #[default]
    Weighted,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum RawSection {
    Name(String),
    Rule(RawRule),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    name: String,
    max: Option<usize>,
    weight: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    title: super::load::Line,
    max_pieces: usize,
    min_pieces: usize,
    sections: Vec<RawSection>,
    authors: BTreeMap<String, f64>,
    lead: LeadRule,
    icymi: usize,
    elsewhere: usize,
    events: usize,
    events_days: u32,
    subject: super::load::Line,
    preheader: super::load::Line,
    note: Option<String>,
    note_by: Option<super::load::Line>,
    promos: Option<PathBuf>,
    promos_max: usize,
    recheck: Recheck,
    recheck_within: Span,
}

impl Default for Raw {
    fn default() -> Self {
        let line = |text: &str| super::load::Line(text.to_owned());
        Self {
            title: line("Weekly Round-Up"),
            max_pieces: 12,
            min_pieces: 3,
            sections: Vec::new(),
            authors: BTreeMap::new(),
            lead: LeadRule::default(),
            icymi: 6,
            elsewhere: 6,
            events: 8,
            events_days: 7,
            subject: line("{lead}"),
            preheader: line("{second} · {third}"),
            note: None,
            note_by: None,
            promos: None,
            promos_max: 1,
            recheck: Recheck::default(),
            recheck_within: Span::seconds(60),
        }
    }
}

const PLACEHOLDERS: [&str; 9] = [
    "lead",
    "second",
    "third",
    "title",
    "publication",
    "number",
    "date",
    "count",
    "pieces",
];

impl Raw {
    pub(super) fn check(self, dir: &Path) -> Result<EditionRules, String> {
        if self.max_pieces == 0 {
            return Err("max_pieces is 0: an edition needs at least its lead".to_owned());
        }
        if self.min_pieces > self.max_pieces {
            return Err(format!(
                "min_pieces ({}) is above max_pieces ({}): every edition would be skipped",
                self.min_pieces, self.max_pieces
            ));
        }
        if !(1..=366).contains(&self.events_days) {
            return Err(format!(
                "events_days = {} is not between 1 and 366",
                self.events_days
            ));
        }
        for pattern in [&self.subject.0, &self.preheader.0] {
            check_pattern(pattern)?;
        }
        let sections = self.sections.into_iter().map(|section| match section {
            RawSection::Name(name) => SectionRule {
                name,
                max: self.max_pieces,
                weight: 1.0,
            },
            RawSection::Rule(RawRule { name, max, weight }) => SectionRule {
                name,
                max: max.unwrap_or(self.max_pieces),
                weight: weight.unwrap_or(1.0),
            },
        });
        let sections: Vec<_> = sections.collect();
        let authors = self.authors.into_iter();
        let authors: Vec<_> = authors
            .map(|(name, weight)| AuthorRule { name, weight })
            .collect();
        let weights = sections
            .iter()
            .map(|rule| (&rule.name, rule.weight))
            .chain(authors.iter().map(|rule| (&rule.name, rule.weight)));
        for (name, weight) in weights {
            if !(weight.is_finite() && weight > 0.0) {
                return Err(format!(
                    "the weight of \"{name}\" is {weight}; it is a number above 0, and 1 is usual"
                ));
            }
        }
        Ok(EditionRules {
            title: self.title.0,
            max_pieces: self.max_pieces,
            min_pieces: self.min_pieces,
            sections,
            authors,
            lead: self.lead,
            icymi: self.icymi,
            elsewhere: self.elsewhere,
            events: self.events,
            events_days: self.events_days,
            subject: self.subject.0,
            preheader: self.preheader.0,
            note: self.note.filter(|note| !note.trim().is_empty()),
            note_by: self.note_by.map(|line| line.0),
            promos: self.promos.map(|promos| dir.join(promos)),
            promos_max: self.promos_max,
            recheck: self.recheck,
            recheck_within: self.recheck_within,
        })
    }
}

/// Every `{word}` of a pattern must be one we fill.
fn check_pattern(pattern: &str) -> Result<(), String> {
    for part in pattern.split('{').skip(1) {
        let Some((word, _)) = part.split_once('}') else {
            return Err(format!("the pattern \"{pattern}\" has a {{ without its }}"));
        };
        if !PLACEHOLDERS.contains(&word) {
            let near = super::explain::nearest(word, PLACEHOLDERS.into_iter());
            return Err(match near {
                Some(near) => {
                    format!("the pattern \"{pattern}\" has {{{word}}}; did you mean {{{near}}}?")
                }
                None => format!(
                    "the pattern \"{pattern}\" has {{{word}}}; known are {}",
                    PLACEHOLDERS.join(", ")
                ),
            });
        }
    }
    Ok(())
}
