//! Lists as tables: CSV, also with semicolons or tabs.

use std::io::BufRead;

use csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use super::{Mapped, Plan, Rejected, UnreadableList};

/// A table, row by row.
#[derive(Debug)]
pub(super) struct Table<R> {
    reader: Reader<R>,
    /// A first line that is a row and no header.
    first: Option<ByteRecord>,
    record: ByteRecord,
}

impl<R: BufRead> Table<R> {
    /// Reads the first line; the plan is what it says of the columns.
    pub(super) fn new(mut input: R, mapped: &[Mapped]) -> Result<(Self, Plan), UnreadableList> {
        let delimiter = delimiter(input.fill_buf().map_err(csv::Error::from)?);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(delimiter)
            .from_reader(input);
        let mut first = ByteRecord::new();
        reader.read_byte_record(&mut first)?;
        let cells: Vec<_> = first
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        let (plan, first) = match Plan::of(&cells, mapped) {
            Ok(plan) => (plan, None),
            Err(_) if mapped.is_empty() && cells.first().is_some_and(|cell| cell.contains('@')) => {
                (Plan::bare(), Some(first))
            }
            Err(UnreadableList::NoAddress(_)) if cells.is_empty() => {
                return Err(UnreadableList::NoAddress("the file is empty".to_owned()));
            }
            Err(why) => return Err(why),
        };
        let table = Self {
            reader,
            first,
            record: ByteRecord::new(),
        };
        Ok((table, plan))
    }

    /// The next row that is not empty, with the line that it begins on.
    pub(super) fn next(&mut self) -> Option<Result<(u64, &ByteRecord), Rejected>> {
        if let Some(first) = self.first.take() {
            self.record = first;
            return Some(Ok((1, &self.record)));
        }
        loop {
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) if self.record.iter().all(<[u8]>::is_empty) => {}
                Ok(true) => break,
                Ok(false) => return None,
                Err(why) => {
                    let line = self.reader.position().line();
                    let why = why.to_string();
                    return Some(Err(Rejected { line, why }));
                }
            }
        }
        let line = line_of(&self.record, self.reader.position().line());
        Some(Ok((line, &self.record)))
    }
}

/// What parts the cells of the first line.
fn delimiter(start: &[u8]) -> u8 {
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    let most = [b';', b'\t']
        .into_iter()
        .max_by_key(|wanted| count(*wanted));
    most.filter(|other| count(*other) > count(b','))
        .unwrap_or(b',')
}

/// The line a record begins on, given the line after it. Its own position counts blank lines before it as its own.
fn line_of(record: &ByteRecord, after: u64) -> u64 {
    let cells = record.as_slice().iter();
    let breaks = cells.filter(|byte| **byte == b'\n').count() as u64;
    let begins = record.position().map_or(0, csv::Position::line);
    after.saturating_sub(breaks + 1).max(begins)
}

/// A cell as text without white space around it, where it has any.
pub(super) fn cell(record: &ByteRecord, at: usize) -> Result<Option<&str>, String> {
    let bytes = record.get(at).unwrap_or_default();
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    Ok(Some(text.trim()).filter(|text| !text.is_empty()))
}
