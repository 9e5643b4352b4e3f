//! What the last look means for an editor who approves: they approve what they saw. What their own rule takes out or
//! renames is done and told; what they never saw is not sealed with it.

use std::collections::HashSet;

use anyhow::Result;
use url::Url;

use super::{super::Fault, Pipeline};
use crate::{
    edition::{Composition, Edition, Verdict},
    pipeline::draft::Drafted,
};

/// An edition to be sealed, after the last look at its pages.
pub(in super::super) struct LookedAt {
    pub(in super::super) edition: Edition,
    /// What somebody should know.
    pub(in super::super) told: Vec<String>,
    /// The pages that answered.
    pub(in super::super) answered: HashSet<Url>,
}

impl Pipeline {
    /// Looks at the pages of an edition that an editor approves.
    pub(in super::super) async fn recheck_approved(&self, edition: &Edition) -> Result<LookedAt> {
        if edition.composition.blocks.is_empty() {
            return Err(Fault::BadData(format!(
                "edition {0} has too little to say; `roundup gather` and `roundup draft` look for more, or lower edition.min_pieces (`roundup edition show {0}` says what is out and why)",
                edition.id
            ))
            .into());
        }
        let rechecked = self.recheck_draft(edition.clone()).await?;
        let mut told = rechecked.told;
        let id = edition.id;
        let fresh = match rechecked.drafted {
            Drafted::Edition(fresh) => *fresh,
            Drafted::TooLittle { why, .. } => {
                let told = told.join("; ");
                return Err(Fault::BadData(format!(
                    "edition {id} is not approved: its pages were looked at again: {told}; now it has {why}"
                ))
                .into());
            }
        };
        told.extend(changes(&edition.composition, &fresh.composition, &told));
        let new = newcomers(&edition.composition, &fresh.composition);
        if !new.is_empty() {
            return Err(Fault::TryAgain(format!(
                "edition {id} is not approved yet: its pages were looked at again: {}; so {} came in, which nobody approved; look at it (`roundup edition show {id}`) and approve it again",
                told.join("; "),
                new.join(", ")
            ))
            .into());
        }
        Ok(LookedAt {
            edition: fresh,
            told,
            answered: rechecked.answered,
        })
    }
}

/// What else is not as it was: pieces that went with the others, and the line that readers see first.
fn changes(before: &Composition, after: &Composition, told: &[String]) -> Vec<String> {
    let mut changes = Vec::new();
    for piece in before.pieces() {
        let url = piece.url.as_str();
        let out = after
            .reasons
            .iter()
            .find(|reason| reason.url == piece.url && reason.verdict == Verdict::Out);
        let is_told = told
            .iter()
            .any(|told| told.starts_with(&format!("{url}: ")));
        if let Some(out) = out.filter(|_| !is_told) {
            changes.push(format!("{url}: no longer in: {}", out.why));
        }
    }
    if before.subject != after.subject {
        changes.push(format!("the subject is \"{}\" now", after.subject));
    }
    changes
}

fn newcomers(before: &Composition, after: &Composition) -> Vec<String> {
    let known: HashSet<&Url> = before.pieces().map(|piece| &piece.url).collect();
    let new = after.pieces().filter(|piece| !known.contains(&piece.url));
    new.map(|piece| format!("\"{}\" ({})", piece.title, piece.url))
        .collect()
}
