//! What the relay said, told once: what thousands of recipients had in common is one line of the log when it is first
//! heard, and one when all is over, with how often it was said.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::verdict::Verdict;
use crate::deliver::{
    gist::{Gist, grouped},
    refusal::Refusal,
};

/// Different things that are told apart; a relay that says more different things than these is not told from a noise.
const MOST: usize = 100;

/// The refusals of a run, by their gist.
#[derive(Debug, Default)]
pub(super) struct Said(Mutex<Heard>);

#[derive(Debug, Default)]
struct Heard {
    times: HashMap<(Weight, Gist), u64>,
    /// What found no room.
    others: u64,
}

/// How loud it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Weight {
    /// Somebody gets no mail, or perhaps gets none.
    Warning,
    /// It is tried again.
    Notice,
}

impl Said {
    /// Takes note of a refusal that settled a delivery to `address`, and tells it the first time.
    pub(super) fn heard(&self, verdict: Verdict, refusal: &Refusal, address: &str) {
        let weight = match verdict {
            Verdict::Fail(_) | Verdict::Uncertain => Weight::Warning,
            Verdict::Defer => Weight::Notice,
            // It ends the run, which says so itself.
            Verdict::Stop | Verdict::Trouble => return,
        };
        let gist = Gist::of(
            &format!("{}: {}", refusal.stage, refusal.words()),
            Some(address),
        );
        if self.is_first(weight, &gist) {
            tell(weight, &gist.to_string());
        }
    }

    /// Tells what was said more than once, and how often. Nothing is told twice.
    pub(super) fn told(&self) {
        let heard = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut times: Vec<_> = heard
            .times
            .into_iter()
            .filter(|(_, times)| *times > 1)
            .collect();
        times.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        for ((weight, gist), times) in times {
            tell(weight, &format!("{gist}: said {} times", grouped(times)));
        }
        if heard.others > 0 {
            let others = grouped(heard.others);
            tell(
                Weight::Warning,
                &format!("{others} more refusals, in other words"),
            );
        }
    }

    fn is_first(&self, weight: Weight, gist: &Gist) -> bool {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (weight, gist.clone());
        if let Some(times) = heard.times.get_mut(&key) {
            *times += 1;
            return false;
        }
        if heard.times.len() >= MOST {
            heard.others += 1;
            return false;
        }
        heard.times.insert(key, 1);
        true
    }
}

fn tell(weight: Weight, words: &str) {
    match weight {
        Weight::Warning => tracing::warn!("{words}"),
        Weight::Notice => tracing::info!("{words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::refusal::{Kind, Stage};

    fn refusal(text: &str) -> Refusal {
        Refusal {
            stage: Stage::Rcpt,
            code: Some(450),
            enhanced: None,
            text: text.to_owned(),
            kind: Kind::Transient,
        }
    }

    #[test]
    fn what_is_different_is_told_apart_up_to_a_bound() {
        let said = Said::default();
        for n in 0..500_u32 {
            let word: String = n
                .to_string()
                .chars()
                .map(|c| char::from(b'a' + c as u8 - b'0'))
                .collect();
            said.heard(Verdict::Defer, &refusal(&word), "ada@mill.example");
            said.heard(
                Verdict::Defer,
                &refusal("busy, queue 17"),
                "ada@mill.example",
            );
        }
        let heard = said.0.lock().unwrap();
        assert_eq!(heard.times.len(), MOST);
        let busy = (Weight::Notice, Gist::of("RCPT: 450 busy, queue 3", None));
        assert_eq!(heard.times[&busy], 500);
        assert_eq!(heard.others, 401);
    }
}
