//! Drives the built program from the outside: a loopback site to gather from, a scripted SMTP server to send to.

mod support;

mod config;
#[cfg(feature = "failpoints")]
mod crash;
mod deliver;
mod demo;
mod errors;
mod gather;
mod invariants;
mod schedule;
mod story;
mod web;
