//! What readers chose, their pauses, and the tags they are given. Who changed what is written down by the tables.

use rusqlite::{Connection, named_params, params};

use super::{Store, StoreError, Time, scribe};
use crate::{
    preference::{Choice, Frequency, Language, PreferenceChange, Sections, Tag},
    subscriber::{Actor, SubscriberId, SubscriberState},
};

impl Store {
    /// Changes what a reader chose. False when nothing changes by it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_choose(
        &self,
        id: SubscriberId,
        choice: &Choice,
        by: Actor,
        now: Time,
    ) -> Result<bool, StoreError> {
        let choice = choice.clone();
        let work = move |list: &Connection| choose(list, id, &choice, by, &scribe::time(now));
        self.scribe.write(work).await
    }

    /// Gives a reader a break, to its end or without one; also another end to the break they have. False when they are
    /// neither on the list nor paused.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_pause(
        &self,
        id: SubscriberId,
        until: Option<Time>,
        by: Actor,
        now: Time,
    ) -> Result<bool, StoreError> {
        let paused = sqlx::query(
            "update subscriber set state = $1, paused_until = $2, changed = $3, changed_by = $4
             where id = $5 and state in ($1, $6)",
        )
        .bind(SubscriberState::Paused.word())
        .bind(until)
        .bind(now)
        .bind(by.word())
        .bind(id.0)
        .bind(SubscriberState::Active.word())
        .execute(self.writer()?)
        .await?;
        Ok(paused.rows_affected() == 1)
    }

    /// Ends the breaks whose time is over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscribers_wake(&self, now: Time) -> Result<u64, StoreError> {
        let due = "select exists(select 1 from subscriber where paused_until <= $1)";
        let due: bool = sqlx::query_scalar(due)
            .bind(now)
            .fetch_one(&self.reader)
            .await?;
        if !due {
            return Ok(0);
        }
        let work = move |list: &Connection| wake(list, &scribe::time(now));
        self.scribe.write(work).await
    }

    /// Gives a subscriber tags, and takes others back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn subscriber_tag(
        &self,
        id: SubscriberId,
        given: &[Tag],
        taken: &[Tag],
        by: Actor,
        now: Time,
    ) -> Result<(), StoreError> {
        let (given, taken) = (given.to_vec(), taken.to_vec());
        let work = move |list: &Connection| {
            let now = scribe::time(now);
            tag(list, id, &given, by, Some(&now))?;
            let mut sign = list.prepare_cached(
                "update subscriber_tag set changed_by = ?3, changed = ?4 where tag = ?1 and subscriber = ?2",
            )?;
            let mut untag = list
                .prepare_cached("delete from subscriber_tag where tag = ?1 and subscriber = ?2")?;
            for tag in &taken {
                sign.execute(params![tag.as_str(), id.0, by.word(), now])?;
                untag.execute(params![tag.as_str(), id.0])?;
            }
            Ok(())
        };
        self.scribe.write(work).await
    }

    /// Every change of what a person chose, and of their name and tags, the first first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_choices(
        &self,
        id: SubscriberId,
    ) -> Result<Vec<PreferenceChange>, StoreError> {
        type Row = (
            String,
            Option<String>,
            Option<String>,
            String,
            Option<String>,
            Time,
        );
        let rows: Vec<Row> = sqlx::query_as(
            "select c.what, c.was, c.value, c.changed_by, k.name, c.changed
             from preference_change c left join api_key k on k.id = c.api_key where c.subscriber = $1 order by c.id",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?;
        let changes = rows.into_iter();
        let change = |(what, was, value, by, key, at)| PreferenceChange {
            what,
            was,
            value,
            by,
            key,
            at,
        };
        Ok(changes.map(change).collect())
    }
}

/// Ends the breaks whose time is over.
pub(super) fn wake(list: &Connection, now: &str) -> Result<u64, StoreError> {
    let mut wake = list.prepare_cached(
        "update subscriber set state = :active, paused_until = null, changed = :now, changed_by = :roundup
         where paused_until <= :now and state = :paused",
    )?;
    let woken = wake.execute(named_params! {
        ":active": SubscriberState::Active.word(),
        ":paused": SubscriberState::Paused.word(),
        ":roundup": Actor::Roundup.word(),
        ":now": now,
    })?;
    Ok(u64::try_from(woken).unwrap_or(u64::MAX))
}

/// Changes what a reader chose; what the choice has nothing of stays.
pub(super) fn choose(
    list: &Connection,
    id: SubscriberId,
    choice: &Choice,
    by: Actor,
    now: &str,
) -> Result<bool, StoreError> {
    let mut choose = list.prepare_cached(
        "update subscriber set sections = case when :any_sections then :sections else sections end,
            frequency = coalesce(:frequency, frequency),
            language = case when :any_language then :language else language end,
            format = coalesce(:format, format), preferences_by = :by, preferences_changed = :now
         where id = :id and ((:any_sections and sections is not :sections) or frequency <> :frequency
            or (:any_language and language is not :language) or format <> :format)",
    )?;
    let sections = match &choice.sections {
        Some(sections) => json_of(sections)?,
        None => None,
    };
    let language = choice.language.flatten();
    let chosen = choose.execute(named_params! {
        ":id": id.0,
        ":any_sections": choice.sections.is_some(),
        ":sections": sections,
        ":frequency": choice.frequency.map(Frequency::word),
        ":any_language": choice.language.is_some(),
        ":language": language.map(Language::tag),
        ":format": choice.format.map(crate::preference::Format::word),
        ":by": by.word(),
        ":now": now,
    })?;
    Ok(chosen == 1)
}

/// Gives a subscriber tags; how many are new. Without a time they are those of somebody who is new, and no change.
pub(super) fn tag(
    list: &Connection,
    id: SubscriberId,
    tags: &[Tag],
    by: Actor,
    now: Option<&str>,
) -> Result<usize, StoreError> {
    let mut give = list.prepare_cached(
        "insert into subscriber_tag (tag, subscriber, changed_by, changed) values (?1, ?2, ?3, ?4) on conflict do nothing",
    )?;
    let mut given = 0;
    for tag in tags {
        given += give.execute(params![tag.as_str(), id.0, by.word(), now])?;
    }
    Ok(given)
}

/// The names as a JSON list in their order, so that equal choices are equal text; none for all.
pub(super) fn json_of(sections: &Sections) -> Result<Option<String>, StoreError> {
    let names = sections.names().map(serde_json::to_string);
    names.transpose().map_err(StoreError::damaged)
}

pub(super) fn sections_of(json: Option<&str>) -> Result<Sections, StoreError> {
    let Some(json) = json else {
        return Ok(Sections::All);
    };
    let names = serde_json::from_str(json).map_err(StoreError::damaged)?;
    Ok(Sections::Only(names))
}

/// Tags have no comma.
pub(super) fn tags_of(list: Option<&str>) -> Result<Vec<Tag>, StoreError> {
    let tags = list.into_iter().flat_map(|list| list.split(','));
    let tags = tags.map(|tag| tag.parse().map_err(|why: String| StoreError::damaged(why)));
    tags.collect()
}
