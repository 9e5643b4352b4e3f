//! `[delivery]`: how the ledger is worked through.

use serde::Deserialize;

use super::hours::{Hours, RawWarmup, Times, Warmup};

/// How the ledger is worked through.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// What becomes of a delivery whose answer never came.
    pub uncertain: OnUncertain,
    /// Deliveries claimed at once.
    pub batch: usize,
    /// Messages refused for good in a row, by policy and not for their address, that stop the edition: a sender's
    /// fault, not the list's. Of addresses some times as many, unless nobody at all is accepted.
    pub stop_after: u32,
    /// When mail may go.
    pub hours: Hours,
    /// How much may go on which day, where the relay or its address is new.
    pub warmup: Option<Warmup>,
}

/// What becomes of a delivery whose answer never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnUncertain {
    /// It is listed for the operator, who decides (`roundup edition resolve`).
    #[default]
    Hold,
    /// It is sent again: better twice than never.
    Resend,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    uncertain: OnUncertain,
    batch: std::num::NonZeroU16,
    stop_after: std::num::NonZeroU16,
    window: Option<Times>,
    quiet_hours: Vec<Times>,
    warmup: Option<RawWarmup>,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            uncertain: OnUncertain::default(),
            batch: std::num::NonZeroU16::MIN.saturating_add(199),
            stop_after: std::num::NonZeroU16::MIN.saturating_add(4),
            window: None,
            quiet_hours: Vec::new(),
            warmup: None,
        }
    }
}

impl Raw {
    pub(super) fn check(self) -> Result<Delivery, String> {
        Ok(Delivery {
            uncertain: self.uncertain,
            batch: usize::from(self.batch.get()),
            stop_after: u32::from(self.stop_after.get()),
            hours: Hours::new(self.window, self.quiet_hours)?,
            warmup: self.warmup.map(RawWarmup::check).transpose()?,
        })
    }
}
