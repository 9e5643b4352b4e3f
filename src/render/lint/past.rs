//! The edition beside those that were sent before it: a thin week, a subject that was there, pieces that were sent.

use std::collections::HashMap;

use super::Findings;
use crate::{edition::Edition, mime::one_line, piece::PieceKey};

/// With fewer editions before it, nobody knows what is usual.
const LEAST_KNOWN: usize = 3;

/// `before` has the newest first.
pub(super) fn check(edition: &Edition, before: &[Edition], findings: &mut Findings) {
    thin(edition, before, findings);
    subject(edition, before, findings);
    sent(edition, before, findings);
}

/// Fewer than half of the pieces that are usual: a source may have been silent.
fn thin(edition: &Edition, before: &[Edition], findings: &mut Findings) {
    let mut counts: Vec<_> = before
        .iter()
        .map(|known| known.composition.pieces().count())
        .collect();
    counts.sort_unstable();
    let (Some(median), count) = (
        counts.get(counts.len() / 2).copied(),
        edition.composition.pieces().count(),
    ) else {
        return;
    };
    if counts.len() >= LEAST_KNOWN && count * 2 < median {
        findings.warning(
            "edition",
            format!(
                "a thin week: {count} pieces, where the last {} editions have {median} as a rule",
                counts.len()
            ),
            "see with `roundup gather` whether a source was silent",
        );
    }
}

fn subject(edition: &Edition, before: &[Edition], findings: &mut Findings) {
    let subject = one_line(&edition.composition.subject).to_lowercase();
    let Some(last) = before
        .first()
        .filter(|last| one_line(&last.composition.subject).to_lowercase() == subject)
    else {
        return;
    };
    if !subject.is_empty() {
        findings.warning(
            "subject",
            format!("the subject is that of {}: inboxes put the two together, and readers take it for read", named(last)),
            "give [edition] subject a pattern with \"{lead}\", or write one with `roundup edition edit`",
        );
    }
}

fn sent(edition: &Edition, before: &[Edition], findings: &mut Findings) {
    let mut keys = HashMap::new();
    let mut titles = HashMap::new();
    for known in before.iter().rev() {
        for piece in known.composition.pieces() {
            keys.insert(PieceKey::of(&piece.url), known);
            titles.insert(one_line(&piece.title).to_lowercase(), known);
        }
    }
    for piece in edition.composition.pieces() {
        let title = one_line(&piece.title);
        if let Some(known) = keys.get(&PieceKey::of(&piece.url)) {
            findings.warning(
                piece.url.as_str(),
                format!("\"{title}\" was in {}", named(known)),
                "drop it with `roundup edition edit`, unless it is meant to come again",
            );
        } else if let Some(known) = titles
            .get(&title.to_lowercase())
            .filter(|_| !title.is_empty())
        {
            findings.note(
                piece.url.as_str(),
                format!(
                    "a piece called \"{title}\" was in {}, at another address",
                    named(known)
                ),
                "look whether it is the same story",
            );
        }
    }
}

fn named(edition: &Edition) -> String {
    match edition.number {
        Some(number) => format!("No. {number}"),
        None => format!("edition {}", edition.id),
    }
}
