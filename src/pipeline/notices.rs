//! Mails to one person: sent from the store's own queue, tried again where the relay says "not now".

use anyhow::{Context, Result};
use chrono::TimeDelta;

use super::Pipeline;
use crate::{
    consent::{Notice, NoticeKind, NoticeState},
    deliver::{Kind, Refusal, Stage, send_one},
    render::{self, Way},
};

/// How long a notice is tried. A link to confirm is wanted at once or not at all.
const PATIENCE: TimeDelta = TimeDelta::hours(24);

impl Pipeline {
    /// Sends what is due, until nothing is, or the relay is not there. Gives how many were taken. One that can't be made is
    /// given up, and stops no other.
    ///
    /// # Errors
    /// When the store fails, or nothing can be signed.
    pub async fn send_notices(&self) -> Result<u64> {
        let mut taken = 0;
        let mut relay = None;
        while !self.stop.is_cancelled() {
            let Some(notice) = self.store.notice_claim(self.clock.now()).await? else {
                break;
            };
            let (smtp, _catcher) = match &relay {
                Some(relay) => relay,
                None => relay.insert(self.relay().await?),
            };
            let letter = match self.letter(&notice) {
                Ok(letter) => letter,
                Err(why) => {
                    tracing::error!("a mail about joining is given up: {why:#}");
                    self.done(&notice, NoticeState::Failed, &format!("{why:#}"))
                        .await?;
                    continue;
                }
            };
            let bytes = self.signed(letter)?;
            match send_one(smtp, &notice.address, &bytes).await {
                Ok(reply) => {
                    taken += 1;
                    self.done(&notice, NoticeState::Sent, &reply).await?;
                }
                Err(refusal) => {
                    self.refused(&notice, &refusal).await?;
                    if refusal.stage <= Stage::Mail {
                        // It is the relay that won't, and it would not for the next one.
                        tracing::warn!("mails about joining wait: {refusal}");
                        break;
                    }
                }
            }
        }
        Ok(taken)
    }

    /// Erases askings that nobody confirmed in time, and forgets old notices.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn tidy_joining(&self) -> Result<()> {
        let now = self.clock.now();
        // A day longer than the link works: nobody's press comes in between.
        let until = self.confirmable_since() - TimeDelta::days(1);
        self.store.join_give_up(until, now).await?;
        Ok(self
            .store
            .notice_clear(now - self.config.retention.notices.delta())
            .await?)
    }

    fn letter(&self, notice: &Notice) -> Result<Vec<u8>> {
        let way = match notice.kind {
            NoticeKind::Confirm(consent) => Way::Confirm(self.confirm_url(consent)),
            NoticeKind::Known => Way::Preferences(self.preferences_url(notice.subscriber)),
        };
        let letterhead = self.letterhead_in(self.language_of(notice.language));
        render::notice(notice, &way, &letterhead).context("a mail about joining can't be made")
    }

    async fn refused(&self, notice: &Notice, refusal: &Refusal) -> Result<()> {
        let now = self.clock.now();
        // A refusal before the recipient was named is not about them.
        let hopeless = refusal.kind == Kind::Permanent && refusal.stage > Stage::Mail;
        if hopeless || now - notice.queued > PATIENCE {
            return self
                .done(notice, NoticeState::Failed, &refusal.to_string())
                .await;
        }
        let pause = TimeDelta::minutes(1 << notice.attempts.min(7));
        let words = refusal.to_string();
        let put_off = self
            .store
            .notice_put_off(notice.id, now + pause, &words, now);
        Ok(put_off.await?)
    }

    async fn done(&self, notice: &Notice, state: NoticeState, reply: &str) -> Result<()> {
        let done = self
            .store
            .notice_done(notice.id, state, reply, self.clock.now());
        Ok(done.await?)
    }
}
