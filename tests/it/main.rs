//! Drives the built program from the outside: a loopback site to gather from, a scripted SMTP server to send to.

#![expect(clippy::print_stderr, reason = "tests say what they skip, and why")]

mod support;

mod api;
mod archive;
mod browser;
mod config;
mod content;
mod corpora;
#[cfg(feature = "failpoints")]
mod crash;
mod deliver;
mod demo;
mod dkim;
mod doors;
mod edits;
mod errors;
mod gather;
mod interrupt;
mod invariants;
mod joining;
mod layout;
mod leases;
mod leaving;
mod lists;
mod look;
#[cfg(target_os = "linux")]
mod memory;
mod pause;
mod polite;
mod postfix;
mod power;
mod preferences;
mod preflight;
mod retention;
mod returns;
mod schedule;
mod signing_keys;
mod sources;
mod story;
mod threats;
mod tongues;
mod trail;
mod upgrade;
mod variants;
mod watch;
mod web;
mod webhooks;
mod words;
