//! Chance that can be had again: the same seed throws the same.

use std::time::Duration;

/// A generator of numbers (splitmix64). It never changes, so a seed means the same in every version.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Those of a seed and of a place in the sequence of runs or connections.
    pub fn new(seed: u64, place: u64) -> Self {
        let mut dice = Self(seed ^ place.wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    /// A number below `limit`; 0 if that is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// True in so many of 10,000 throws.
    pub fn hits(&mut self, in_ten_thousand: u64) -> bool {
        self.below(10_000) < in_ten_thousand
    }

    /// A length of time below `limit`.
    pub fn time_below(&mut self, limit: Duration) -> Duration {
        let micros = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.below(micros))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_throws_the_same_again() {
        let throw = |place| {
            let mut dice = Dice::new(7, place);
            (0..4).map(|_| dice.below(100)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1), throw(1));
        assert_ne!(throw(1), throw(2));
    }
}
