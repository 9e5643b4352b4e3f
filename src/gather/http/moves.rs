//! Sources that moved for good: where permanent redirects (301, 308) led, so that they are not asked for there again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use url::Url;

/// Sources are few; a site that makes up addresses is not remembered beyond this.
const MOST: usize = 10_000;

/// Old addresses and new ones.
#[derive(Debug, Default)]
pub(super) struct Moves(Mutex<HashMap<Url, Url>>);

impl Moves {
    pub(super) fn of(&self, old: &Url) -> Option<Url> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(old)
            .cloned()
    }

    pub(super) fn note(&self, old: &Url, new: &Url) {
        let mut moves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if old != new && moves.len() < MOST {
            moves.insert(old.clone(), new.clone());
        }
    }

    pub(super) fn forget(&self, old: &Url) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(old);
    }
}
