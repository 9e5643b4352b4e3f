//! Which entries of a source are read at all, and which are left out and why: the same for `gather` and for `check`.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use url::Url;

use super::super::{date, feed::Entry, identity};
use crate::{config::Source, piece::PieceKey};

/// An entry with its addresses.
pub(super) struct Chosen {
    /// Where its page is.
    pub(super) place: Url,
    /// The same, canonical.
    pub(super) link: Url,
    pub(super) entry: Entry,
}

/// How many entries were left out, by reason.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    linkless: usize,
    unwanted: usize,
    twins: usize,
}

/// The entries that make pieces, and what is left of the others.
pub(super) fn choose(source: &Source, entries: Vec<Entry>) -> (Vec<Chosen>, LeftOut) {
    let (mut chosen, mut left) = (Vec::new(), LeftOut::default());
    let mut seen = HashSet::new();
    for entry in entries {
        // The feed's problems name these already.
        let Some(place) = entry.link.clone() else {
            left.linkless += 1;
            continue;
        };
        let link = identity::canonical(&place);
        if !source.wants(&link) {
            left.unwanted += 1;
        } else if !seen.insert(PieceKey::of(&link)) {
            left.twins += 1;
        } else {
            chosen.push(Chosen { place, link, entry });
        }
    }
    (chosen, left)
}

impl Chosen {
    /// The day in the future that it is dated to: an embargo, or a slip of the pen. Either way not ours to break.
    pub(super) fn embargo(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.entry
            .published
            .filter(|day| date::is_future(*day, now))
    }
}

impl LeftOut {
    /// What somebody who counts them should know; `future` are those dated ahead.
    pub(super) fn words(&self, future: usize) -> Vec<String> {
        let reasons = [
            (future, "dated in the future"),
            (self.linkless, "without a web address"),
            (self.unwanted, "by include and exclude"),
            (self.twins, "twice in it"),
        ];
        let those = reasons.into_iter().filter(|(count, _)| *count > 0);
        those.map(|(count, why)| format!("{count} {why}")).collect()
    }
}
