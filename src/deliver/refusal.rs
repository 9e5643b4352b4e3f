//! What the relay said, and what it means when it did not say yes.
//!
//! A [`Refusal`] names the stage it came at, because the stage tells whose fault it is: a 5xx to AUTH or
//! MAIL is about us, to RCPT about the recipient, after the final dot about the message. What follows
//! from that for a delivery is decided in `engine`, not here.

use std::fmt;

/// The longest reply that is kept, in characters.
const LONGEST: usize = 500;

/// Where in a session it happened (RFC 5321 section 4.3.2), in the order of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// The TCP connection and the greeting.
    Connect,
    /// EHLO.
    Hello,
    /// STARTTLS and the handshake.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL.
    Mail,
    /// RCPT.
    Rcpt,
    /// DATA, and the message up to its final dot: nothing can have been accepted yet.
    Data,
    /// The final dot is on the wire: from here on the message may have been accepted.
    Dot,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::Hello => "EHLO",
            Self::Tls => "TLS",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Dot => "the end of the message",
        })
    }
}

/// How final a refusal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 4xx: not now.
    Transient,
    /// 5xx, or something that can't work however often it is tried.
    Permanent,
    /// No answer: the connection went, timed out, or spoke no SMTP.
    Lost,
}

/// The relay did not take it, at this stage and in these words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{stage}: {}", self.words())]
pub struct Refusal {
    /// Where it happened.
    pub stage: Stage,
    /// The reply code, 400 to 599, where the relay answered.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463), as in `5.1.1`.
    pub enhanced: Option<String>,
    /// The relay's text after the codes, or what went wrong: one line, at most 500 characters, no control characters.
    pub text: String,
    /// How final it is.
    pub kind: Kind,
}

impl Refusal {
    /// No answer came.
    pub(super) fn lost(stage: Stage, why: impl fmt::Display) -> Self {
        Self::ours(stage, Kind::Lost, why)
    }

    /// It can't work, by our own judgement.
    pub(super) fn impossible(stage: Stage, why: impl fmt::Display) -> Self {
        Self::ours(stage, Kind::Permanent, why)
    }

    fn ours(stage: Stage, kind: Kind, why: impl fmt::Display) -> Self {
        Self {
            stage,
            code: None,
            enhanced: None,
            text: clean(&why.to_string()),
            kind,
        }
    }

    /// Whether the message may have been accepted all the same: its end went out and no answer came.
    pub fn is_uncertain(&self) -> bool {
        self.stage == Stage::Dot && self.kind == Kind::Lost
    }

    /// Whether the relay lacks what this recipient needs, by what it offers: another may have it.
    pub fn is_lack(&self) -> bool {
        self.stage == Stage::Rcpt && self.kind == Kind::Permanent && self.code.is_none()
    }

    /// Whether the relay is closing the connection (RFC 5321 section 3.8) or it is gone already.
    pub fn ends_session(&self) -> bool {
        self.kind == Kind::Lost || self.code == Some(421)
    }

    /// Codes and text in one line, as the relay would say it: `550 5.1.1 no such user`.
    pub fn words(&self) -> String {
        let code = self.code.map(|code| code.to_string());
        [
            code.as_deref(),
            self.enhanced.as_deref(),
            Some(self.text.as_str()),
        ]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
    }
}

/// One line of at most 500 characters without control characters: fit for a log, a table and a terminal.
pub(super) fn clean(text: &str) -> String {
    let mut kept = String::new();
    let mut words = text
        .split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty());
    if let Some(first) = words.next() {
        kept.push_str(first);
    }
    for word in words {
        kept.push(' ');
        kept.push_str(word);
    }
    match kept.char_indices().nth(LONGEST) {
        Some((end, _)) => kept[..end].to_owned(),
        None => kept,
    }
}
