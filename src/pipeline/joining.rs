//! Joining: somebody asks, a mail goes to them, and they confirm.

use anyhow::Result;
use roundup_templates::{page, view};

use super::Pipeline;
use crate::{
    consent::{Agreed, Asked, Asking, Confirmed, Consent, ConsentId},
    delivery::MessageId,
    edits::paragraphs,
    mime::one_line,
    preference::Language,
    subscriber::Subscriber,
};

/// Whether a form that is pasted into a site brings a script with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// It says what to do next on the page that it stands on.
    With,
    /// The answer is a page of ours.
    Without,
}

impl Pipeline {
    /// Why one should join, a paragraph each, to be read in a language.
    pub fn pitch(&self, language: Option<Language>) -> Vec<String> {
        let site = self.site();
        match self.config.subscribe.pitch.as_deref() {
            Some(pitch) => paragraphs(pitch)
                .iter()
                .map(|text| one_line(text))
                .collect(),
            None => vec![self.words_in(language).pitch(&site.roundup, &site.name)],
        }
    }

    /// What one agrees to by joining, to be read in a language.
    pub fn wording(&self, language: Option<Language>) -> String {
        let site = self.site();
        self.config.subscribe.wording.clone().unwrap_or_else(|| {
            self.words_in(language)
                .consent_wording(&site.roundup, &site.name)
        })
    }

    /// A form for any site, in a language.
    pub fn form(&self, script: Script, language: Option<Language>) -> String {
        let words = self.words_in(language);
        page::pasted(&view::PastedForm {
            action: format!("{}subscribe", self.config.web.public_url),
            wording: self.wording(language),
            language: language.map(|language| language.tag().to_owned()),
            address: words.your_address(),
            trap: words.leave_empty(),
            button: words.sign_up(),
            script: script == Script::With,
        })
        .into_string()
    }

    /// Takes in that somebody asks to join. The mail to them is queued with it, and sent as soon as may be.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ask_to_join(&self, asking: &Asking) -> Result<Asked> {
        let random: u128 = rand::random();
        let message_id = MessageId(format!("join.{random:032x}@{}", self.message_domain()));
        let now = self.clock.now();
        let asked = self.store.join_ask(asking, &message_id, now).await?;
        if asked != Asked::Nothing {
            self.errands.notify_one();
        }
        Ok(asked)
    }

    /// The consent that a link confirms, if the link is ours; none where pressing its button would be in vain.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn consent_by_link(
        &self,
        token: &str,
    ) -> Result<Option<(ConsentId, Option<Consent>)>> {
        let Some(id) = self.signer.consent_of(token) else {
            return Ok(None);
        };
        let since = self.confirmable_since();
        Ok(Some((id, self.store.consent_open(id, since).await?)))
    }

    /// Whoever left comes back by the link of a mail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn come_back(&self, person: &Subscriber, caller: Option<String>) -> Result<bool> {
        let words = self.words_for(person);
        let agreed = Agreed {
            subscriber: person.id,
            wording: format!(
                "{}: {}",
                self.site_for(person).roundup,
                words.subscribe_again()
            ),
            page: "preferences page".to_owned(),
            caller,
        };
        Ok(self
            .store
            .subscriber_return(&agreed, self.clock.now())
            .await?)
    }

    /// Whoever asked presses the button.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn confirm(&self, id: ConsentId, confirmer: Option<&str>) -> Result<Confirmed> {
        let (since, now) = (self.confirmable_since(), self.clock.now());
        Ok(self.store.join_confirm(id, confirmer, since, now).await?)
    }

    /// The address of the page behind the link of a confirmation mail.
    pub fn confirm_url(&self, consent: ConsentId) -> String {
        let token = self.signer.confirm_token(consent);
        format!("{}confirm/{token}", self.config.web.public_url)
    }

    /// What was asked before this can't be confirmed any more.
    pub(super) fn confirmable_since(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now() - self.config.subscribe.confirm_within.delta()
    }
}
