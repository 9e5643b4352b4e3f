//! Corrections of editions that went out: data only. What was mailed is not changed; a correction is shown with it.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// What was wrong in an edition, and what is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Its number, by which it is taken back.
    pub id: i64,
    /// What it says: paragraphs parted by empty lines.
    pub text: String,
    /// When it was made.
    pub made: DateTime<Utc>,
}
