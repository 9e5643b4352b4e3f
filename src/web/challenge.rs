//! Work for whoever signs up, so that nobody signs up thousands: a puzzle that the reader's machine solves by itself in
//! about a second. No third party is asked.
//!
//! Where it can't (no scripts, no TLS), waiting does as well: the page says so and its button works later. A puzzle is for one
//! address, one page and one hour, and is kept nowhere but in its own signature.

use axum::{
    Extension,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use roundup_templates::{page, view};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{answer, policy::WithScript, tongue::Speech};
use crate::{pipeline::Pipeline, subscriber::EmailAddress};

/// Leading zero bits that a hash has to have: about 65,000 tries, a second of a phone's.
const BITS: u32 = 16;

/// How long a puzzle is good for.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// After so many seconds the puzzle need not be solved.
const PATIENCE: u32 = 30;

/// What a form says about the puzzle it came with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Effort {
    /// The puzzle.
    #[serde(default)]
    puzzle: String,
    /// A number that solves it.
    #[serde(default)]
    solution: String,
    /// The page of the form that it was made for: the puzzle vouches for that, where a browser says nothing of it.
    #[serde(default)]
    page: String,
}

impl Effort {
    /// Whether enough was done for this address: the work, or the wait.
    pub(super) fn suffices(&self, pipeline: &Pipeline, address: &EmailAddress) -> bool {
        let Some(age) = self.age(pipeline, address) else {
            return false;
        };
        age.num_seconds() >= i64::from(PATIENCE) || solves(&self.puzzle, &self.solution)
    }

    /// The page of the form that asked for it, to be believed where it [`suffices`](Self::suffices).
    pub(super) fn page(&self) -> &str {
        &self.page
    }

    /// How old the puzzle is; none where it is not one for this address, or none any more.
    fn age(&self, pipeline: &Pipeline, address: &EmailAddress) -> Option<TimeDelta> {
        let made = pipeline
            .signer
            .puzzle_made(&self.puzzle, address, &self.page)?;
        let age = pipeline.clock.now() - made;
        (age >= TimeDelta::zero() && age < LIFE).then_some(age)
    }
}

/// Whether SHA-256 of `puzzle:solution` begins with enough zeros.
fn solves(puzzle: &str, solution: &str) -> bool {
    let hash = Sha256::digest(format!("{puzzle}:{solution}"));
    let head = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    head.leading_zeros() >= BITS
}

/// The page with the puzzle, for a form that stands on `page`. It sends itself off when it is solved. Whoever pressed its
/// button too early has the same one again: their wait goes on.
pub(super) fn pose(
    pipeline: &Pipeline,
    effort: &Effort,
    page: String,
    address: &EmailAddress,
    name: &str,
    speech: Speech,
) -> Response {
    let (site, words) = (
        pipeline.site_in(speech.spoken),
        pipeline.words_in(speech.spoken),
    );
    let home = &pipeline.config.web.public_url;
    let (puzzle, page) = match effort.age(pipeline, address) {
        Some(_) => (effort.puzzle.clone(), effort.page.clone()),
        None => {
            let now = pipeline.clock.now();
            (pipeline.signer.puzzle(address, &page, now), page)
        }
    };
    let posed = page::challenge(&view::ChallengePage {
        site,
        title: words.challenge(),
        text: words.challenge_text(),
        without_script: words.challenge_wait(PATIENCE),
        button: words.sign_up(),
        action: format!("{home}subscribe"),
        script: format!("{home}challenge.js"),
        address: address.to_string(),
        name: name.to_owned(),
        language: speech.read.map(|language| language.tag().to_owned()),
        page,
        puzzle,
        bits: BITS,
    });
    (StatusCode::FORBIDDEN, Extension(WithScript), answer(posed)).into_response()
}

/// What solves it.
pub(super) async fn script() -> Response {
    let head = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (head, page::CHALLENGE).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_one_in_65_000_solves() {
        let solutions = (0..300_000).filter(|n| solves("a puzzle", &n.to_string()));
        let found = solutions.count();
        assert!((1..=15).contains(&found), "{found}");
    }
}
