//! Writing the list as CSV.

use std::io::Write;

use chrono::SecondsFormat;

use crate::subscriber::Subscriber;

/// The header of the CSV that [`write_csv`] writes and an import reads back.
const HEADER: [&str; 5] = ["email", "name", "state", "joined", "consent"];

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
        let joined = subscriber.joined.to_rfc3339_opts(SecondsFormat::Secs, true);
        writer.write_record([
            subscriber.address.as_str(),
            &harmless(subscriber.name.as_deref().unwrap_or_default()),
            subscriber.state.word(),
            &joined,
            &harmless(&subscriber.consent),
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
