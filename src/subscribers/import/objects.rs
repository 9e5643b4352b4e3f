//! Lists as JSON: an array of objects, or one object after the other.

use std::io::BufRead;

use csv::ByteRecord;
use serde_json::{Map, Value};

use super::{Mapped, Plan, Rejected, UnreadableList};

/// Objects, one at a time: never more than one of them is in memory.
#[derive(Debug)]
pub(super) struct Objects<R> {
    input: R,
    mapped: Vec<Mapped>,
    count: u64,
    ended: bool,
}

impl<R: BufRead> Objects<R> {
    pub(super) fn new(input: R, mapped: &[Mapped]) -> Self {
        Self {
            input,
            mapped: mapped.to_vec(),
            count: 0,
            ended: false,
        }
    }

    /// The next object as a row, with its number and what its keys mean.
    pub(super) fn next(&mut self) -> Option<Result<(u64, Plan, ByteRecord), Rejected>> {
        if self.ended || !self.another() {
            return None;
        }
        self.count += 1;
        let line = self.count;
        let mut values =
            serde_json::Deserializer::from_reader(&mut self.input).into_iter::<Value>();
        let rejected = |why: String| Some(Err(Rejected { line, why }));
        match values.next()? {
            Ok(Value::Object(object)) => {
                let (keys, row) = flat(&object);
                match Plan::of(&keys, &self.mapped) {
                    Ok(plan) => Some(Ok((line, plan, row))),
                    Err(UnreadableList::NoAddress(_)) => rejected("it has no address".to_owned()),
                    Err(why) => rejected(why.to_string()),
                }
            }
            Ok(_) => rejected("it is not an object".to_owned()),
            Err(why) => {
                // Where the next object begins can't be known.
                self.ended = true;
                rejected(format!(
                    "it is not JSON, and what comes after it was not read: {why}"
                ))
            }
        }
    }

    /// Passes over what stands between objects; whether one follows.
    fn another(&mut self) -> bool {
        loop {
            let Ok(buffer) = self.input.fill_buf() else {
                // The deserialiser meets the fault again, and tells of it.
                return true;
            };
            match buffer.first() {
                Some(b'[' | b',' | b']' | b' ' | b'\t' | b'\r' | b'\n') => self.input.consume(1),
                Some(_) => return true,
                None => return false,
            }
        }
    }
}

/// Keys and values side by side, as the header and a row of a table.
fn flat(object: &Map<String, Value>) -> (Vec<String>, ByteRecord) {
    let mut row = ByteRecord::new();
    for value in object.values() {
        match value {
            Value::Null | Value::Object(_) => row.push_field(b""),
            Value::Array(values) => {
                let texts: Vec<_> = values.iter().filter_map(Value::as_str).collect();
                row.push_field(texts.join("|").as_bytes());
            }
            Value::String(text) => row.push_field(text.as_bytes()),
            other => row.push_field(other.to_string().as_bytes()),
        }
    }
    (object.keys().cloned().collect(), row)
}
