//! Who decides about an edition, as its trail tells it.

use crate::subscriber::Actor;

/// Who seals, holds, cancels, sends an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decider {
    /// This program by a rule of its own.
    Roundup,
    /// Somebody at the command line, by the name they have on that machine, where it is known.
    Operator(Option<String>),
}

impl Decider {
    /// What they are.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Roundup => Actor::Roundup,
            Self::Operator(_) => Actor::Operator,
        }
    }

    /// Who they are.
    pub fn person(&self) -> Option<&str> {
        match self {
            Self::Roundup => None,
            Self::Operator(name) => name.as_deref(),
        }
    }
}
