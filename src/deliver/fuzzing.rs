//! What `tests/fuzz` reaches: the reading of replies, without a relay.

use super::{
    refusal::{Refusal, Stage},
    session::dry,
};

/// A reply as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Its code.
    pub code: u16,
    /// Its enhanced status code.
    pub enhanced: Option<String>,
    /// What the ledger would keep of it.
    pub words: String,
    /// How many lines it had.
    pub lines: usize,
    /// What it is where another reply was wanted.
    pub refusal: Refusal,
}

/// Reads replies that come in these pieces, until they are used up; and what was no reply.
pub fn replies(pieces: &[&[u8]]) -> (Vec<Heard>, Option<String>) {
    let (replies, end) = dry::replies(pieces);
    let heard = replies.into_iter().map(|reply| Heard {
        code: reply.code,
        enhanced: reply.enhanced(),
        words: reply.words(),
        lines: reply.lines.len(),
        refusal: reply.refuses(Stage::Rcpt),
    });
    (heard.collect(), end)
}
