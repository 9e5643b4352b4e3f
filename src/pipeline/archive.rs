//! The archive: what the public may see of editions that went out.
//!
//! A page is made from the edition as stored, which nothing changes once it is sealed, with the words of the
//! configuration that were kept at the sealing; only the looks are today's.

use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use roundup_templates::{page, view};
use url::Url;

use super::Pipeline;
use crate::{
    config::{Archive, EditionRules, Publication},
    dates::Calendar,
    edition::{Edition, EditionNumber, EditionRef, EditionState, Printed},
    mime::one_line,
    render::{self, Letterhead},
};

/// Editions on a page of the index.
const A_PAGE: u32 = 50;

/// Editions in the feed: it has all that they say, and readers ask for it many times a day.
const IN_FEED: u32 = 10;

impl Pipeline {
    /// An edition with the words of the configuration that its page will need.
    pub(super) fn printed(&self, edition: &Edition) -> Edition {
        let mut sealed = edition.clone();
        sealed.composition.printed = Some(Printed {
            publication: self.config.publication.name.clone(),
            title: self.config.edition.title.clone(),
            note: self.config.edition.note.clone(),
            note_by: self.config.edition.note_by.clone(),
            postal_address: Some(self.config.publication.postal_address.clone()),
        });
        sealed
    }

    /// The configuration with the words that an edition was sealed with, where it is sealed.
    pub(super) fn as_printed(&self, edition: &Edition) -> (Publication, EditionRules) {
        let mut rules = self.config.edition.clone();
        let mut publication = self.config.publication.clone();
        if let Some(printed) = edition.composition.printed.clone() {
            publication.name = printed.publication;
            rules.title = printed.title;
            rules.note = printed.note;
            rules.note_by = printed.note_by;
            // Stores of before this was kept have none.
            if let Some(address) = printed.postal_address {
                publication.postal_address = address;
            }
        }
        (publication, rules)
    }

    /// The page of an edition; none where it is not one that readers may see.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn archived(&self, number: EditionNumber) -> Result<Option<view::EditionPage>> {
        let found = self
            .store
            .edition_find(Some(EditionRef::Number(number)))
            .await?;
        let Some(edition) = found.filter(|edition| EditionState::PUBLIC.contains(&edition.state))
        else {
            return Ok(None);
        };
        let listing = match self.archive_is_listed() {
            true => Some(self.listing(&edition).await?),
            false => None,
        };
        let (site, email) = self.shown(&edition);
        Ok(Some(view::EditionPage {
            site,
            email,
            url: self.archive_url(&number.to_string()),
            number: Some(self.words().edition_number(&number.to_string())),
            date: self.day_of(edition.slot.0),
            proof: None,
            corrections: self.corrections(&edition).await?,
            listing,
        }))
    }

    /// A page of the index, from 1; none where there is none, or the archive is not listed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn archive_index(&self, page: u32) -> Result<Option<view::ArchivePage>> {
        let Some(before) = page.checked_sub(1).filter(|_| self.archive_is_listed()) else {
            return Ok(None);
        };
        let offset = before.saturating_mul(A_PAGE);
        let mut editions = self.store.archive(A_PAGE + 1, offset).await?;
        if editions.is_empty() && page > 1 {
            return Ok(None);
        }
        let corrected = self.store.corrected().await?;
        let more = editions.len() > A_PAGE as usize;
        editions.truncate(A_PAGE as usize);
        let listed = editions.iter().enumerate();
        Ok(Some(view::ArchivePage {
            site: self.site(),
            url: self.index_url(page),
            editions: listed
                .filter_map(|(at, edition)| {
                    let mut entry = self.entry(edition)?;
                    entry.cover = (page == 1 && at == 0).then(|| self.cover(edition));
                    entry.corrected = corrected
                        .contains_key(&edition.id)
                        .then(|| self.words().corrected());
                    Some(entry)
                })
                .collect(),
            feed_url: self.archive_url("feed.xml"),
            newer_url: (page > 1).then(|| self.index_url(page - 1)),
            older_url: more.then(|| self.index_url(page + 1)),
        }))
    }

    /// The feed of the newest editions; none where the archive is not listed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn archive_feed(&self) -> Result<Option<view::Feed>> {
        if !self.archive_is_listed() {
            return Ok(None);
        }
        let editions = self.store.archive(IN_FEED, 0).await?;
        let changes = self.store.corrected().await?;
        let mut newest = DateTime::default();
        let mut entries = Vec::with_capacity(editions.len());
        for edition in &editions {
            let Some(number) = edition.number else {
                continue;
            };
            let changed = changes.get(&edition.id).copied().max(Some(sent(edition)));
            newest = changed.unwrap_or_default().max(newest);
            entries.push(view::FeedEntry {
                url: self.archive_url(&number.to_string()),
                sent: machine(sent(edition)),
                updated: machine(changed.unwrap_or_default()),
                corrections: self.corrections(edition).await?,
                email: self.shown(edition).1,
            });
        }
        Ok(Some(view::Feed {
            site: self.site(),
            url: self.archive_url("feed.xml"),
            archive_url: self.index_url(1),
            updated: machine(newest),
            entries,
        }))
    }

    async fn corrections(&self, edition: &Edition) -> Result<Vec<view::Correction>> {
        let corrections = self.store.correction_list(edition.id).await?;
        let corrections = corrections.iter();
        Ok(corrections
            .map(|correction| self.shown_correction(correction))
            .collect())
    }

    /// What was mailed: the stored edition under the names that it was sealed with.
    pub(super) fn shown(&self, edition: &Edition) -> (view::Site, view::Email) {
        let (publication, rules) = self.as_printed(edition);
        let letterhead = Letterhead {
            publication: &publication,
            rules: &rules,
            ..self.letterhead()
        };
        (letterhead.site(), render::email(edition, &letterhead))
    }

    async fn listing(&self, edition: &Edition) -> Result<view::Listing> {
        let (earlier, later) = self.store.archive_beside(edition.slot).await?;
        Ok(view::Listing {
            archive_url: self.index_url(1),
            feed_url: self.archive_url("feed.xml"),
            earlier: earlier.and_then(|edition| self.entry(&edition)),
            later: later.and_then(|edition| self.entry(&edition)),
        })
    }

    fn entry(&self, edition: &Edition) -> Option<view::ArchivedEdition> {
        let number = edition.number?;
        Some(view::ArchivedEdition {
            number: self.words().edition_number(&number.to_string()),
            date: self.day_of(edition.slot.0),
            subject: one_line(&edition.composition.subject),
            url: self.archive_url(&number.to_string()),
            cover: None,
            corrected: None,
        })
    }

    fn cover(&self, edition: &Edition) -> view::Cover {
        let (_, email) = self.shown(edition);
        view::Cover {
            photo: page::photos(&email).next().cloned(),
            summary: email.preheader.clone(),
        }
    }

    /// The day of a moment by the publication's clock.
    pub(super) fn day_of(&self, at: DateTime<Utc>) -> view::Moment {
        let publication = &self.config.publication;
        view::Moment {
            text: Calendar::of(&publication.language, publication.timezone).long(at),
            machine: at
                .with_timezone(&publication.timezone)
                .format("%Y-%m-%d")
                .to_string(),
        }
    }

    fn archive_is_listed(&self) -> bool {
        self.config.web.archive == Archive::Public
    }

    fn index_url(&self, page: u32) -> String {
        let index = format!("{}archive", self.public_url());
        match page {
            1 => index,
            _ => format!("{index}?page={page}"),
        }
    }

    fn archive_url(&self, name: &str) -> String {
        format!("{}archive/{name}", self.public_url())
    }

    fn public_url(&self) -> &Url {
        &self.config.web.public_url
    }
}

/// When the first mail went out.
fn sent(edition: &Edition) -> DateTime<Utc> {
    edition.started.unwrap_or(edition.slot.0)
}

fn machine(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
