//! The delivery engine against a relay that follows a script, the embedded catcher, and Postfix's smtp-sink.

mod addresses;
pub(crate) mod bench;
mod ledger;
mod letters;
mod losses;
mod others;
mod refusals;
mod secrecy;
