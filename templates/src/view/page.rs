//! What the public web pages show.

use super::look::Look;

/// What every page shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The language of the pages (BCP 47).
    pub language: String,
    /// The publication's name.
    pub name: String,
    /// What the round-up calls itself: "Weekly Round-Up".
    pub roundup: String,
    /// The publication's site.
    pub home: String,
    /// Colours and measures.
    pub look: Look,
}

/// A link to go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its text.
    pub text: String,
    /// Where it goes.
    pub url: String,
}

/// The question before unsubscribing: a GET changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribePage {
    /// The publication.
    pub site: Site,
    /// Whose subscription it is.
    pub address: String,
    /// Where the form posts to.
    pub action: String,
    /// Where to have less mail rather than none.
    pub preferences_url: Option<String>,
}

/// The answer after unsubscribing, with the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribedPage {
    /// The publication.
    pub site: Site,
    /// Who left.
    pub address: String,
    /// Where the form that undoes it posts `change=resubscribe` to.
    pub undo_action: Option<String>,
}

/// Where a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// Gets every edition.
    Active,
    /// Gets none for now.
    Paused,
    /// Left.
    Unsubscribed,
}

/// A reader's preferences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferencesPage {
    /// The publication.
    pub site: Site,
    /// Whose preferences these are.
    pub address: String,
    /// Where the reader stands.
    pub membership: Membership,
    /// Where the forms post to: `change` is `pause`, `resume`, `unsubscribe` or `resubscribe`.
    pub action: String,
    /// What was just done, if anything.
    pub notice: Option<String>,
}

/// A page that says one thing: not found, a link that no longer works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePage {
    /// The publication.
    pub site: Site,
    /// What is the matter.
    pub title: String,
    /// What that means for the reader, and what to do.
    pub paragraphs: Vec<String>,
    /// Where to go on.
    pub link: Option<Link>,
}
