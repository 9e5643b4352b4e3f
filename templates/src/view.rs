//! The view models: everything a template may show, as plain text that still has to be escaped.
//!
//! Plain structs without behaviour, fixed words among them: the language has been chosen before. URLs are strings that were checked before.

mod email;
mod look;
mod page;

pub use self::{
    email::{
        Author, Block, Email, Event, Footer, Headline, Label, List, Masthead, Note, Outlet, Photo,
        Promo, Teaser, Words,
    },
    look::{Direction, Labels, Look, More, Palette, Rules},
    page::{
        About, ArchivePage, ArchivedEdition, Link, Membership, MessagePage, PageWords,
        PreferencesPage, Site, UnsubscribePage, UnsubscribedPage,
    },
};
