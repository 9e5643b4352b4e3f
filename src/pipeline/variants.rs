//! The variants of an edition: the message of each, and what the month has that some of them show.
//!
//! They are made when an edition is sealed, for the readers there are then. Who chooses otherwise between the sealing and
//! the sending gets the nearest of what was sealed: these bytes and no others are sent.

mod choice;

use anyhow::{Result, anyhow};

use self::choice::choose;
pub(super) use self::choice::{Offer, place};
use super::{Fault, Pipeline};
use crate::{
    compose::{self, Names},
    dates::{Calendar, instant},
    edition::{Composition, Edition, Month},
    message::Message,
    preference::{Format, Preferences, Sections},
    render::{self, Rendered},
    schedule,
    variant::{Issue, Place, Sealed, Variant, VariantNumber},
    words::Phrasebook,
};

/// An edition before it in a month, at most: one a day, and one more each day.
const EDITIONS_OF_A_MONTH: u32 = 62;

impl Pipeline {
    /// What an edition has for its readers.
    pub(super) async fn offer(&self, edition: &Edition) -> Result<Offer> {
        let sections: Vec<_> = self.sections().map(str::to_owned).collect();
        let month = self.month_of(edition).await?;
        let present = |composition: &Composition| {
            let names: Vec<_> = sections.iter().map(String::as_str).collect();
            let present = compose::sections_in(composition, &names);
            present.map(str::to_owned).collect::<Vec<_>>()
        };
        Ok(Offer {
            present: present(&edition.composition),
            present_in_month: month
                .as_ref()
                .map(|(_, month)| present(&month.composition))
                .unwrap_or_default(),
            edition: edition.clone(),
            month,
            language: self.config.publication.language.clone(),
            sections,
        })
    }

    /// The best of the month that an edition carries, if it carries one: the last slot of a month does, or, where that was
    /// skipped, the next edition. No month is carried twice.
    async fn month_of(&self, edition: &Edition) -> Result<Option<(Month, Edition)>> {
        let zone = self.config.publication.timezone;
        let month_at =
            |edition: &Edition| Month::of(edition.slot.0.with_timezone(&zone).date_naive());
        let before = self
            .store
            .editions_sent_before(edition.slot, EDITIONS_OF_A_MONTH)
            .await?;
        let month = match edition.state.is_sealed() {
            // It may have been taken along before its slot.
            true => self.store.edition_month(edition.id).await?,
            false => {
                let months: Vec<_> = before.iter().map(month_at).collect();
                self.month_due(edition, month_at(edition), &months).await?
            }
        };
        let Some(month) = month else { return Ok(None) };
        let editions = std::iter::once(edition).chain(&before);
        let editions: Vec<_> = editions
            .filter(|edition| month_at(edition) == month)
            .map(|edition| &edition.composition)
            .collect();
        let best = self.best_of(month, edition, &editions, &self.config.publication.language);
        Ok(best.map(|best| (month, best)))
    }

    /// The month whose best an edition of the month `own` is to carry, after editions of these months.
    async fn month_due(
        &self,
        edition: &Edition,
        own: Month,
        before: &[Month],
    ) -> Result<Option<Month>> {
        let zone = self.config.publication.timezone;
        let carried = self.store.month_carried(edition.slot).await?;
        let is_owed =
            carried.is_some_and(|carried| carried < own.before()) && before.contains(&own.before());
        let is_last = schedule::is_last_of_month(&self.config.schedule, zone, edition.slot)
            && carried.is_none_or(|carried| carried < own);
        Ok(match (is_last, is_owed) {
            (true, _) => Some(own),
            (false, true) => Some(own.before()),
            (false, false) => None,
        })
    }

    /// The best of a month, in a language. It has no number of its own.
    fn best_of(
        &self,
        month: Month,
        edition: &Edition,
        editions: &[&Composition],
        language: &str,
    ) -> Option<Edition> {
        let best = Edition {
            number: None,
            ..edition.clone()
        };
        let heading = self.month_heading(month, language);
        let names = self.names(&best, language);
        let composition = compose::month(editions, &self.config.edition, &names, &heading)?;
        Some(Edition {
            composition,
            ..best
        })
    }

    fn month_heading(&self, month: Month, language: &str) -> String {
        let zone = self.config.publication.timezone;
        let first = month.first_day().unwrap_or_default();
        let noon = instant(first.and_hms_opt(12, 0, 0).unwrap_or_default(), zone);
        let (name, year) = Calendar::of(language, zone).month(noon);
        Phrasebook::of(language).best_of_month(&name, &year)
    }

    fn names<'a>(&'a self, edition: &Edition, language: &'a str) -> Names<'a> {
        Names {
            rules: &self.config.edition,
            publication: &self.config.publication,
            language,
            slot: edition.slot,
            number: edition.number,
        }
    }

    /// The message of a variant, with the edition as it shows it.
    pub(super) fn render_variant(
        &self,
        offer: &Offer,
        variant: &Variant,
    ) -> Result<(Edition, Rendered)> {
        let language = self.language_of(variant.language);
        let edition = self.edition_as(offer, variant).ok_or_else(|| {
            anyhow!(Fault::BadData(format!(
                "edition {} has nothing for this choice: {variant}",
                offer.edition.id
            )))
        })?;
        let letterhead = self.letterhead_in(language);
        let rendered = match variant.format {
            Format::Html => render::render(&edition, &letterhead).map_err(|why| {
                anyhow!(why).context(format!("edition {} can't be rendered", edition.id))
            })?,
            Format::Text => render::render_text(&edition, &letterhead),
        };
        Ok((edition, rendered))
    }

    /// The edition as a variant shows it; none where there is nothing in it for that choice.
    pub(super) fn edition_as(&self, offer: &Offer, variant: &Variant) -> Option<Edition> {
        let language = self.language_of(variant.language);
        let own = self.config.publication.language.as_str();
        let sections = &variant.sections;
        match (variant.issue, &offer.month) {
            (Issue::Edition, _) => self.adapted(&offer.edition, sections, own, language),
            (Issue::Month, Some((month, best))) => {
                self.adapted_month(*month, best, sections, language)
            }
            (Issue::Month, None) => None,
        }
    }

    fn adapted(
        &self,
        edition: &Edition,
        sections: &Sections,
        own: &str,
        language: &str,
    ) -> Option<Edition> {
        let own = self.names(edition, own);
        let names = self.names(edition, language);
        let composition = compose::adapt(&edition.composition, sections, &own, &names)?;
        Some(Edition {
            composition,
            ..edition.clone()
        })
    }

    /// Some sections of the best of a month, under its heading in a language.
    fn adapted_month(
        &self,
        month: Month,
        best: &Edition,
        sections: &Sections,
        language: &str,
    ) -> Option<Edition> {
        let some = self.adapted(best, sections, language, language)?;
        let heading = self.month_heading(month, language);
        let names = self.names(best, language);
        let lines = compose::month_lines(&names, &heading, &some.composition.blocks);
        Some(Edition {
            composition: Composition {
                subject: lines.subject,
                preheader: lines.preheader,
                heading: Some(heading),
                ..some.composition
            },
            ..some
        })
    }

    /// The message for a reader who chose this: the sealed one, where it is sealed.
    pub(super) async fn message_for(
        &self,
        edition: &Edition,
        preferences: &Preferences,
    ) -> Result<Message> {
        let offer = self.offer(edition).await?;
        let variant = offer.wanted(preferences).map_err(|place| {
            Fault::BadData(match place {
                Place::Excluded(why) => format!("edition {}: {why}", edition.id),
                _ => format!("edition {} carries no best of a month", edition.id),
            })
        })?;
        if variant.is_own() {
            return self.message_of(edition).await;
        }
        let mut sealed = self.store.edition_variants(edition.id).await?.into_iter();
        if let Some(sealed) = sealed.find(|sealed| sealed.variant == variant) {
            return Ok(sealed.message);
        }
        Ok(self.render_variant(&offer, &variant)?.1.message)
    }

    /// How many readers an edition would have now.
    pub(super) async fn audience_of(&self, edition: &Edition) -> Result<u64> {
        let offer = self.offer(edition).await?;
        let groups = self.store.audience_groups(self.clock.now()).await?;
        let theirs = groups
            .iter()
            .filter(|group| offer.wanted(&group.preferences) != Err(Place::NotTheirs));
        Ok(theirs.map(|group| group.readers).sum())
    }

    /// All messages that go beside an edition's own, for the readers there are now, each with the edition as it shows it.
    pub(super) async fn variants(
        &self,
        offer: &Offer,
    ) -> Result<(Vec<(Sealed, Edition)>, Vec<String>)> {
        let groups = self.store.audience_groups(self.clock.now()).await?;
        let chosen = choose(offer, &groups);
        let mut made = Vec::with_capacity(chosen.variants.len());
        for (number, variant) in (1..).zip(chosen.variants) {
            let (edition, rendered) = self.render_variant(offer, &variant)?;
            let sealed = Sealed {
                number: VariantNumber(number),
                variant,
                message: rendered.message,
            };
            made.push((sealed, edition));
        }
        Ok((made, chosen.problems))
    }
}
