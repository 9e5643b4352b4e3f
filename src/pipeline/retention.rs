//! Keeping house: what is kept for a time is erased when that is over, as `[retention]` says, in small steps.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::{Check, Pipeline};
use crate::{
    config::Span,
    store::Trail,
    subscriber::{EmailAddress, SubscriberId},
};

/// How much was erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Erased {
    people: u64,
    callers: u64,
    replies: u64,
    changes: u64,
}

impl Pipeline {
    /// Erases what was kept long enough, and tells so in the log. Ends early when the program should.
    ///
    /// # Errors
    /// When the store fails: what was erased till then is.
    pub async fn keep_house(&self) -> Result<()> {
        self.tidy_joining().await?;
        self.tidy_webhooks().await?;
        let mut erased = Erased::default();
        let swept = self.sweep(&mut erased).await;
        if erased != Erased::default() {
            let Erased {
                people,
                callers,
                replies,
                changes,
            } = erased;
            tracing::info!(people, callers, replies, changes, "erased by [retention]");
        }
        swept
    }

    async fn sweep(&self, erased: &mut Erased) -> Result<()> {
        let rules = self.config.retention;
        if let Some(until) = self.over(rules.left) {
            self.erase_left(until, &mut erased.people).await?;
        }
        if let Some(until) = self.over(rules.callers) {
            while !self.stop.is_cancelled() {
                match self.store.callers_erase(until).await? {
                    0 => break,
                    some => erased.callers += some,
                }
            }
        }
        if let Some(until) = self.over(rules.replies) {
            self.erase_replies(until, &mut erased.replies).await?;
        }
        if let Some(until) = self.over(rules.trail) {
            for trail in [Trail::States, Trail::Preferences, Trail::Editions] {
                while !self.stop.is_cancelled() {
                    match self.store.trail_erase(trail, until).await? {
                        0 => break,
                        some => erased.changes += some,
                    }
                }
            }
        }
        Ok(())
    }

    async fn erase_left(&self, until: DateTime<Utc>, erased: &mut u64) -> Result<()> {
        let mut after = None;
        while !self.stop.is_cancelled() {
            let some = self.store.left_before(until, after).await?;
            let Some((last, _)) = some.last() else {
                break;
            };
            after = Some(*last);
            let people: Vec<_> = some
                .into_iter()
                .map(|((_, id), address)| (id, self.remains(id, address.as_ref())))
                .collect();
            let now = self.clock.now();
            *erased += self.store.left_erase(&people, until, now).await?;
        }
        Ok(())
    }

    /// The hash that remains of somebody. An address that is damaged is nobody's that could be taken in again.
    fn remains(&self, id: SubscriberId, address: Option<&EmailAddress>) -> String {
        match address {
            Some(address) => self.signer.hash(address),
            None => format!("damaged {}", id.0),
        }
    }

    async fn erase_replies(&self, until: DateTime<Utc>, erased: &mut u64) -> Result<()> {
        for edition in self.store.editions_to_hush(until).await? {
            let mut after = SubscriberId(0);
            while !self.stop.is_cancelled() {
                let now = self.clock.now();
                match self.store.edition_hush(edition, after, now).await? {
                    Some((last, some)) => {
                        after = last;
                        *erased += some;
                    }
                    None => break,
                }
            }
        }
        Ok(())
    }

    /// What is from before this was kept long enough.
    fn over(&self, kept: Option<Span>) -> Option<DateTime<Utc>> {
        kept.and_then(|span| self.clock.now().checked_sub_signed(span.delta()))
    }

    /// What is kept how long.
    pub(super) async fn check_retention(&self) -> Result<Check> {
        let rules = self.config.retention;
        let mut parts = Vec::new();
        let mut kept = Vec::new();
        for (what, span) in [
            ("who left", rules.left),
            ("network addresses of consents", rules.callers),
            ("relays' answers", rules.replies),
            ("the trail of changes", rules.trail),
            ("mails about joining", Some(rules.notices)),
        ] {
            match span {
                Some(span) => parts.push(format!("{what} after {span}")),
                None => kept.push(what),
            }
        }
        let mut found = format!("erased are {}", parts.join(", "));
        if !kept.is_empty() {
            found = format!("{found}; kept for good: {}", kept.join(", "));
        }
        if let Some(until) = self.over(rules.left) {
            let due = self.store.left_count(until).await?;
            found = format!("{found}; {due} who left to be erased now");
        }
        Ok(Check::ok("retention", found))
    }
}
