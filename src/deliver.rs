//! Delivery: hands a sealed message to the relay, once to everyone, never twice.
//!
//! | module | what it does |
//! |---|---|
//! | [`personalise`] | fills the gaps of a message for one recipient |
//! | [`sheet`] | a message laid out once an edition, so that filling it is joining bytes |
//! | [`dkim`] | signs what was filled |
//! | [`engine`] | works through claims over several connections and has each step recorded first |
//! | [`single`] | one mail to one person, and a look at the relay |
//! | [`catcher`] | the embedded SMTP server behind `outbox:DIR` |
//! | [`gist`] | what replies have in common, to be told once |
//! | [`refusal`] | what the relay said, at which stage |
//!
//! The rule that all of it serves: a delivery is marked `sending` durably before any octet of its text is on
//! the wire, and its outcome is durable before, or together with, the mark of the next on that connection. The
//! ledger itself is kept by whoever receives the [`engine::Entry`]s; nothing here knows the store.

pub mod catcher;
pub mod dkim;
pub mod engine;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod gist;
pub mod personalise;
pub mod refusal;
mod session;
pub mod sheet;
pub mod single;

pub use crate::delivery::{Change, NotKept};

pub use self::{
    catcher::Catcher,
    engine::{Domain, Domains, Ended, Entry, Job, Limits, Personal, Standing, run},
    gist::Gist,
    personalise::{Recipient, fill},
    refusal::{Kind, Refusal, Stage},
    sheet::{Sheet, Sheets},
    single::{Probe, probe, read_certificates, send_one},
};
