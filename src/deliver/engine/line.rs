//! A session with one of the relays, counted for as long as it is open.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::relays::Which;
use crate::deliver::session::Session;

/// A session, and with which relay.
pub(super) struct Line {
    pub(super) session: Session,
    pub(super) relay: Which,
    _counted: Counted,
}

impl Line {
    pub(super) fn new(session: Session, relay: Which, sessions: &Arc<AtomicUsize>) -> Self {
        Self {
            session,
            relay,
            _counted: Counted::new(sessions),
        }
    }
}

/// One of those that are open.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(sessions: &Arc<AtomicUsize>) -> Self {
        sessions.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(sessions))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
