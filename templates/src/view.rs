//! The view models: everything a template may show, as plain text that still has to be escaped.
//!
//! Plain structs without behaviour, fixed words among them: the language has been chosen before. URLs are strings that were checked before.

mod archive;
mod email;
mod letter;
mod look;
mod page;

pub use self::{
    archive::{
        ArchivePage, ArchivedEdition, Correction, Cover, EditionPage, Feed, FeedEntry, Listing,
        Moment,
    },
    email::{
        Author, Block, Email, Event, Footer, Headline, Label, List, Masthead, Note, Outlet, Photo,
        Promo, Teaser, Words,
    },
    letter::Letter,
    look::{Direction, Labels, Look, More, Palette, Rules},
    page::{
        About, ChallengePage, Choice, ChoiceGroup, ConfirmPage, HowMany, JoinPage, JoinWords, Link,
        Membership, MessagePage, Offers, PageWords, PastedForm, PreferencesPage, Site,
        UnsubscribePage, UnsubscribedPage,
    },
};
