//! `[schedule]`: when editions are due, and who has to agree.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::values::{Cron, Span};
use crate::segment::Rule;

/// When editions are due.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The slots, read in the publication's time zone.
    pub cron: Cron,
    /// How late a slot may still be sent.
    pub catch_up: Span,
    /// Who has to agree before an edition is sent.
    pub approval: Approval,
    /// How long before its slot the draft is made, so that editors can look at it.
    pub deadline: Span,
    /// The segment that editions are for; none is everybody.
    pub segment: Option<String>,
}

/// Who has to agree before an edition is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// Nobody: composed and sent at its slot.
    #[default]
    Auto,
    /// An editor: `roundup edition approve`.
    Required,
    /// Nobody, but the draft is made `deadline` before the slot, and an editor may hold it.
    AutoUnlessHeld,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    cron: Cron,
    #[serde(default = "a_day")]
    catch_up: Span,
    #[serde(default)]
    approval: Approval,
    #[serde(default = "two_hours")]
    deadline: Span,
    segment: Option<String>,
}

fn a_day() -> Span {
    Span::seconds(86_400)
}

fn two_hours() -> Span {
    Span::seconds(7_200)
}

impl Raw {
    pub(super) fn check(self, segments: &BTreeMap<String, Rule>) -> Result<Schedule, String> {
        if let Some(name) = &self.segment
            && !segments.contains_key(name)
        {
            return Err(format!(
                "there is no segment \"{name}\": say who is in it under [segment.{name}]"
            ));
        }
        Ok(Schedule {
            cron: self.cron,
            catch_up: self.catch_up,
            approval: self.approval,
            deadline: self.deadline,
            segment: self.segment,
        })
    }
}
