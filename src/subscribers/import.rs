//! Reading a list of subscribers from CSV, row by row, with flat memory.
//!
//! Columns are known by their headers (`email`, `name`, `state`, `joined`, `consent` and their usual other
//! names); a file without a header is read as `email, name`. A wrong row is told with its line and reason,
//! and never stops the rest.

use std::io::Read;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use csv::{ByteRecord, Reader, ReaderBuilder, Trim};
use serde::Serialize;

use super::Signer;
use crate::subscriber::{EmailAddress, NewSubscriber, SubscriberState};

/// A row that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The line of the file, from 1.
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
    /// Reading stopped halfway.
    #[error("reading the list failed: {0}")]
    Io(#[from] csv::Error),
}

/// Where the columns are.
#[derive(Debug, Default)]
struct Columns {
    email: usize,
    name: Option<usize>,
    last_name: Option<usize>,
    state: Option<usize>,
    joined: Option<usize>,
    consent: Option<usize>,
}

/// The rows of a list, one at a time.
#[derive(Debug)]
pub struct Rows<R> {
    reader: Reader<R>,
    columns: Columns,
    first: Option<ByteRecord>,
    signer: Signer,
    consent: String,
    now: DateTime<Utc>,
}

impl<R: Read> Rows<R> {
    /// Starts reading; `consent` is what is noted where the file says nothing of it.
    ///
    /// # Errors
    /// When the first line can't be read or names no column of addresses.
    pub fn new(
        input: R,
        signer: Signer,
        consent: String,
        now: DateTime<Utc>,
    ) -> Result<Self, UnreadableList> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(input);
        let mut first = ByteRecord::new();
        reader.read_byte_record(&mut first)?;
        let (columns, first) = columns(first)?;
        Ok(Self {
            reader,
            columns,
            first,
            signer,
            consent,
            now,
        })
    }

    fn parse(&self, record: &ByteRecord) -> Result<NewSubscriber, String> {
        let cell = |at: Option<usize>| -> Result<Option<&str>, String> {
            let bytes = at.and_then(|at| record.get(at)).unwrap_or_default();
            let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
            Ok(Some(text.trim()).filter(|text| !text.is_empty()))
        };
        let address = cell(Some(self.columns.email))?.ok_or("it has no address")?;
        let address = EmailAddress::parse(address.trim_start_matches('\u{feff}'))?;
        let parts = [cell(self.columns.name)?, cell(self.columns.last_name)?];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Ok(NewSubscriber {
            hash: self.signer.hash(&address),
            address,
            name: Some(plain_name(&name)).filter(|name| !name.is_empty()),
            state: cell(self.columns.state)?.map_or(Ok(SubscriberState::Active), state)?,
            joined: cell(self.columns.joined)?.map_or(Ok(self.now), moment)?,
            consent: cell(self.columns.consent)?
                .unwrap_or(&self.consent)
                .to_owned(),
        })
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<NewSubscriber, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let record = match self.first.take() {
                Some(record) => record,
                None => {
                    let mut record = ByteRecord::new();
                    match self.reader.read_byte_record(&mut record) {
                        Ok(true) => record,
                        Ok(false) => return None,
                        Err(why) => {
                            let line = self.reader.position().line();
                            return Some(Err(Rejected {
                                line,
                                why: why.to_string(),
                            }));
                        }
                    }
                }
            };
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let line = line_of(&record, self.reader.position().line());
            return Some(self.parse(&record).map_err(|why| Rejected { line, why }));
        }
    }
}

/// The line a record begins on, given the line after it. Its own position counts blank lines before it as its own.
fn line_of(record: &ByteRecord, after: u64) -> u64 {
    let breaks = record
        .as_slice()
        .iter()
        .filter(|byte| **byte == b'\n')
        .count() as u64;
    let begins = record.position().map_or(0, csv::Position::line);
    after.saturating_sub(breaks + 1).max(begins)
}

/// Finds the columns by the first line; gives the line back when it holds a subscriber.
fn columns(first: ByteRecord) -> Result<(Columns, Option<ByteRecord>), UnreadableList> {
    let cells: Vec<String> = first
        .iter()
        .map(|cell| {
            let text = String::from_utf8_lossy(cell).to_lowercase();
            text.trim_start_matches('\u{feff}').replace([' ', '-'], "_")
        })
        .collect();
    let find = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.as_str()));
    let email = find(&[
        "email",
        "e_mail",
        "address",
        "email_address",
        "subscriber_email",
        "mail",
    ]);
    match email {
        Some(email) => Ok((
            Columns {
                email,
                name: find(&["name", "full_name", "first_name", "firstname"]),
                last_name: find(&["last_name", "lastname", "surname"]),
                state: find(&["state", "status"]),
                joined: find(&[
                    "joined",
                    "created_at",
                    "subscribed_at",
                    "date",
                    "optin_time",
                    "confirm_time",
                ]),
                consent: find(&["consent", "consent_source"]),
            },
            None,
        )),
        None if cells.first().is_some_and(|cell| cell.contains('@')) => Ok((
            Columns {
                name: Some(1),
                ..Columns::default()
            },
            Some(first),
        )),
        None if cells.is_empty() => Err(UnreadableList::NoAddress("the file is empty".to_owned())),
        None => Err(UnreadableList::NoAddress(cells.join(", "))),
    }
}

/// What other programs call the same states.
fn state(word: &str) -> Result<SubscriberState, String> {
    match word.to_lowercase().as_str() {
        "subscribed" | "confirmed" | "enabled" | "yes" | "true" => Ok(SubscriberState::Active),
        "cleaned" => Ok(SubscriberState::Bounced),
        "blocklisted" | "inactive" | "disabled" | "no" | "false" => {
            Ok(SubscriberState::Unsubscribed)
        }
        "unconfirmed" => Ok(SubscriberState::Pending),
        "forgotten" => Err("`forgotten` can't be imported; leave the row out".to_owned()),
        other => other.parse(),
    }
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let naive = || {
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .or_else(|| {
                NaiveDate::parse_from_str(text, "%Y-%m-%d")
                    .ok()?
                    .and_hms_opt(0, 0, 0)
            })
    };
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .ok()
        .or_else(|| naive().map(|at| at.and_utc()))
        .ok_or_else(|| format!("`{text}` is not a date; write 2026-11-20 or 2026-11-20T07:00:00Z"))
}

/// A name that can stand in a header: no control characters, white space collapsed.
fn plain_name(name: &str) -> String {
    let clean = name.replace(char::is_control, " ");
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<NewSubscriber, Rejected>> {
        let now = DateTime::UNIX_EPOCH;
        let signer = Signer::new([0; 32]);
        Rows::new(text.as_bytes(), signer, "test".to_owned(), now)
            .expect("a header")
            .collect()
    }

    #[test]
    fn bad_rows_are_told_by_line_and_the_rest_is_read() {
        let rows = read(
            "Email,First Name,Last Name,status\na@one.example,Ann,Bee,subscribed\nnobody,,,\n\n\"b@two.example\",Zoë,,odd\nc@BÜCHER.example,,,unsubscribed\n",
        );
        let shown: Vec<String> = rows
            .iter()
            .map(|row| match row {
                Ok(row) => format!("{} {:?} {}", row.address, row.name, row.state),
                Err(bad) => format!("{}: {}", bad.line, bad.why),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "a@one.example Some(\"Ann Bee\") active",
                "3: `nobody` has no @",
                "5: unknown subscriber state `odd`; known are pending, active, unsubscribed, bounced, complained, paused, forgotten",
                "c@xn--bcher-kva.example None unsubscribed",
            ]
        );
    }

    #[test]
    fn a_list_without_header_is_address_and_name() {
        let rows = read("a@one.example,Ann\nb@one.example\n");
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(Result::is_ok));
    }

    #[test]
    fn no_address_column_is_an_error() {
        let signer = Signer::new([0; 32]);
        let error = Rows::new(
            &b"id,name\n1,x\n"[..],
            signer,
            String::new(),
            DateTime::UNIX_EPOCH,
        );
        assert!(error.is_err());
    }
}
