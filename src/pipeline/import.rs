//! The list: taking a file in, and the changes of one subscriber at a time.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
    io::Read,
};

use anyhow::{Context, Result};
use serde::Serialize;
use tokio::task::JoinHandle;

use super::{Fault, Pipeline};
use crate::{
    api_key::ApiKey,
    preference::Choice,
    store::{ImportCount, StoreError, Trial},
    subscriber::{Actor, EmailAddress, NewSubscriber, Subscriber, SubscriberState},
    subscribers::{DateOrder, Mapped, Origin, Reading, Rejected, Rows, UnreadableList},
};

/// Rows taken in at once. Each batch writes most pages of the index of addresses anew, so they are few; but none is so large
/// that others have to wait for it.
const BATCH: usize = 20_000;

/// What an import did, in the contract's JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows read, the wrong ones among them.
    pub rows: u64,
    /// New on the list.
    pub added: u64,
    /// Known, with something changed.
    pub updated: u64,
    /// Known as they are.
    pub unchanged: u64,
    /// Rows that can't be taken.
    pub rejected: Vec<Rejected>,
    /// Left, bounced, complained or forgotten: not brought back.
    pub suppressed: u64,
    /// Rows whose address stood in an earlier row, too; they are counted above as well.
    pub doubled: u64,
    /// Where the list comes from, as its headers tell.
    pub origin: Origin,
    /// Whether nothing was changed: all this would be.
    pub dry_run: bool,
}

impl ImportReport {
    fn count(&mut self, taken: ImportCount) {
        self.added += taken.added;
        self.updated += taken.updated;
        self.unchanged += taken.unchanged;
        self.suppressed += taken.suppressed;
    }
}

/// How a list is to be taken in.
#[derive(Debug, Clone)]
pub struct ImportWish {
    /// Where the consent came from, for rows that don't say.
    pub consent: String,
    /// Columns that somebody says the use of.
    pub mapped: Vec<Mapped>,
    /// In which order it writes dates, where somebody says so.
    pub dates: Option<DateOrder>,
    /// Whether it is meant.
    pub trial: Trial,
}

impl ImportWish {
    /// A list with headers that are known, meant to be taken in.
    pub fn of(consent: &str) -> Self {
        Self {
            consent: consent.to_owned(),
            mapped: Vec::new(),
            dates: None,
            trial: Trial::No,
        }
    }
}

/// Why a list can't be read, and what to do.
fn unreadable(why: &UnreadableList) -> String {
    match why {
        UnreadableList::NoAddress(_) => format!(
            "{why}; name the column of addresses `email` in the first line, or say which it is with --map email=\"COLUMN\""
        ),
        UnreadableList::NoColumn(..) => why.to_string(),
        UnreadableList::NoStates(..) => {
            let known = SubscriberState::ALL.iter();
            let known = known.filter(|state| **state != SubscriberState::Forgotten);
            let known: Vec<_> = known.map(|state| state.word()).collect();
            format!(
                "{why}; nothing was taken in. If no column says who gets mail, add --map state= (everybody does then); if another does, --map state=\"COLUMN\"; it holds words such as {}",
                known.join(", ")
            )
        }
        UnreadableList::Io(why) => format!("the list can't be read: {why}"),
    }
}

impl Pipeline {
    /// Takes a list in. Wrong rows are told and stop nothing; nobody who left is brought back.
    ///
    /// # Errors
    /// When the file is no list, or the store fails.
    pub async fn import(
        &self,
        input: impl Read,
        wish: &ImportWish,
        seen: impl Fn(u64),
    ) -> Result<ImportReport> {
        let rows = Rows::new(input, self.signer.clone(), self.reading(wish));
        let rows = rows.map_err(|why| Fault::BadData(unreadable(&why)))?;
        let mut report = ImportReport {
            origin: rows.origin(),
            dry_run: wish.trial == Trial::Yes,
            ..ImportReport::default()
        };
        let mut batch = Vec::with_capacity(BATCH);
        let mut taking = None;
        // Eight bytes a row: a list of millions has its addresses in memory no other way.
        let (hasher, mut addresses) = (RandomState::new(), HashSet::new());
        for row in rows {
            report.rows += 1;
            match row {
                Ok(row) => {
                    let address = hasher.hash_one(row.address.as_str().to_ascii_lowercase());
                    report.doubled += u64::from(!addresses.insert(address));
                    batch.push(row);
                }
                Err(rejected) => report.rejected.push(rejected),
            }
            if batch.len() == BATCH {
                let rows = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                self.take_in(rows, wish.trial, &mut taking, &mut report)
                    .await?;
                seen(report.rows);
            }
        }
        self.take_in(batch, wish.trial, &mut taking, &mut report)
            .await?;
        if let Some(last) = taking {
            report.count(last.await?.context("taking the list in")?);
        }
        Ok(report)
    }

    fn reading(&self, wish: &ImportWish) -> Reading {
        Reading {
            consent: wish.consent.clone(),
            mapped: wish.mapped.clone(),
            dates: wish.dates,
            sections: self.sections().map(str::to_owned).collect(),
            language: self.config.publication.language.clone(),
            now: self.clock.now(),
        }
    }

    /// Hands a batch to the store, as soon as that has done with the one before; meanwhile the next is read.
    async fn take_in(
        &self,
        rows: Vec<NewSubscriber>,
        trial: Trial,
        taking: &mut Option<JoinHandle<Result<ImportCount, StoreError>>>,
        report: &mut ImportReport,
    ) -> Result<()> {
        if let Some(before) = taking.take() {
            report.count(before.await?.context("taking the list in")?);
        }
        let (store, now) = (self.store.clone(), self.clock.now());
        *taking = Some(tokio::spawn(async move {
            store.subscriber_import(rows, trial, now).await
        }));
        Ok(())
    }

    /// Puts one person on the list, at their own wish as the caller vouches. False when they are on it already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn join(
        &self,
        address: EmailAddress,
        name: Option<String>,
        consent: &str,
        by: Actor,
    ) -> Result<bool> {
        let now = self.clock.now();
        let person = NewSubscriber {
            hash: self.signer.hash(&address),
            address,
            name,
            state: SubscriberState::Active,
            joined: now,
            consent: consent.to_owned(),
            paused_until: None,
            choice: Choice::default(),
            tags: Vec::new(),
        };
        Ok(self.store.subscriber_join(&person, by, now).await?)
    }

    /// Whether somebody with this address asked to be forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn was_forgotten(&self, address: &EmailAddress) -> Result<bool> {
        Ok(self
            .store
            .subscriber_was_forgotten(&self.signer.hash(address))
            .await?)
    }

    /// The subscriber with this address.
    ///
    /// # Errors
    /// When nobody has it.
    pub async fn subscriber(&self, address: &EmailAddress) -> Result<Subscriber> {
        self.store
            .subscriber_find(address)
            .await?
            .ok_or_else(|| Fault::BadData(format!("{address} is not on the list")).into())
    }

    /// Takes somebody off the list, at once, also for an edition that is being sent. False when they were off it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unsubscribe(&self, subscriber: &Subscriber, by: Actor) -> Result<bool> {
        let from = [
            SubscriberState::Active,
            SubscriberState::Paused,
            SubscriberState::Pending,
        ];
        let to = SubscriberState::Unsubscribed;
        Ok(self
            .store
            .subscriber_move(subscriber.id, &from, to, by, self.clock.now())
            .await?)
    }

    /// Erases somebody; a keyed hash remains, so that no import brings them back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget(&self, subscriber: &Subscriber, by: Option<&ApiKey>) -> Result<()> {
        let hash = self.signer.hash(&subscriber.address);
        Ok(self
            .store
            .subscriber_forget(subscriber.id, &hash, by, self.clock.now())
            .await?)
    }
}
