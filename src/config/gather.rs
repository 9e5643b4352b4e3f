//! `[gather]`: how sources are read, and the limits on what strangers may send.

use serde::{Deserialize, Serialize};

use super::values::{Network, Span};

/// The most words of a teaser; where a sentence ends before, it ends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16")]
pub struct TeaserLength(u16);

impl TeaserLength {
    /// The words.
    pub fn words(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for TeaserLength {
    fn default() -> Self {
        Self(95)
    }
}

impl TryFrom<u16> for TeaserLength {
    type Error = String;

    fn try_from(words: u16) -> Result<Self, String> {
        if (20..=400).contains(&words) {
            Ok(Self(words))
        } else {
            Err(format!(
                "{words} words are no length for a teaser; write a number between 20 and 400"
            ))
        }
    }
}

/// How sources are read.
#[derive(Debug, Clone)]
pub struct GatherRules {
    /// How often `serve` gathers.
    pub every: Span,
    /// The longest that one fetch may take, from connecting to the last byte.
    pub timeout: Span,
    /// The most bytes that one answer may have, after decompression.
    pub max_bytes: u64,
    /// Fetches at once from one host.
    pub per_host: usize,
    /// The least time between two fetches from one host; where nobody says, none for this machine's own servers.
    pub pace: Option<Span>,
    /// The longest that the pages of one source may take; what is left then is for the next time.
    pub budget: Span,
    /// How long teasers are.
    pub teaser_words: TeaserLength,
    /// Private ranges that may be fetched from all the same.
    pub allow_private: Vec<Network>,
}

impl Default for GatherRules {
    fn default() -> Self {
        Raw::default().check()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    every: Span,
    timeout: Span,
    max_bytes: u64,
    per_host: std::num::NonZeroU16,
    pace: Option<Span>,
    budget: Span,
    teaser_words: TeaserLength,
    allow_private: Vec<Network>,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            every: Span::seconds(1_800),
            timeout: Span::seconds(20),
            max_bytes: 5_000_000,
            per_host: std::num::NonZeroU16::MIN.saturating_add(1),
            pace: None,
            budget: Span::seconds(300),
            teaser_words: TeaserLength::default(),
            allow_private: Vec::new(),
        }
    }
}

impl Raw {
    pub(super) fn check(self) -> GatherRules {
        GatherRules {
            every: self.every,
            timeout: self.timeout,
            max_bytes: self.max_bytes,
            per_host: usize::from(self.per_host.get()),
            pace: self.pace,
            budget: self.budget,
            teaser_words: self.teaser_words,
            allow_private: self.allow_private,
        }
    }
}
