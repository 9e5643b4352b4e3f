//! The pre-flight checks: what an editor would be sorry to have sent.
//!
//! They look at the message as sealed, and at the edition for the names of its pieces. A finding says
//! where, what, and what to do; an error keeps an edition from being sent, a warning doesn't.

use serde::Serialize;

use super::{Letterhead, Rendered, parts};
use crate::edition::Edition;

mod message;
mod pieces;
mod subject;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It must not be sent like this.
    Error,
    /// It may be sent, but somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// One thing that the checks found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// Where: `subject`, `html`, `header`, or the URL of a piece.
    pub location: String,
    /// What is the matter.
    pub message: String,
    /// What to do.
    pub advice: String,
}

/// Runs every check; the worst findings first.
pub fn lint(rendered: &Rendered, edition: &Edition, letterhead: &Letterhead<'_>) -> Vec<Finding> {
    let parts = parts::of(&rendered.message);
    let mut findings = Findings::default();
    subject::check(&edition.composition, &mut findings);
    message::check(&rendered.message, &parts, letterhead, &mut findings);
    pieces::check(&edition.composition, &mut findings);
    findings.0.sort_by_key(|finding| finding.level);
    findings.0
}

/// The findings so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn error(&mut self, location: &str, message: impl Into<String>, advice: &str) {
        self.add(Level::Error, location, message.into(), advice);
    }

    fn warning(&mut self, location: &str, message: impl Into<String>, advice: &str) {
        self.add(Level::Warning, location, message.into(), advice);
    }

    fn note(&mut self, location: &str, message: impl Into<String>, advice: &str) {
        self.add(Level::Note, location, message.into(), advice);
    }

    fn add(&mut self, level: Level, location: &str, message: String, advice: &str) {
        self.0.push(Finding {
            level,
            location: location.to_owned(),
            message,
            advice: advice.to_owned(),
        });
    }
}
