//! The view models: everything a template may show, as plain text that still has to be escaped.
//!
//! Plain structs without behaviour, but for the fixed words. URLs are strings that were checked before.

mod archive;
mod email;
mod look;
mod page;

pub use self::{
    archive::{
        ArchivePage, ArchiveWords, ArchivedEdition, Cover, EditionPage, Feed, FeedEntry, Listing,
        Moment,
    },
    email::{
        Author, Block, Email, Event, Footer, Headline, Label, List, Masthead, Note, Photo, Promo,
        Teaser, Words,
    },
    look::{Direction, Look, Palette},
    page::{
        Link, Membership, MessagePage, PreferencesPage, Site, UnsubscribePage, UnsubscribedPage,
    },
};
