//! The public web pages: for phones first, working without scripts, and with nothing loaded from elsewhere.
//!
//! A page that changes something asks with a form that posts; looking at a page never changes anything.

mod archive;
mod challenge;
mod choices;
mod edition;
mod feed;
mod join;
mod message;
mod preferences;
mod shell;
mod unsubscribe;

pub use self::{
    archive::archive,
    challenge::{CHALLENGE, challenge},
    edition::{edition, photos},
    feed::feed,
    join::{confirm, join, pasted},
    message::message,
    preferences::preferences,
    shell::styles,
    unsubscribe::{unsubscribe, unsubscribed},
};
