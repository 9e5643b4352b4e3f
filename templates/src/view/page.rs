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

/// A list of past editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePage {
    /// The publication.
    pub site: Site,
    /// The editions, newest first.
    pub editions: Vec<ArchivedEdition>,
    /// The Atom feed of the archive.
    pub feed_url: Option<String>,
}

/// One past edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedEdition {
    /// Its number, as printed: "No. 47".
    pub number: String,
    /// Its date, as printed.
    pub date: String,
    /// Its subject.
    pub subject: String,
    /// Where it can be read.
    pub url: String,
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

/// The form to join, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinPage {
    /// The publication.
    pub site: Site,
    /// The heading.
    pub title: String,
    /// Why one should, a paragraph each.
    pub pitch: Vec<String>,
    /// What is agreed to by sending the form.
    pub wording: String,
    /// Where the form posts to.
    pub action: String,
    /// Past editions.
    pub archive_url: String,
    /// What was wrong with what was sent.
    pub fault: Option<String>,
    /// What was typed then.
    pub typed: Option<String>,
    /// The fixed words.
    pub words: JoinWords,
}

/// The fixed words of the form to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinWords {
    /// The label of the address.
    pub address: String,
    /// The label of the field that is to stay empty.
    pub trap: String,
    /// The button.
    pub button: String,
    /// The link to past editions.
    pub archive: String,
}

/// The question behind the mailed link: a GET changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmPage {
    /// The publication.
    pub site: Site,
    /// The heading.
    pub title: String,
    /// What pressing the button does, a paragraph each.
    pub paragraphs: Vec<String>,
    /// The button.
    pub button: String,
    /// Where the form posts to.
    pub action: String,
}
