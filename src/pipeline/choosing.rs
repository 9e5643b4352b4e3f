//! What readers choose: changing it, and what it means for what they see.

use anyhow::Result;
use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, Utc};
use roundup_templates::view::Site;

use super::{Fault, Pipeline};
use crate::{
    dates::{Calendar, instant},
    preference::{Choice, Language, Sections, section_of},
    render::Letterhead,
    subscriber::{Actor, Subscriber},
    words::Phrasebook,
};

/// The furthest day on which a pause can end.
const FURTHEST: Months = Months::new(120);

impl Pipeline {
    /// The language of the words that a reader sees: theirs, or the publication's, of which it may be a region.
    pub fn language_of(&self, choice: Option<Language>) -> &str {
        let own = self.config.publication.language.as_str();
        match choice {
            Some(language) if !language.covers(own) => language.tag(),
            _ => own,
        }
    }

    /// What somebody is told in a language, or in the publication's.
    pub fn words_in(&self, language: Option<Language>) -> Phrasebook {
        Phrasebook::of(self.language_of(language))
    }

    /// What the public pages share with the mails, in a language, or the publication's.
    pub fn site_in(&self, language: Option<Language>) -> Site {
        self.letterhead_in(self.language_of(language)).site()
    }

    /// What readers are told, in the language of one of them.
    pub fn words_for(&self, person: &Subscriber) -> Phrasebook {
        self.words_in(person.preferences.language)
    }

    /// What the public pages share with the mails, in the language of a reader.
    pub fn site_for(&self, person: &Subscriber) -> Site {
        self.site_in(person.preferences.language)
    }

    /// A day as a reader has it written.
    pub fn day_for(&self, person: &Subscriber, at: DateTime<Utc>) -> String {
        let language = self.language_of(person.preferences.language);
        Calendar::of(language, self.config.publication.timezone).plain(at)
    }

    pub(super) fn letterhead_in<'a>(&'a self, language: &'a str) -> Letterhead<'a> {
        Letterhead {
            language,
            ..self.letterhead()
        }
    }

    /// The names of the publication's sections.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        let rules = self.config.edition.sections.iter();
        rules.map(|rule| rule.name.as_str())
    }

    /// The sections that are left of a choice: names that the publication does not have any more count for nothing.
    pub fn sections_left<'a>(&'a self, wanted: &'a Sections) -> impl Iterator<Item = &'a str> {
        self.sections().filter(|name| wanted.has(name))
    }

    /// The section of this name, as the configuration spells it.
    ///
    /// # Errors
    /// A [`Fault::BadData`] for a name that is no section's.
    pub(super) fn section_configured(&self, name: &str) -> Result<String> {
        let known: Vec<_> = self.sections().collect();
        let found = section_of(&known, name).map(str::to_owned);
        Ok(found.map_err(Fault::BadData)?)
    }

    /// A choice of these sections; all where they are all that there are.
    ///
    /// # Errors
    /// A [`Fault::BadData`] for a name that is no section's.
    pub fn sections_named(&self, names: &[String]) -> Result<Sections> {
        let known: Vec<_> = self.sections().collect();
        let sections = Sections::of(&known, names.iter().map(String::as_str));
        Ok(sections.map_err(Fault::BadData)?)
    }

    /// Changes what a reader chose. False when nothing changes by it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn choose(&self, person: &Subscriber, choice: &Choice, by: Actor) -> Result<bool> {
        let now = self.clock.now();
        Ok(self
            .store
            .subscriber_choose(person.id, choice, by, now)
            .await?)
    }

    /// Gives a reader a break, to its end or without one. False when they get no mail anyway.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn give_break(
        &self,
        person: &Subscriber,
        until: Option<DateTime<Utc>>,
        by: Actor,
    ) -> Result<bool> {
        let now = self.clock.now();
        Ok(self
            .store
            .subscriber_pause(person.id, until, by, now)
            .await?)
    }

    /// Ends the breaks whose time is over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn wake(&self) -> Result<u64> {
        Ok(self.store.subscribers_wake(self.clock.now()).await?)
    }

    /// When a break ends that goes to this day: as the day begins. None for a day that is not to come, or too far off.
    pub fn break_until(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let today = self.today();
        let furthest = today.checked_add_months(FURTHEST)?;
        let zone = self.config.publication.timezone;
        (today < day && day <= furthest).then(|| instant(day.and_time(NaiveTime::MIN), zone))
    }

    /// The first day on which a break can end.
    pub fn tomorrow(&self) -> NaiveDate {
        self.today() + Days::new(1)
    }

    /// When a break of a month ends.
    pub fn in_a_month(&self) -> Option<DateTime<Utc>> {
        self.break_until(self.today().checked_add_months(Months::new(1))?)
    }

    fn today(&self) -> NaiveDate {
        let zone = self.config.publication.timezone;
        self.clock.now().with_timezone(&zone).date_naive()
    }
}
