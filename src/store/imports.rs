//! Taking a list in.
//!
//! A list has a million rows, and the usual one is new: that costs one statement, on the thread that the ledger is
//! written by. What it costs is measured by `tests/bench/import`.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{IMPORT_CACHE, Store, StoreError, Time, preferences, scribe};
use crate::subscriber::{Actor, NewSubscriber, SubscriberId, SubscriberState};

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// New on the list.
    pub added: u64,
    /// Known, with something changed.
    pub updated: u64,
    /// Known as they are.
    pub unchanged: u64,
    /// Left, bounced, complained or forgotten: not brought back.
    pub suppressed: u64,
}

/// Whether an import is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// It is.
    No,
    /// It only tells what would change.
    Yes,
}

enum Put {
    Added,
    Updated,
    Unchanged,
    Suppressed,
}

impl Store {
    /// Takes rows of an import in, all in one transaction. Nobody who left is brought back.
    ///
    /// # Errors
    /// When the store fails: none of the rows is in then.
    pub async fn subscriber_import(
        &self,
        rows: Vec<NewSubscriber>,
        trial: Trial,
        now: Time,
    ) -> Result<ImportCount, StoreError> {
        let import = move |list: &Connection| {
            // Addresses come in any order: with little memory each one would be looked for on the disk. What is kept is good
            // for the next batch, too; a program that takes in lists does nothing else afterwards.
            list.pragma_update(None, "cache_size", IMPORT_CACHE)?;
            let list = List {
                list,
                now: scribe::time(now),
                has_forgotten: list.query_row(
                    "select exists(select 1 from subscriber where hash is not null)",
                    [],
                    |row| row.get(0),
                )?,
            };
            let mut count = ImportCount::default();
            for row in &rows {
                match list.put(row)? {
                    Put::Added => count.added += 1,
                    Put::Updated => count.updated += 1,
                    Put::Unchanged => count.unchanged += 1,
                    Put::Suppressed => count.suppressed += 1,
                }
            }
            if trial == Trial::Yes {
                // All of it: a savepoint would write each page down before it is changed. What is committed is nothing.
                list.list.execute_batch("rollback; begin immediate")?;
            }
            Ok(count)
        };
        self.scribe.write(import).await
    }
}

/// The list, open for a batch of rows.
struct List<'a> {
    list: &'a Connection,
    now: String,
    /// Whether anybody was ever forgotten: where nobody was, no row has to be held against them.
    has_forgotten: bool,
}

impl List<'_> {
    fn put(&self, row: &NewSubscriber) -> Result<Put, StoreError> {
        if self.has_forgotten && self.was_forgotten(&row.hash)? {
            return self.put_known(row);
        }
        let mut insert = self.list.prepare_cached(
            "insert into subscriber (address, name, state, joined, consent, changed)
             values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (address) do nothing",
        )?;
        let added = insert.execute(params![
            row.address.as_str(),
            row.name,
            row.state.word(),
            scribe::time(row.joined),
            row.consent,
            self.now,
        ])?;
        if added == 1 {
            self.add_rest(SubscriberId(self.list.last_insert_rowid()), row)?;
            return Ok(Put::Added);
        }
        self.put_known(row)
    }

    fn was_forgotten(&self, hash: &str) -> Result<bool, StoreError> {
        let mut find = self
            .list
            .prepare_cached("select 1 from subscriber where hash = ?1")?;
        Ok(find.exists([hash])?)
    }

    /// What few rows have.
    fn add_rest(&self, id: SubscriberId, row: &NewSubscriber) -> Result<(), StoreError> {
        if !row.choice.is_empty() {
            preferences::choose(self.list, id, &row.choice, Actor::Import, &self.now)?;
        }
        if let Some(until) = row.paused_until {
            self.list
                .prepare_cached(
                    "update subscriber set paused_until = ?1, changed_by = ?2 where id = ?3",
                )?
                .execute(params![scribe::time(until), Actor::Import.word(), id.0])?;
        }
        preferences::tag(self.list, id, &row.tags, Actor::Import, None)?;
        Ok(())
    }

    /// What the list says of somebody who is known, where they did not choose for themselves; whether that is new.
    fn put_rest(&self, id: SubscriberId, row: &NewSubscriber) -> Result<bool, StoreError> {
        let tagged =
            preferences::tag(self.list, id, &row.tags, Actor::Import, Some(&self.now))? > 0;
        if row.choice.is_empty() {
            return Ok(tagged);
        }
        let mut find = self
            .list
            .prepare_cached("select preferences_by from subscriber where id = ?1")?;
        let by: Option<String> = find.query_row([id.0], |row| row.get(0))?;
        if by.as_deref() == Some(Actor::Reader.word()) {
            return Ok(tagged);
        }
        let chosen = preferences::choose(self.list, id, &row.choice, Actor::Import, &self.now)?;
        Ok(tagged || chosen)
    }

    fn put_known(&self, row: &NewSubscriber) -> Result<Put, StoreError> {
        let mut find = self
            .list
            .prepare_cached("select id, name, state from subscriber where address = ?1")?;
        let known: Option<(i64, Option<String>, String)> = find
            .query_row([row.address.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((id, known_name, known_state)) = known else {
            // Only the hash is known: they asked to be forgotten.
            return Ok(Put::Suppressed);
        };
        let known_state: SubscriberState = known_state.parse().map_err(StoreError::damaged)?;
        if known_state.suppresses() {
            return Ok(Put::Suppressed);
        }
        // A list that says somebody left is believed; one that says they are active changes nothing.
        let state = if row.state.suppresses() {
            row.state
        } else {
            known_state
        };
        let name = row.name.as_ref().or(known_name.as_ref());
        let more = self.put_rest(SubscriberId(id), row)?;
        if state == known_state && name == known_name.as_ref() {
            return Ok(if more { Put::Updated } else { Put::Unchanged });
        }
        // `changed` is about the state: a link to confirm, and how long who left is kept, go by it.
        self.list
            .prepare_cached(
                "update subscriber set state = ?1, name = ?2, named = ?3, named_by = ?5,
                    changed = case when state = ?1 then changed else ?3 end,
                    changed_by = case when state = ?1 then changed_by else ?5 end,
                    paused_until = case when state = ?1 then paused_until end where id = ?4",
            )?
            .execute(params![
                state.word(),
                name,
                self.now,
                id,
                Actor::Import.word()
            ])?;
        Ok(Put::Updated)
    }
}
