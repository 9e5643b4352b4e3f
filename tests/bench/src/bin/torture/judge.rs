//! Holds what arrived against what the ledger says. Pure: it reads nothing and finds all there is to find.

use std::collections::BTreeSet;

use anyhow::Result;
use roundup_bench::journal::Journal;
use serde_json::Value;

/// A line of the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) email: String,
    pub(crate) state: String,
    pub(crate) message_id: String,
}

/// Reads `roundup edition report --csv`.
pub(crate) fn rows(text: &str) -> Result<Vec<Row>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers()?.clone();
    let column = |name: &str| names.iter().position(|known| known == name);
    let (email, state, id) = (column("email"), column("state"), column("message_id"));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |at: Option<usize>| {
            at.and_then(|at| record.get(at))
                .unwrap_or_default()
                .to_owned()
        };
        rows.push(Row {
            email: cell(email),
            state: cell(state),
            message_id: cell(id),
        });
    }
    Ok(rows)
}

/// What is to be judged.
pub(crate) struct Case<'a> {
    pub(crate) journal: &'a Journal,
    pub(crate) rows: &'a [Row],
    /// `roundup edition report --json`.
    pub(crate) report: &'a Value,
    /// How many were on the list.
    pub(crate) audience: u64,
    /// The most that may be uncertain.
    pub(crate) uncertain: u64,
    /// Those whom somebody decided to send to again, so that they may have it twice.
    pub(crate) again: &'a BTreeSet<String>,
}

/// Everything that is not as it should be.
pub(crate) fn complaints(case: &Case<'_>) -> Vec<String> {
    let mut found = Vec::new();
    figures(case, &mut found);
    for row in case.rows {
        arrivals(case, row, &mut found);
        ids(case, row, &mut found);
    }
    strangers(case, &mut found);
    found
}

fn figures(case: &Case<'_>, found: &mut Vec<String>) {
    let figure = |name: &str| case.report[name].as_u64().unwrap_or(u64::MAX);
    let parts = [
        "accepted",
        "deferred",
        "failed",
        "uncertain",
        "excluded",
        "queued",
    ];
    let sum = parts
        .iter()
        .fold(0_u64, |sum, name| sum.saturating_add(figure(name)));
    if sum != case.audience || figure("audience") != case.audience {
        found.push(format!(
            "the audience of {} is {} and adds up to {sum}",
            case.audience,
            figure("audience")
        ));
    }
    if case.rows.len() as u64 != case.audience {
        found.push(format!("the ledger has {} lines", case.rows.len()));
    }
    if figure("uncertain") > case.uncertain {
        let (uncertain, most) = (figure("uncertain"), case.uncertain);
        found.push(format!(
            "{uncertain} are uncertain, and at most {most} may be"
        ));
    }
    for part in parts {
        let lines = case.rows.iter().filter(|row| row.state == part).count() as u64;
        if lines != figure(part) {
            found.push(format!(
                "{lines} lines are {part}, the report says {}",
                figure(part)
            ));
        }
    }
}

fn arrivals(case: &Case<'_>, row: &Row, found: &mut Vec<String>) {
    let times = case.journal.times(&row.email);
    let again = case.again.contains(&row.email);
    let right = match row.state.as_str() {
        "accepted" if again => (1..=2).contains(&times),
        "accepted" => times == 1,
        "uncertain" => times <= 1,
        // Whom it was tried again for and who failed may have had the first.
        _ if again => times <= 1,
        _ => times == 0,
    };
    if !right {
        let Row { email, state, .. } = row;
        found.push(format!("{email} is {state} and got it {times} times"));
    }
}

fn ids(case: &Case<'_>, row: &Row, found: &mut Vec<String>) {
    let arrived = case.journal.arrivals.get(&row.email);
    for id in arrived.into_iter().flatten() {
        if *id != row.message_id {
            found.push(format!("{} got {id}, not {}", row.email, row.message_id));
        }
    }
}

fn strangers(case: &Case<'_>, found: &mut Vec<String>) {
    let known: BTreeSet<_> = case.rows.iter().map(|row| row.email.as_str()).collect();
    for stranger in case.journal.arrivals.keys() {
        if !known.contains(stranger.as_str()) {
            found.push(format!("{stranger} got it and is not in the ledger"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(states: &[(&str, &str, usize)], again: &[&str]) -> Vec<String> {
        let mut journal = Journal::default();
        let mut rows = Vec::new();
        for (email, state, times) in states {
            let (email, state) = ((*email).to_owned(), (*state).to_owned());
            if *times > 0 {
                journal
                    .arrivals
                    .insert(email.clone(), vec!["id".to_owned(); *times]);
            }
            let message_id = "id".to_owned();
            rows.push(Row {
                email,
                state,
                message_id,
            });
        }
        let count = |word: &str| rows.iter().filter(|row| row.state == word).count();
        let report = json!({
            "audience": rows.len(), "accepted": count("accepted"), "uncertain": count("uncertain"),
            "failed": count("failed"), "deferred": 0, "excluded": 0, "queued": 0,
        });
        complaints(&Case {
            journal: &journal,
            rows: &rows,
            report: &report,
            audience: rows.len() as u64,
            uncertain: 1,
            again: &again.iter().map(|email| (*email).to_owned()).collect(),
        })
    }

    #[test]
    fn once_each_is_right() {
        let fine = [
            ("a", "accepted", 1),
            ("b", "uncertain", 0),
            ("c", "failed", 0),
        ];
        assert_eq!(judged(&fine, &[]), [""; 0]);
    }

    #[test]
    fn never_and_twice_are_wrong() {
        for bad in [
            ("a", "accepted", 0),
            ("a", "accepted", 2),
            ("a", "uncertain", 2),
            ("a", "failed", 1),
        ] {
            assert_eq!(judged(&[bad], &[]).len(), 1, "{bad:?}");
        }
        assert_eq!(judged(&[("a", "accepted", 2)], &["a"]), [""; 0]);
    }

    #[test]
    fn more_uncertain_than_can_be_is_wrong() {
        let two = [("a", "uncertain", 1), ("b", "uncertain", 0)];
        assert_eq!(judged(&two, &[]).len(), 1);
    }
}
