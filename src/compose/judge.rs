//! Whether a piece is of this window: in, carried over from the last one, or out, with the reason.

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Request,
    edits::{self, Edit, Wish},
    stories::Stories,
};
use crate::{
    edition::{Reason, Seen, Verdict, Window},
    piece::{Piece, StoredPiece},
};

/// A piece that may go in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    /// The piece.
    pub(super) piece: &'a Piece,
    /// When it came out; when it was first seen, if nobody says.
    pub(super) moment: DateTime<Utc>,
    /// How it comes to be in this edition.
    pub(super) coming: Coming,
    /// What an editor said about it.
    pub(super) edit: Option<Edit<'a>>,
}

impl Candidate<'_> {
    /// A reason about this piece.
    pub(super) fn reason(&self, verdict: Verdict, why: &str) -> Reason {
        reason(self.piece, verdict, why)
    }

    /// Where an editor wants it.
    pub(super) fn wish(&self) -> Wish {
        self.edit.map(Edit::wish).unwrap_or_default()
    }

    /// The reason for a place in the edition.
    pub(super) fn placed(&self, why: &str) -> Reason {
        let why = match self.edit.and_then(Edit::mark) {
            Some(mark) => &format!("{why}; {mark}"),
            None => why,
        };
        // An editor should know why a piece of the week stands behind all others.
        let why = if self.piece.is_undated() {
            &format!("{why}; undated")
        } else {
            why
        };
        match self.coming {
            Coming::Now => self.reason(Verdict::In, why),
            Coming::Late => self.reason(
                Verdict::Carried,
                &format!("{why}; it came too late for the last edition"),
            ),
            Coming::Released => self.reason(
                Verdict::Carried,
                &format!("{why}; its own edition was cancelled"),
            ),
        }
    }
}

/// How a piece comes to be in an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coming {
    /// It came out in the window.
    Now,
    /// It came out before, but the last edition never saw it.
    Late,
    /// The edition it was in was cancelled.
    Released,
}

/// All pieces, judged.
#[derive(Debug, Default)]
pub(super) struct Judged<'a> {
    /// The publication's own, newest first, and those without a date last, as in the other lists.
    pub(super) own: Vec<Candidate<'a>>,
    /// Those that ran in other outlets, newest first.
    pub(super) elsewhere: Vec<Candidate<'a>>,
    /// Those that are out, newest first.
    pub(super) out: Vec<Reason>,
}

/// Judges the pieces of a request.
pub(super) fn judge<'a>(request: &Request<'a>) -> Judged<'a> {
    let mut pieces: Vec<&StoredPiece> = request.pieces.iter().collect();
    pieces.sort_by_key(|stored| {
        let piece = &stored.piece;
        let is_dateless = piece.published.is_none();
        (is_dateless, Reverse(moment(stored)), piece.url.as_str())
    });
    let mut judged = Judged::default();
    let candidates: Vec<Option<Candidate<'a>>> = pieces
        .iter()
        .map(|stored| match place(request, stored) {
            Ok(coming) => Some(Candidate {
                piece: &stored.piece,
                moment: moment(stored),
                coming,
                edit: Edit::about(request.edits, &stored.piece.url),
            }),
            Err(why) => {
                judged.out.push(reason(&stored.piece, Verdict::Out, &why));
                None
            }
        })
        .collect();
    let stories = Stories::of(&pieces);
    for (at, candidate) in candidates.iter().enumerate() {
        let Some(candidate) = candidate else { continue };
        let alike = stories.like(at);
        let why = given_up(request, candidate, &alike, &pieces)
            .or_else(|| told_before(candidate, &alike, &candidates, &pieces));
        if let Some(why) = why {
            judged.out.push(candidate.reason(Verdict::Out, &why));
        } else if candidate.piece.outlet.is_some()
            && !matches!(candidate.wish(), Wish::Lead | Wish::Section(_))
        {
            judged.elsewhere.push(*candidate);
        } else {
            judged.own.push(*candidate);
        }
    }
    judged
}

fn reason(piece: &Piece, verdict: Verdict, why: &str) -> Reason {
    Reason {
        url: piece.url.clone(),
        title: piece.title.clone(),
        verdict,
        why: why.to_owned(),
    }
}

/// When a piece came out; if nobody says, when it was first seen, or changed before that.
pub(super) fn moment(stored: &StoredPiece) -> DateTime<Utc> {
    let Piece {
        published, updated, ..
    } = &stored.piece;
    let seen = stored.first_seen;
    published.unwrap_or_else(|| updated.map_or(seen, |updated| updated.min(seen)))
}

/// How it comes in, or why it is out.
fn place(request: &Request<'_>, stored: &StoredPiece) -> Result<Coming, String> {
    let Window { from, to } = request.window;
    let at = moment(stored);
    if let Some(edition) = stored.used_in {
        return Err(format!("was in edition {edition}"));
    }
    let wish = Edit::about(request.edits, &stored.piece.url).map(Edit::wish);
    if wish == Some(Wish::Dropped) {
        return Err("dropped by an editor".to_owned());
    }
    match edits::seen(request, &stored.piece.url) {
        Some(Seen::Gone { status }) => {
            return Err(format!(
                "gone from the site ({status}) when looked at before sending"
            ));
        }
        Some(Seen::Withheld { why }) => {
            return Err(format!("embargoed when looked at before sending: {why}"));
        }
        Some(Seen::Retitled { .. }) | None => {}
    }
    if let Some(status) = stored.gone {
        return Err(format!("its page was taken back (status {status})"));
    }
    if stored.piece.title.trim().is_empty() {
        return Err("has no headline".to_owned());
    }
    if wish.is_some_and(Wish::is_in) {
        return Ok(Coming::Now);
    }
    // Nobody says when it came out, and the run for this very slot saw it first: it came out before.
    if stored.piece.published.is_none() && at >= to && at < to + TimeDelta::hours(1) {
        return Ok(Coming::Now);
    }
    if at >= to {
        return Err("came out after the window: for the next edition".to_owned());
    }
    if at >= from {
        return Ok(Coming::Now);
    }
    if request.released.contains(&stored.piece.url) {
        return Ok(Coming::Released);
    }
    // What the last edition never judged was not passed over: it was seen after that was made. But not from long
    // ago: a feed that shows its archive anew is no news.
    match request.previous {
        Some(previous) if at < previous.window.from.min(from - (to - from)) => {
            Err("came out before the window".to_owned())
        }
        Some(previous) if previous.judged.contains(&stored.piece.url) => {
            Err("was passed over in the last edition".to_owned())
        }
        Some(_) => Ok(Coming::Late),
        None => Err("came out before the window".to_owned()),
    }
}

/// Whether the story was dropped by an editor, or taken back by the site it is of: then no copy of it takes its place, but
/// for one that an editor wants. A copy elsewhere has no say about ours.
fn given_up(
    request: &Request<'_>,
    candidate: &Candidate<'_>,
    alike: &[usize],
    pieces: &[&StoredPiece],
) -> Option<String> {
    if candidate.wish().is_in() {
        return None;
    }
    let is_copy = candidate.piece.outlet.is_some();
    alike.iter().find_map(|at| {
        let other = pieces[*at];
        let url = &other.piece.url;
        let is_ours = other.piece.outlet.is_none();
        let wish = Edit::about(request.edits, url).map(Edit::wish);
        let was_taken_back = other.gone.is_some()
            || matches!(
                edits::seen(request, url),
                Some(Seen::Gone { .. } | Seen::Withheld { .. })
            );
        if wish == Some(Wish::Dropped) && (is_ours || is_copy) {
            Some(format!("the same story as {url}, which an editor dropped"))
        } else if was_taken_back && is_ours && is_copy {
            Some(format!("the same story as {url}, which its site took back"))
        } else {
            None
        }
    })
}

/// Whether one of those that tell the same story is to be preferred, or told it in an edition before.
fn told_before(
    candidate: &Candidate<'_>,
    alike: &[usize],
    candidates: &[Option<Candidate<'_>>],
    pieces: &[&StoredPiece],
) -> Option<String> {
    let mut used = alike.iter().map(|at| pieces[*at]);
    if let Some((url, edition)) = used.find_map(|stored| Some((&stored.piece.url, stored.used_in?)))
    {
        return Some(format!(
            "the same story as {url}, which was in edition {edition}"
        ));
    }
    let mut others = alike.iter().filter_map(|at| candidates[*at].as_ref());
    others
        .find(|other| preference(other) < preference(candidate))
        .map(|other| format!("the same story as {}", other.piece.url))
}

/// Less is better: what an editor wants before all, our own before elsewhere, the fuller before the barer, the older before its copy.
fn preference<'a>(
    candidate: &Candidate<'a>,
) -> (bool, bool, Reverse<usize>, DateTime<Utc>, &'a str) {
    let piece = candidate.piece;
    let facts = [
        piece.dek.is_some(),
        piece.section.is_some(),
        piece.image.is_some(),
        !piece.authors.is_empty(),
        !piece.teaser.is_empty(),
    ];
    let known = facts.into_iter().filter(|fact| *fact).count();
    (
        !candidate.wish().is_in(),
        piece.outlet.is_some(),
        Reverse(known),
        candidate.moment,
        piece.url.as_str(),
    )
}
