//! The sink's log: a line for each message, written by `sink` and read by the judge.
//!
//! Four columns with tabs between them: recipient, Message-ID, octets, and what the sender was told.

use std::{collections::BTreeMap, fmt, fs, path::Path, str::FromStr};

use anyhow::{Context, Result, bail};

/// What the sender was told about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It was taken, and a "250" was written after this line.
    Taken,
    /// It was taken, and the sender was kept from knowing: the connection reset, the answer late or without end.
    Silence,
    /// It was not taken: the connection was reset in the middle of it.
    Cut,
}

impl Told {
    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Silence => "silence",
            Self::Cut => "cut",
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Told {
    type Err = anyhow::Error;

    fn from_str(word: &str) -> Result<Self> {
        let all = [Self::Taken, Self::Silence, Self::Cut];
        match all.into_iter().find(|told| told.word() == word) {
            Some(told) => Ok(told),
            None => bail!("unknown word `{word}` in the sink's log"),
        }
    }
}

/// All that the log says.
#[derive(Debug, Default)]
pub struct Journal {
    /// The Message-IDs that arrived at each recipient, one for each arrival.
    pub arrivals: BTreeMap<String, Vec<String>>,
    /// How many messages the sender can't know about: [`Told::Silence`] and [`Told::Cut`].
    pub unknowable: u64,
    /// The octets of the last message that arrived.
    pub octets: u64,
}

impl Journal {
    /// Reads a log; one that is not there is empty.
    ///
    /// # Errors
    /// When a line makes no sense. The last one may be half a line, if the sink was killed.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut journal = Self::default();
        for line in text.split_inclusive('\n') {
            // A sink that was killed in the middle of a line had not answered for it.
            if let Some(line) = line.strip_suffix('\n') {
                journal.note(line).with_context(|| line.to_owned())?;
            }
        }
        Ok(journal)
    }

    /// How often somebody got a message.
    pub fn times(&self, recipient: &str) -> usize {
        self.arrivals.get(recipient).map_or(0, Vec::len)
    }

    fn note(&mut self, line: &str) -> Result<()> {
        let cells: Vec<_> = line.split('\t').collect();
        let [recipient, id, octets, told] = cells[..] else {
            bail!("not four columns in the sink's log");
        };
        let told: Told = told.parse()?;
        if told != Told::Taken {
            self.unknowable += 1;
        }
        if told != Told::Cut {
            self.octets = octets.parse()?;
            let ids = self.arrivals.entry(recipient.to_owned()).or_default();
            ids.push(id.trim_matches(['<', '>']).to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_are_counted_and_half_a_line_is_none() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let text =
            "a@x\t<1>\t10\ttaken\na@x\t<1>\t10\tsilence\nb@x\t<2>\t5\tcut\nc@x\t<3>\t10\ttak";
        fs::write(file.path(), text).expect("written");
        let journal = Journal::read(file.path()).expect("read");
        assert_eq!(journal.times("a@x"), 2);
        assert_eq!(journal.times("b@x") + journal.times("c@x"), 0);
        assert_eq!((journal.unknowable, journal.octets), (2, 10));
        assert_eq!(journal.arrivals["a@x"], ["1", "1"]);
    }
}
