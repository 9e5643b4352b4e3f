//! `roundup` composes a publication's weekly round-up and mails it: once to everyone on the list, never
//! twice, never to someone who left.
//!
//! The map of the modules, in the order in which an edition goes through them:
//!
//! | module | what it does |
//! |---|---|
//! | [`gather`] | reads feeds and pages into pieces |
//! | [`compose`] | chooses: a pure function from pieces to an edition with reasons |
//! | [`render`] | makes the message once for everybody |
//! | [`deliver`] | hands it to the relay, one delivery at a time |
//! | [`subscribers`] | the list: import, export, tokens |
//! | [`schedule`] | which slot is due |
//! | [`store`] | keeps all state |
//! | [`pipeline`] | joins the stages to the store |
//! | [`web`], [`cli`] | the outside: pages and commands |
//!
//! **Errors.** Where callers branch, a module has its own `thiserror` enum. In `pipeline` and `cli` errors
//! are `anyhow`, with context that says what was being done; `cli::exit` maps them to the exit codes of
//! `sysexits.h` in one place. A fault in one feed, row or recipient is a value in a report, not an error.

pub mod api_key;
pub mod cli;
pub mod clock;
pub mod compose;
pub mod config;
pub mod consent;
pub mod correction;
pub mod dates;
pub mod deliver;
pub mod delivery;
pub mod dkim;
pub mod edition;
pub mod edits;
pub mod event;
pub mod gather;
pub mod link_key;
pub mod message;
pub mod mime;
pub mod piece;
pub mod pipeline;
pub mod preference;
pub mod promo;
pub mod render;
pub mod schedule;
pub mod segment;
pub mod sentence;
pub mod store;
pub mod subscriber;
pub mod subscribers;
pub mod variant;
pub mod web;
pub mod webhook;
pub mod words;
