//! How much two texts have in common: bags of four words in a row, the article-extraction benchmark's measure.

use std::collections::HashMap;

/// Words in a row.
const LENGTH: usize = 4;

/// Precision and recall of one text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

impl Score {
    pub(crate) fn of(found: &str, truth: &str) -> Self {
        let (found, truth) = (bag(found), bag(truth));
        let total = |bag: &HashMap<Vec<&str>, usize>| bag.values().sum::<usize>();
        let both: usize = found
            .iter()
            .map(|(shingle, count)| truth.get(shingle).copied().unwrap_or(0).min(*count))
            .sum();
        Self {
            precision: share(both, total(&found)),
            recall: share(both, total(&truth)),
        }
    }

    /// F1 of the averages over the pages.
    pub(crate) fn f1(scores: &[Self]) -> f64 {
        let sum = |read: fn(&Self) -> f64| scores.iter().map(read).sum::<f64>();
        let (precision, recall) = (sum(|s| s.precision), sum(|s| s.recall));
        if scores.is_empty() || precision + recall == 0.0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "there are not so many pages")]
        let pages = scores.len() as f64;
        2.0 * precision * recall / (precision + recall) / pages
    }
}

/// A part of a whole, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "no text is so long")]
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn bag(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut bag = HashMap::new();
    for at in 0..words.len().saturating_sub(LENGTH - 1).max(1) {
        let shingle = words[at..words.len().min(at + LENGTH)].to_vec();
        *bag.entry(shingle).or_default() += 1;
    }
    bag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_and_what_is_too_little() {
        let truth = "the river rose again on monday";
        let close = |one: f64, other: f64| (one - other).abs() < 1e-9;
        let same = Score::of("The river rose: again, on Monday", truth);
        assert!(close(same.precision, 1.0 / 3.0), "{same:?}");
        let all = Score::of(truth, truth);
        assert!(close(Score::f1(&[all]), 1.0));
        let more = Score::of("the river rose again on monday and fell", truth);
        assert!(
            close(more.precision, 0.6) && close(more.recall, 1.0),
            "{more:?}"
        );
        let none = Score::of("", truth);
        assert!(close(Score::f1(&[none]), 0.0));
    }
}
