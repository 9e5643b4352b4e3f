//! What the measuring and the torturing of `roundup` have in common. See `README.md`.
//!
//! Everything here drives the built program by its commands and its configuration, as anybody would.

pub mod dice;
pub mod feed;
pub mod journal;
pub mod process;
pub mod project;
