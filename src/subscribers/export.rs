//! Writing the list as CSV.

use std::io::Write;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::{
    preference::{Language, Tag},
    subscriber::Subscriber,
};

/// The header of the CSV that [`write_csv`] writes and an import reads back.
const HEADER: [&str; 11] = [
    "email",
    "name",
    "state",
    "joined",
    "consent",
    "paused_until",
    "sections",
    "frequency",
    "language",
    "format",
    "tags",
];

/// Writes subscribers as CSV rows, with the header when `header` is [`Header::Yes`].
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// # Errors
/// When the output can't be written.
pub fn write_csv(
    output: impl Write,
    header: Header,
    subscribers: &[Subscriber],
) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(output);
    if header == Header::Yes {
        writer.write_record(HEADER)?;
    }
    for subscriber in subscribers {
        let second = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let preferences = &subscriber.preferences;
        let sections = preferences.sections.names().into_iter().flatten();
        let sections: Vec<_> = sections.map(String::as_str).collect();
        let tags: Vec<_> = subscriber.tags.iter().map(Tag::as_str).collect();
        writer.write_record([
            &harmless(subscriber.address.as_str()),
            &harmless(subscriber.name.as_deref().unwrap_or_default()),
            subscriber.state.word(),
            &second(subscriber.joined),
            &harmless(&subscriber.consent),
            &subscriber.paused_until.map(second).unwrap_or_default(),
            &harmless(&sections.join("|")),
            preferences.frequency.word(),
            preferences.language.map(Language::tag).unwrap_or_default(),
            preferences.format.word(),
            &tags.join(","),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// Whether the first line names the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// It does.
    Yes,
    /// The header was written before.
    No,
}

/// A cell that no spreadsheet takes for a formula.
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
