//! Reading a list of subscribers, row by row, with flat memory: a table, or JSON.
//!
//! Columns are known by their headers: ours, those of the programs whose exports are known ([`Origin`]), or those that
//! somebody maps. A table without a header is read as addresses with names. A wrong row is told with its line and
//! reason, and never stops the rest.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read},
};

use chrono::{DateTime, TimeDelta, Utc};
use csv::ByteRecord;
use serde::Serialize;

use self::{
    guesses::Guesses,
    objects::Objects,
    plan::Plan,
    table::{Table, cell},
};
use super::Signer;
use crate::{
    preference::Choice,
    subscriber::{Mailbox, NewSubscriber, SubscriberState},
};

mod cells;
mod dates;
mod guesses;
mod mapping;
mod objects;
mod origin;
mod plan;
mod table;
#[cfg(test)]
mod tests;

pub use self::{dates::DateOrder, mapping::Mapped, origin::Origin};

/// A row that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The line of the file, from 1; of JSON, which object.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

/// Why a file can't be read as a list at all.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableList {
    /// There is no column of addresses.
    #[error("no column of the first line is called email ({0})")]
    NoAddress(String),
    /// A column that is mapped is not there.
    #[error("there is no column `{0}`; the columns are {1}")]
    NoColumn(String, String),
    /// A column that is called as states are has something else in most rows.
    #[error(
        "the column `{0}` was taken for who gets mail, by its name, and says something else: {1}"
    )]
    NoStates(String, String),
    /// Reading stopped halfway.
    #[error("reading the list failed: {0}")]
    Io(#[from] csv::Error),
}

/// How a list is read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What is noted of a consent where the list says nothing of it.
    pub consent: String,
    /// Columns that somebody says the use of.
    pub mapped: Vec<Mapped>,
    /// In which order it writes dates that are not as in ISO 8601.
    pub dates: Option<DateOrder>,
    /// The sections that there are.
    pub sections: Vec<String>,
    /// The publication's language.
    pub language: String,
    /// When it is read.
    pub now: DateTime<Utc>,
}

/// The rows of a list, one at a time.
#[derive(Debug)]
pub struct Rows<R: Read> {
    source: Source<BufReader<R>>,
    signer: Signer,
    reading: Reading,
    /// Rows that were looked at before any is given out.
    ahead: VecDeque<Result<NewSubscriber, Rejected>>,
}

/// So many rows are looked at before any is given out, to see whether the columns are what they are called.
const AHEAD: usize = 1_000;

/// A moment without a zone is one of UTC, and may be so much ahead of what it means.
const ZONES: TimeDelta = TimeDelta::hours(14);

#[derive(Debug)]
enum Source<R> {
    Table(Box<Table<R>>, Plan),
    Objects(Objects<R>),
}

impl<R: Read> Rows<R> {
    /// Starts reading.
    ///
    /// # Errors
    /// When the first line can't be read or names no column of addresses, or a column is not what it is called.
    pub fn new(input: R, signer: Signer, reading: Reading) -> Result<Self, UnreadableList> {
        let mut input = BufReader::with_capacity(64 * 1024, input);
        let start = input.fill_buf().map_err(csv::Error::from)?;
        let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
        let source = if matches!(first, Some(b'[' | b'{')) {
            Source::Objects(Objects::new(input, &reading.mapped))
        } else {
            let (table, plan) = Table::new(input, &reading.mapped)?;
            Source::Table(Box::new(table), plan)
        };
        let origin = match &source {
            Source::Table(_, plan) => plan.origin.name(),
            Source::Objects(_) => None,
        };
        let consent = match origin {
            Some(name) => format!("{} ({name})", reading.consent),
            None => reading.consent,
        };
        let mut rows = Self {
            source,
            signer,
            reading: Reading { consent, ..reading },
            ahead: VecDeque::new(),
        };
        rows.look_ahead()?;
        Ok(rows)
    }

    /// Where the list comes from, as its headers tell.
    pub fn origin(&self) -> Origin {
        match &self.source {
            Source::Table(_, plan) => plan.origin,
            Source::Objects(_) => Origin::Other,
        }
    }
}

impl<R: Read> Rows<R> {
    fn look_ahead(&mut self) -> Result<(), UnreadableList> {
        let mut guesses = Guesses::default();
        while self.ahead.len() < AHEAD {
            match self.read(|plan, record| guesses.see(plan, record)) {
                Some(row) => self.ahead.push_back(row),
                None => break,
            }
        }
        guesses.judge()
    }

    fn read(
        &mut self,
        mut see: impl FnMut(&Plan, &ByteRecord),
    ) -> Option<Result<NewSubscriber, Rejected>> {
        let other = Other {
            signer: &self.signer,
            reading: &self.reading,
        };
        let (line, row) = match &mut self.source {
            Source::Table(table, plan) => match table.next()? {
                Ok((line, record)) => {
                    see(plan, record);
                    (line, other.parse(plan, record))
                }
                Err(rejected) => return Some(Err(rejected)),
            },
            Source::Objects(objects) => match objects.next()? {
                Ok((line, plan, record)) => {
                    see(&plan, &record);
                    (line, other.parse(&plan, &record))
                }
                Err(rejected) => return Some(Err(rejected)),
            },
        };
        Some(row.map_err(|why| Rejected { line, why }))
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<NewSubscriber, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        let ahead = self.ahead.pop_front();
        ahead.or_else(|| self.read(|_, _| ()))
    }
}

/// What a row is completed with.
struct Other<'a> {
    signer: &'a Signer,
    reading: &'a Reading,
}

impl Other<'_> {
    fn parse(&self, plan: &Plan, record: &ByteRecord) -> Result<NewSubscriber, String> {
        let address = cell(record, plan.email)?.ok_or("it has no address")?;
        let address = cells::without_guard(address.trim_start_matches('\u{feff}'));
        let mailbox: Mailbox = address.parse()?;
        let mut name = String::new();
        for at in &plan.names {
            if let Some(part) = cell(record, *at)? {
                name.push_str(cells::without_guard(part));
                name.push(' ');
            }
        }
        let name = Some(cells::name(&name)).filter(|name| !name.is_empty());
        let mut states = Vec::new();
        for (at, says) in &plan.states {
            if let Some(cell) = cell(record, *at)? {
                states.extend(cells::state(cell, *says)?);
            }
        }
        let one = |at: Option<usize>| at.map_or(Ok(None), |at| cell(record, at));
        let reading = self.reading;
        let consent = one(plan.consent)?.unwrap_or(&reading.consent);
        let sections = one(plan.sections)?.map(|cell| cells::sections(cell, &reading.sections));
        let language = one(plan.language)?.map(|cell| cells::language(cell, &reading.language));
        let state = cells::worst(states.into_iter()).unwrap_or(SubscriberState::Active);
        let until = one(plan.paused_until)?.map(|text| dates::moment(text, reading.dates));
        let until = until.transpose()?;
        Ok(NewSubscriber {
            hash: self.signer.hash(&mailbox.address),
            address: mailbox.address,
            name: name.or(mailbox.name),
            state,
            joined: self.joined(plan, record)?.unwrap_or(reading.now),
            consent: consent.to_owned(),
            paused_until: until.filter(|_| state == SubscriberState::Paused),
            choice: Choice {
                sections: sections.transpose()?,
                frequency: one(plan.frequency)?.map(str::parse).transpose()?,
                language: language.transpose()?,
                format: one(plan.format)?.map(str::parse).transpose()?,
            },
            tags: one(plan.tags)?.map(cells::tags).unwrap_or_default(),
        })
    }

    /// When they joined, where the row says so.
    fn joined(&self, plan: &Plan, record: &ByteRecord) -> Result<Option<DateTime<Utc>>, String> {
        let now = self.reading.now;
        for at in &plan.joined {
            if let Some(text) = cell(record, *at)? {
                let joined = dates::moment(text, self.reading.dates)?;
                if joined > now + ZONES {
                    return Err(format!(
                        "`{text}` is still to come, and nobody can have joined then"
                    ));
                }
                return Ok(Some(joined.min(now)));
            }
        }
        Ok(None)
    }
}
