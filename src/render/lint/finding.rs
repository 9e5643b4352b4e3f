//! What a check says: how bad it is, where, what, and what to do.

use serde::Serialize;

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
    /// Where: `subject`, `preheader`, `note`, `header`, `message`, `text`, `html`, `pieces`, `edition`,
    /// `setup` (what is the same every week), or the URL of a
    /// piece, a link or a picture.
    pub location: String,
    /// What is the matter.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// For a feature of HTML or CSS: who lacks it, and what stands in for it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
}

/// How a feature of HTML or CSS is known among mail programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Support {
    /// Its name at caniemail.com.
    pub feature: String,
    /// The programs that lack it.
    pub clients: Vec<String>,
    /// Those that know it in part.
    pub partly: Vec<String>,
    /// What stands in for it there; none where nothing does.
    pub fallback: Option<String>,
}

impl Finding {
    /// A finding of any level.
    pub fn new(level: Level, location: &str, message: impl Into<String>, advice: &str) -> Self {
        Self {
            level,
            location: location.to_owned(),
            message: message.into(),
            advice: advice.to_owned(),
            support: None,
        }
    }
}

/// The findings so far.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<Finding>);

impl Findings {
    pub(super) fn error(&mut self, location: &str, message: impl Into<String>, advice: &str) {
        self.0
            .push(Finding::new(Level::Error, location, message, advice));
    }

    pub(super) fn warning(&mut self, location: &str, message: impl Into<String>, advice: &str) {
        self.0
            .push(Finding::new(Level::Warning, location, message, advice));
    }

    pub(super) fn note(&mut self, location: &str, message: impl Into<String>, advice: &str) {
        self.0
            .push(Finding::new(Level::Note, location, message, advice));
    }

    /// About a feature of HTML or CSS.
    pub(super) fn support(
        &mut self,
        level: Level,
        message: String,
        advice: String,
        support: Support,
    ) {
        self.0.push(Finding {
            support: Some(support),
            ..Finding::new(level, "html", message, &advice)
        });
    }
}
