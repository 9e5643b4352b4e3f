//! What a mail to one person shows.

use super::look::Look;

/// A mail to one person about their subscription: a heading, a few words, a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The language of the mail (BCP 47).
    pub language: String,
    /// Its subject, and its heading.
    pub title: String,
    /// The publication's name.
    pub name: String,
    /// What it says, a paragraph each.
    pub paragraphs: Vec<String>,
    /// What to press, and where that leads.
    pub button: (String, String),
    /// What stands under the button in small letters, a paragraph each.
    pub small: Vec<String>,
    /// Colours and measures.
    pub look: Look,
}
