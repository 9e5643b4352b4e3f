//! The delivery engine against a relay that follows a script, the embedded catcher, and Postfix's smtp-sink.

#[path = "deliver/bench.rs"]
mod bench;
#[path = "deliver/ledger.rs"]
mod ledger;
#[path = "deliver/letters.rs"]
mod letters;
#[path = "deliver/losses.rs"]
mod losses;
#[path = "deliver/others.rs"]
mod others;
#[path = "deliver/refusals.rs"]
mod refusals;
#[path = "deliver/secrecy.rs"]
mod secrecy;
mod smtp_script;
