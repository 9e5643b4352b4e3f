//! What the pages and the feed of the archive show.

use super::{email::Email, email::Photo, page::Site};

/// One edition as a page: "view in browser".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionPage {
    /// The publication.
    pub site: Site,
    /// The round-up itself. Its footer and its links for one reader alone are not shown.
    pub email: Email,
    /// The address of this page.
    pub url: String,
    /// Its number, as printed: "No. 47"; none where it has none yet.
    pub number: Option<String>,
    /// The day it is of.
    pub date: Moment,
    /// What whoever reads it before others should know.
    pub proof: Option<String>,
    /// What was wrong in it.
    pub corrections: Vec<Correction>,
    /// The way to the other editions; none where the archive is not listed, and then no search engine may keep the page.
    pub listing: Option<Listing>,
}

/// What was wrong in an edition, and what is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// "Correction", and the day.
    pub heading: Moment,
    /// What it says.
    pub paragraphs: Vec<String>,
}

/// A moment, for people and for machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// As the language writes it.
    pub text: String,
    /// As HTML and Atom write it (RFC 3339).
    pub machine: String,
}

/// The way from one edition to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The index of the archive.
    pub archive_url: String,
    /// Its feed.
    pub feed_url: String,
    /// The edition before this one.
    pub earlier: Option<ArchivedEdition>,
    /// The edition after this one.
    pub later: Option<ArchivedEdition>,
}

/// A page of the list of past editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePage {
    /// The publication.
    pub site: Site,
    /// The address of this page.
    pub url: String,
    /// The editions, newest first.
    pub editions: Vec<ArchivedEdition>,
    /// The Atom feed of the archive.
    pub feed_url: String,
    /// The page with newer ones.
    pub newer_url: Option<String>,
    /// The page with older ones.
    pub older_url: Option<String>,
}

/// One past edition in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedEdition {
    /// Its number, as printed: "No. 47".
    pub number: String,
    /// The day it is of.
    pub date: Moment,
    /// Its subject.
    pub subject: String,
    /// Where it can be read.
    pub url: String,
    /// The word for one that was corrected.
    pub corrected: Option<String>,
    /// Shown large, with what is in it: the newest.
    pub cover: Option<Cover>,
}

/// What makes one curious about an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Its preheader.
    pub summary: String,
    /// The photo of its lead.
    pub photo: Option<Photo>,
}

/// The archive as an Atom feed (RFC 4287).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The publication.
    pub site: Site,
    /// The address of the feed, which is also its id.
    pub url: String,
    /// The index of the archive.
    pub archive_url: String,
    /// When the newest edition went out, or one was corrected.
    pub updated: String,
    /// The newest editions.
    pub entries: Vec<FeedEntry>,
}

/// An edition in the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// The address of its page, which is also its id.
    pub url: String,
    /// When it went out.
    pub sent: String,
    /// When it was last corrected, or else when it went out.
    pub updated: String,
    /// What was wrong in it.
    pub corrections: Vec<Correction>,
    /// The round-up itself.
    pub email: Email,
}
