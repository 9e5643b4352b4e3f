//! `[gather]`: how sources are read, and the limits on what strangers may send.

use serde::Deserialize;

use super::values::{Network, Span};

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
            allow_private: self.allow_private,
        }
    }
}
