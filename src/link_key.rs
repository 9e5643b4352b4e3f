//! The keys that sign links and return paths: data only. `subscribers` signs with them, `store` keeps them.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// How long a new key is known before it signs: long enough that each process has read it and knows its links.
const NOTICE: TimeDelta = TimeDelta::minutes(1);

/// Which key signed a link. The first is 1; there is room for 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct KeyNumber(pub u8);

impl KeyNumber {
    /// The one that signed before keys had numbers, and that makes suppression hashes ever after.
    pub const FIRST: Self = Self(1);
}

impl fmt::Display for KeyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a key is still good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyStanding {
    /// Everything.
    Good,
    /// Leaving alone: others may know it, but whoever holds an old mail may still leave.
    Withdrawn,
}

/// Bytes that are nobody's business.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyBytes(pub [u8; 32]);

impl fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyBytes(..)")
    }
}

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkKey {
    /// Its number, which its links name.
    pub number: KeyNumber,
    /// The key itself.
    pub secret: KeyBytes,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// What it is good for.
    pub standing: KeyStanding,
}

/// The key of these that signs at this moment: the newest good one that was made a while ago, or the oldest where none
/// is that old.
pub fn signing(keys: &[LinkKey], now: DateTime<Utc>) -> Option<&LinkKey> {
    let mut good = keys.iter().filter(|key| key.standing == KeyStanding::Good);
    let known = |key: &&LinkKey| key.made + NOTICE <= now;
    good.clone().rev().find(known).or_else(|| good.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_signs_when_it_has_been_known_for_a_while() {
        let at = |minutes| DateTime::<Utc>::default() + TimeDelta::minutes(minutes);
        let key = |number, made, standing| LinkKey {
            number: KeyNumber(number),
            secret: KeyBytes([number; 32]),
            made: at(made),
            standing,
        };
        let (good, withdrawn) = (KeyStanding::Good, KeyStanding::Withdrawn);
        for (keys, now, signs) in [
            (vec![key(1, 5, good)], 5, 1),
            (vec![key(1, 0, good), key(2, 5, good)], 5, 1),
            (vec![key(1, 5, good), key(2, 5, good)], 5, 1),
            (vec![key(1, 0, good), key(2, 5, good)], 6, 2),
            (vec![key(1, 0, withdrawn), key(2, 5, good)], 5, 2),
            (
                vec![key(1, 0, good), key(2, 5, good), key(3, 6, good)],
                6,
                2,
            ),
        ] {
            let signing = signing(&keys, at(now)).expect("a key");
            assert_eq!(signing.number.0, signs, "{keys:?} at {now}");
        }
    }
}
