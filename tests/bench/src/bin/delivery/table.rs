//! Samples into one table: medians, and ratios of what was measured side by side.

use std::fmt;

use crate::clients::{Client, Sample};

/// What was measured, in the order in which it first was.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    sink: &'static str,
    client: &'static str,
    samples: Vec<Sample>,
}

impl Table {
    pub(crate) fn add(&mut self, sink: &'static str, client: &'static str, sample: Sample) {
        let known = |row: &&mut Row| row.sink == sink && row.client == client;
        match self.rows.iter_mut().find(known) {
            Some(row) => row.samples.push(sample),
            None => self.rows.push(Row {
                sink,
                client,
                samples: vec![sample],
            }),
        }
    }

    /// The median of the ratios of each round: a round's two neighbours had the same machine.
    fn ratio(&self, row: &Row) -> Option<f64> {
        let base = self
            .rows
            .iter()
            .find(|other| other.sink == row.sink && other.client == Client::SmtpSource.name())?;
        let pairs = row.samples.iter().zip(&base.samples);
        Some(median(pairs.map(|(one, other)| one.rate / other.rate)))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| sink | client | messages/s | lowest-highest | to smtp-source | CPU us/message | cores | RSS MB |"
        )?;
        writeln!(f, "|---|---|---:|---:|---:|---:|---:|---:|")?;
        for row in &self.rows {
            let of = |read: fn(&Sample) -> f64| median(row.samples.iter().map(read));
            let rates = || row.samples.iter().map(|sample| sample.rate);
            let (low, high) = (
                rates().fold(f64::MAX, f64::min),
                rates().fold(0.0, f64::max),
            );
            let ratio = self
                .ratio(row)
                .map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
            let (rate, cpu, cores) = (of(|s| s.rate), of(|s| s.cpu), of(|s| s.cores));
            let rss = of(|sample| megabytes(sample.rss));
            let Row { sink, client, .. } = row;
            writeln!(
                f,
                "| {sink} | {client} | {rate:.0} | {low:.0}-{high:.0} | {ratio} | {cpu:.0} | {cores:.1} | {rss:.0} |"
            )?;
        }
        Ok(())
    }
}

/// Bytes in units that people read.
#[expect(clippy::cast_precision_loss, reason = "no machine has so much memory")]
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The middle one, or the mean of the two in the middle; 0 of none.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    match (values.get(low), values.get(high)) {
        (Some(low), Some(high)) => f64::midpoint(*low, *high),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_odd_and_even() {
        assert!((median([3.0, 1.0, 2.0].into_iter()) - 2.0).abs() < f64::EPSILON);
        assert!((median([4.0, 1.0, 2.0, 3.0].into_iter()) - 2.5).abs() < f64::EPSILON);
        assert!(median(std::iter::empty()).abs() < f64::EPSILON);
    }
}
