//! Corrections of editions that went out, and links to editions that have not.

use anyhow::Result;
use chrono::{DateTime, Utc};
use roundup_templates::view;

use super::{Fault, Pipeline};
use crate::{
    config::Span,
    correction::Correction,
    edition::{Edition, EditionRef, EditionState},
    edits::paragraphs,
    mime::one_line,
};

impl Pipeline {
    /// Says what was wrong in an edition that went out.
    ///
    /// # Errors
    /// When nobody got it yet, the text says nothing, or the store fails.
    pub async fn correct(&self, edition: &Edition, text: &str) -> Result<()> {
        let text = paragraphs(text).join("\n\n");
        if text.is_empty() {
            return Err(Fault::Usage("the correction says nothing".to_owned()).into());
        }
        let now = self.clock.now();
        if !self.store.correction_add(edition.id, &text, now).await? {
            return Err(Fault::BadData(format!(
                "edition {} has not gone out: `roundup edition edit` changes it",
                edition.id
            ))
            .into());
        }
        Ok(())
    }

    /// Takes a correction back.
    ///
    /// # Errors
    /// When the edition has no such one, or the store fails.
    pub async fn withdraw_correction(&self, edition: &Edition, id: i64) -> Result<()> {
        let now = self.clock.now();
        if !self.store.correction_withdraw(edition.id, id, now).await? {
            return Err(Fault::BadData(format!(
                "edition {} has no correction {id}; `roundup edition correct {}` lists them",
                edition.id, edition.id
            ))
            .into());
        }
        Ok(())
    }

    pub(super) fn shown_correction(&self, correction: &Correction) -> view::Correction {
        let day = self.day_of(correction.made);
        view::Correction {
            heading: view::Moment {
                text: self.words().correction_on(&day.text),
                machine: day.machine,
            },
            paragraphs: paragraphs(&correction.text)
                .iter()
                .map(|paragraph| one_line(paragraph))
                .collect(),
        }
    }

    /// A private link to an edition that has not gone out, for proof readers, and until when it works.
    ///
    /// # Errors
    /// When it has gone out or never will.
    pub fn proof_link(&self, edition: &Edition, within: Span) -> Result<(String, DateTime<Utc>)> {
        if !is_to_come(edition) {
            return Err(Fault::BadData(format!(
                "edition {} is {}: there is nothing to proof-read",
                edition.id, edition.state
            ))
            .into());
        }
        let until = self.clock.now() + within.delta();
        let token = self.signer.proof_token(edition.id, until);
        let token = token.ok_or_else(|| Fault::Usage("that is too long a time".to_owned()))?;
        let url = format!("{}proof/{token}", self.config.web.public_url);
        Ok((url, until))
    }

    /// The page behind such a link: the edition as it is now, or as it went out; none where the link is not ours, too old, or
    /// its edition was given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn proof_page(&self, token: &str) -> Result<Option<view::EditionPage>> {
        let Some((id, until)) = self.signer.proof_of(token) else {
            return Ok(None);
        };
        let found = self.store.edition_find(Some(EditionRef::Id(id))).await?;
        let Some(edition) = found.filter(|_| self.clock.now() < until) else {
            return Ok(None);
        };
        if let Some(number) = edition.number
            && EditionState::PUBLIC.contains(&edition.state)
        {
            return self.archived(number).await;
        }
        Ok(is_to_come(&edition).then(|| {
            let (site, email) = self.shown(&edition);
            let number = edition.number.map(|number| number.to_string());
            view::EditionPage {
                site,
                email,
                url: format!("{}proof/{token}", self.config.web.public_url),
                number: number.map(|number| self.words().edition_number(&number)),
                date: self.day_of(edition.slot.0),
                proof: Some(self.words().proof_note()),
                corrections: Vec::new(),
                listing: None,
            }
        }))
    }
}

/// Whether an edition may still go out.
fn is_to_come(edition: &Edition) -> bool {
    matches!(
        edition.state,
        EditionState::Draft | EditionState::Approved | EditionState::Held
    )
}
