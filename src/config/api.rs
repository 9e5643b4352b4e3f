//! `[api]`: limits on programs that hold a key.

use std::num::NonZeroU32;

use serde::Deserialize;

/// Limits on programs that hold a key.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    /// How many calls a minute one key may make.
    pub per_minute: NonZeroU32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    per_minute: NonZeroU32,
}

impl Default for Raw {
    fn default() -> Self {
        const SIX_HUNDRED: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);
        Self {
            per_minute: SIX_HUNDRED,
        }
    }
}

impl Raw {
    pub(super) fn check(self) -> Api {
        Api {
            per_minute: self.per_minute,
        }
    }
}
