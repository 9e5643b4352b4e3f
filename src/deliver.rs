//! Delivery: hands a sealed message to the relay, once to everyone, never twice.
//!
//! | module | what it does |
//! |---|---|
//! | [`personalise`] | fills the gaps of a message for one recipient |
//! | [`dkim`] | signs what was filled |
//! | [`engine`] | works through claims over several connections and has each step recorded first |
//! | [`single`] | one mail to one person, and a look at the relay |
//! | [`catcher`] | the embedded SMTP server behind `outbox:DIR` |
//! | [`refusal`] | what the relay said, at which stage |
//!
//! The rule that all of it serves: a delivery is marked `sending` durably before any of its commands is
//! on the wire, and a connection takes its next claim only when the outcome of the last is durable. The
//! ledger itself is kept by whoever receives the [`engine::Entry`]s; nothing here knows the store.

pub mod catcher;
pub mod dkim;
pub mod engine;
pub mod personalise;
pub mod refusal;
mod session;
pub mod single;

pub use crate::delivery::{Change, NotKept};

pub use self::{
    catcher::Catcher,
    engine::{Ended, Entry, Job, Links, run},
    personalise::{Recipient, fill},
    refusal::{Kind, Refusal, Stage},
    single::{Probe, probe, send_one},
};
