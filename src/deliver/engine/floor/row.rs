//! Refusals for good, one after the other with nobody accepted between: together they speak of the relay, or of us,
//! whatever each of them says. Pure.

use crate::{
    deliver::engine::Standing,
    delivery::{Cause, DeliveryId, Outcome},
};

/// So many times `delivery.stop_after` faults of addresses in a row are too many. Lists have dead addresses, and
/// imported ones have them side by side; but where every second one is dead, so many in a row come once in a million.
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

    /// One more; why the run has to end, if it has to.
    pub(super) fn push(&mut self, refused: Refused) -> Option<String> {
        let reply = refused.reply.clone();
        let of_address = refused.about == About::Address;
        self.refused.push(refused);
        let row = self.count(of_address);
        let what = if of_address { "addresses" } else { "messages" };
        (row >= self.most(of_address))
            .then(|| format!("the relay refused {row} {what} in a row: {reply}"))
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
    /// it is mended, after the others.
    pub(super) fn close(&mut self) -> Vec<(DeliveryId, Outcome)> {
        let ours = self.count(false);
        let policy = |refused: &Refused| refused.about == About::Policy;
        // With nobody accepted, two are a pattern, and one is where it was so before; a word of policy is one by itself.
        let pattern = ours > usize::from(self.standing != Standing::Doubtful);
        let nobody_else = !self.accepted && (pattern || self.refused.iter().any(policy));
        let spares_ours = ours >= self.most(false) || nobody_else;
        let spares_addresses = self.count(true) >= self.most(true);
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
        closed
    }

    fn count(&self, of_address: bool) -> usize {
        let kind = |refused: &&Refused| refused.is_of_address() == of_address;
        self.refused.iter().filter(kind).count()
    }

    /// A relay that has not shown yet that it takes anybody is believed less about addresses.
    fn most(&self, of_address: bool) -> usize {
        let times = if of_address && self.standing == Standing::Proven {
            TIMES
        } else {
            1
        };
        self.stop_after.saturating_mul(times)
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

    fn spared(row: &mut Row) -> usize {
        let closed = row.close().into_iter();
        closed
            .filter(|(_, outcome)| *outcome == Outcome::Returned)
            .count()
    }

    #[test]
    fn a_relay_that_has_taken_somebody_is_believed_longer() {
        for (standing, most) in [(Standing::New, 3), (Standing::Proven, 12)] {
            let mut row = Row::new(3, standing);
            for id in 1..most {
                assert_eq!(row.push(refused(id, About::Address)), None, "{id}");
            }
            let words = row.push(refused(most, About::Address));
            assert!(words.is_some_and(|words| words.contains("addresses in a row")));
            row.accepted(true);
            assert_eq!(row.gone(), [], "too late");
        }
    }

    #[test]
    fn an_acceptance_or_the_end_confirms_those_in_a_short_row() {
        let mut row = Row::new(3, Standing::New);
        row.push(refused(1, About::Address));
        row.push(refused(2, About::Other));
        assert_eq!(row.gone(), []);
        row.accepted(false);
        assert_eq!(row.gone()[0].0, DeliveryId(1));
        row.push(refused(3, About::Address));
        assert_eq!(row.close().len(), 1);
        assert_eq!(row.close().len(), 0);
    }

    #[test]
    fn the_last_one_is_spared_where_nobody_was_taken_before() {
        for (standing, most) in [(Standing::New, 0), (Standing::Doubtful, 1)] {
            let mut row = Row::new(3, standing);
            row.push(refused(1, About::Other));
            assert_eq!(spared(&mut row), most, "{standing:?}");
        }
    }

    #[test]
    fn faults_of_ours_and_of_addresses_are_counted_apart() {
        let mut row = Row::new(3, Standing::New);
        for about in [About::Address, About::Other].repeat(2) {
            assert_eq!(row.push(refused(1, about)), None);
        }
        assert!(row.push(refused(5, About::Policy)).is_some());
        assert_eq!(spared(&mut row), 3);
    }
}
