//! Refusals for good, one after the other with nobody accepted between: together they speak of the relay, or of us,
//! whatever each of them says. Pure.

use crate::{
    deliver::engine::Standing,
    delivery::{Cause, DeliveryId, Outcome},
};

/// So many times `delivery.stop_after` faults of addresses in a row are too many. Lists have dead addresses, and
/// imported ones have them side by side; but where every second one is dead, so many in a row come once in a million.
/// As many more may come for each text that is on its way: dead addresses are heard of at once, an acceptance takes its
/// time, and whose address was taken may be the one to break the row.
const TIMES: usize = 4;

/// A delivery refused for good, and what becomes of it if that proves not to be about it.
#[derive(Debug)]
pub(in crate::deliver::engine) struct Refused {
    pub(super) delivery: DeliveryId,
    pub(super) reply: String,
    /// Another try later, until `retry_for` is over.
    pub(super) instead: Outcome,
    pub(super) about: About,
}

/// What the relay spoke of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The address.
    Address,
    /// Policy.
    Policy,
    /// Anything else that is most likely about us.
    Other,
}

/// The row since the last acceptance.
#[derive(Debug)]
pub(super) struct Row {
    refused: Vec<Refused>,
    /// Those in a row that an acceptance has broken: there is no such address.
    gone: Vec<Refused>,
    stop_after: usize,
    /// Somebody was accepted in this run.
    accepted: bool,
    standing: Standing,
}

impl Row {
    pub(super) fn new(stop_after: u32, standing: Standing) -> Self {
        Self {
            refused: Vec::new(),
            gone: Vec::new(),
            stop_after: usize::try_from(stop_after).unwrap_or(usize::MAX),
            accepted: false,
            standing,
        }
    }

    /// One more, while so many texts are on their way; why the run has to end, if it has to.
    pub(super) fn push(&mut self, refused: Refused, on_the_way: usize) -> Option<String> {
        let of_address = refused.is_of_address();
        self.refused.push(refused);
        let patience = if of_address { on_the_way * TIMES } else { 0 };
        (self.count(of_address) >= self.most(of_address) + patience).then(|| self.words(of_address))
    }

    fn words(&self, of_address: bool) -> String {
        let row = self.count(of_address);
        let what = if of_address { "addresses" } else { "messages" };
        let kind = |refused: &&Refused| refused.is_of_address() == of_address;
        let last = self.refused.iter().rfind(kind);
        let reply = last.map_or("", |refused| refused.reply.as_str());
        format!("the relay refused {row} {what} in a row: {reply}")
    }

    /// Somebody was accepted. Once the row has ended the run, that makes nobody in it less spared.
    pub(super) fn accepted(&mut self, has_ended: bool) {
        (self.accepted, self.standing) = (true, Standing::Proven);
        if !has_ended {
            let row = self.refused.drain(..);
            self.gone.extend(row.filter(Refused::is_of_address));
        }
    }

    /// Those whose address is believed to be none since this was last asked.
    pub(super) fn gone(&mut self) -> Vec<(DeliveryId, Outcome)> {
        let gone = std::mem::take(&mut self.gone).into_iter();
        gone.map(Refused::believed).collect()
    }

    /// What becomes of those in the row when the run ends: where it was about us they are spared, and get their mail when
    /// it is mended, after the others. And why, where that is about addresses.
    pub(super) fn close(&mut self) -> (Vec<(DeliveryId, Outcome)>, Option<String>) {
        let ours = self.count(false);
        let policy = |refused: &Refused| refused.about == About::Policy;
        // With nobody accepted, two are a pattern, and one is where it was so before; a word of policy is one by itself.
        let pattern = ours > usize::from(self.standing != Standing::Doubtful);
        let nobody_else = !self.accepted && (pattern || self.refused.iter().any(policy));
        let spares_ours = ours >= self.most(false) || nobody_else;
        // A relay that has taken nobody yet is believed less: the whole list may be shorter than what stops a run.
        let enough = match self.standing {
            Standing::Proven => self.most(true),
            Standing::New | Standing::Doubtful => self.stop_after,
        };
        let spares_addresses = self.count(true) >= enough;
        let why = spares_addresses.then(|| self.words(true));
        let mut closed = self.gone();
        for refused in std::mem::take(&mut self.refused) {
            match (refused.is_of_address(), spares_addresses, spares_ours) {
                (true, true, _) | (false, _, true) => {
                    closed.push((refused.delivery, refused.instead));
                }
                (true, false, _) => closed.push(refused.believed()),
                (false, _, false) => {}
            }
        }
        (closed, why)
    }

    fn count(&self, of_address: bool) -> usize {
        let kind = |refused: &&Refused| refused.is_of_address() == of_address;
        self.refused.iter().filter(kind).count()
    }

    fn most(&self, of_address: bool) -> usize {
        self.stop_after
            .saturating_mul(if of_address { TIMES } else { 1 })
    }
}

impl Refused {
    fn is_of_address(&self) -> bool {
        self.about == About::Address
    }

    fn believed(self) -> (DeliveryId, Outcome) {
        let (reply, cause) = (self.reply, Cause::Address);
        (self.delivery, Outcome::Failed { reply, cause })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(id: i64, about: About) -> Refused {
        Refused {
            delivery: DeliveryId(id),
            reply: "no".to_owned(),
            instead: Outcome::Returned,
            about,
        }
    }

    fn returned(closed: &[(DeliveryId, Outcome)]) -> usize {
        let outcomes = closed.iter().map(|(_, outcome)| outcome);
        outcomes
            .filter(|&outcome| *outcome == Outcome::Returned)
            .count()
    }

    #[test]
    fn so_many_addresses_in_a_row_are_a_fair_sample_whoever_was_taken_before() {
        for standing in [Standing::New, Standing::Proven] {
            let mut row = Row::new(3, standing);
            for id in 1..12 {
                assert_eq!(row.push(refused(id, About::Address), 0), None, "{id}");
            }
            let words = row.push(refused(12, About::Address), 0);
            assert!(words.is_some_and(|words| words.contains("12 addresses in a row")));
            row.accepted(true);
            assert_eq!(row.gone(), [], "too late");
        }
    }

    #[test]
    fn what_is_on_its_way_may_break_the_row() {
        let mut row = Row::new(3, Standing::New);
        for id in 1..20 {
            assert_eq!(row.push(refused(id, About::Address), 2), None, "{id}");
        }
        row.accepted(false);
        assert_eq!(row.gone().len(), 19);
        for id in 1..20 {
            row.push(refused(id, About::Address), 2);
        }
        assert!(row.push(refused(20, About::Address), 2).is_some());
    }

    #[test]
    fn a_short_list_of_nobody_is_not_believed_either() {
        for (standing, spares) in [(Standing::New, 3), (Standing::Proven, 0)] {
            let mut row = Row::new(3, standing);
            for id in 1..4 {
                row.push(refused(id, About::Address), 0);
            }
            let (closed, why) = row.close();
            assert_eq!((returned(&closed), why.is_some()), (spares, spares > 0));
        }
    }

    #[test]
    fn an_acceptance_or_the_end_confirms_those_in_a_short_row() {
        let mut row = Row::new(3, Standing::New);
        row.push(refused(1, About::Address), 0);
        row.push(refused(2, About::Other), 0);
        assert_eq!(row.gone(), []);
        row.accepted(false);
        assert_eq!(row.gone()[0].0, DeliveryId(1));
        row.push(refused(3, About::Address), 0);
        assert_eq!(row.close().0.len(), 1);
        assert_eq!(row.close().0.len(), 0);
    }

    #[test]
    fn the_last_one_is_spared_where_nobody_was_taken_before() {
        for (standing, most) in [(Standing::New, 0), (Standing::Doubtful, 1)] {
            let mut row = Row::new(3, standing);
            row.push(refused(1, About::Other), 0);
            assert_eq!(returned(&row.close().0), most, "{standing:?}");
        }
    }

    #[test]
    fn faults_of_ours_and_of_addresses_are_counted_apart() {
        let mut row = Row::new(3, Standing::Proven);
        for about in [About::Address, About::Other].repeat(2) {
            assert_eq!(row.push(refused(1, about), 9), None);
        }
        assert!(row.push(refused(5, About::Policy), 9).is_some());
        assert_eq!(returned(&row.close().0), 3);
    }
}
