//! Reading a list of subscribers, row by row, with flat memory: a table, or JSON.
//!
//! Columns are known by their headers: ours, those of the programs whose exports are known ([`Origin`]), or those that
//! somebody maps. A table without a header is read as addresses with names. A wrong row is told with its line and
//! reason, and never stops the rest.

use std::io::{BufRead, BufReader, Read};

use chrono::{DateTime, Utc};
use csv::ByteRecord;
use serde::Serialize;

use self::{
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
mod objects;
mod plan;
mod table;
#[cfg(test)]
mod tests;

pub use self::{
    dates::DateOrder,
    plan::{Mapped, Origin},
};

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
    /// Reading stopped halfway.
    #[error("reading the list failed: {0}")]
    Io(#[from] csv::Error),
}

/// The rows of a list, one at a time.
#[derive(Debug)]
pub struct Rows<R: Read> {
    source: Source<BufReader<R>>,
    signer: Signer,
    consent: String,
    dates: Option<DateOrder>,
    now: DateTime<Utc>,
}

#[derive(Debug)]
enum Source<R> {
    Table(Box<Table<R>>, Plan),
    Objects(Objects<R>),
}

impl<R: Read> Rows<R> {
    /// Starts reading; `consent` is what is noted where the file says nothing of it.
    ///
    /// # Errors
    /// When the first line can't be read or names no column of addresses.
    pub fn new(
        input: R,
        signer: Signer,
        consent: &str,
        mapped: &[Mapped],
        now: DateTime<Utc>,
    ) -> Result<Self, UnreadableList> {
        let mut input = BufReader::with_capacity(64 * 1024, input);
        let start = input.fill_buf().map_err(csv::Error::from)?;
        let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
        let source = if matches!(first, Some(b'[' | b'{')) {
            Source::Objects(Objects::new(input, mapped))
        } else {
            let (table, plan) = Table::new(input, mapped)?;
            Source::Table(Box::new(table), plan)
        };
        let origin = match &source {
            Source::Table(_, plan) => plan.origin.name(),
            Source::Objects(_) => None,
        };
        Ok(Self {
            source,
            signer,
            consent: match origin {
                Some(name) => format!("{consent} ({name})"),
                None => consent.to_owned(),
            },
            dates: None,
            now,
        })
    }

    /// The same rows, with their dates in this order where they are not as in ISO 8601.
    pub fn dated(self, dates: Option<DateOrder>) -> Self {
        Self { dates, ..self }
    }

    /// Where the list comes from, as its headers tell.
    pub fn origin(&self) -> Origin {
        match &self.source {
            Source::Table(_, plan) => plan.origin,
            Source::Objects(_) => Origin::Other,
        }
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<NewSubscriber, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        let other = Other {
            signer: &self.signer,
            consent: &self.consent,
            dates: self.dates,
            now: self.now,
        };
        let (line, row) = match &mut self.source {
            Source::Table(table, plan) => match table.next()? {
                Ok((line, record)) => (line, other.parse(plan, record)),
                Err(rejected) => return Some(Err(rejected)),
            },
            Source::Objects(objects) => match objects.next()? {
                Ok((line, plan, record)) => (line, other.parse(&plan, &record)),
                Err(rejected) => return Some(Err(rejected)),
            },
        };
        Some(row.map_err(|why| Rejected { line, why }))
    }
}

/// What a row is completed with.
struct Other<'a> {
    signer: &'a Signer,
    consent: &'a str,
    dates: Option<DateOrder>,
    now: DateTime<Utc>,
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
        let mut joined = None;
        for at in &plan.joined {
            joined = match (joined, cell(record, *at)?) {
                (None, Some(text)) => Some(dates::moment(text, self.dates)?),
                (joined, _) => joined,
            };
        }
        let one = |at: Option<usize>| at.map_or(Ok(None), |at| cell(record, at));
        let consent = one(plan.consent)?;
        let state = cells::worst(states.into_iter()).unwrap_or(SubscriberState::Active);
        let until = one(plan.paused_until)?.map(|text| dates::moment(text, self.dates));
        let until = until.transpose()?;
        Ok(NewSubscriber {
            hash: self.signer.hash(&mailbox.address),
            address: mailbox.address,
            name: name.or(mailbox.name),
            state,
            joined: joined.unwrap_or(self.now),
            consent: consent.unwrap_or(self.consent).to_owned(),
            paused_until: until.filter(|_| state == SubscriberState::Paused),
            choice: Choice {
                sections: one(plan.sections)?.map(cells::sections),
                frequency: one(plan.frequency)?.map(str::parse).transpose()?,
                language: one(plan.language)?.map(cells::language).transpose()?,
                format: one(plan.format)?.map(str::parse).transpose()?,
            },
            tags: one(plan.tags)?.map(cells::tags).unwrap_or_default(),
        })
    }
}
