//! What went wrong with the pages of a source, told once where many have it in common; and the time they may take.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::super::visit::Miss;

/// Problems in the order they came up.
#[derive(Debug, Default)]
pub(super) struct Tally(Vec<Told>);

#[derive(Debug)]
struct Told {
    text: String,
    shared: Option<String>,
    count: usize,
}

/// A problem, and what it has in common with others.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) text: String,
    pub(super) shared: Option<String>,
}

impl From<Miss> for Problem {
    fn from(miss: Miss) -> Self {
        Self {
            text: miss.why(),
            shared: miss.shared(),
        }
    }
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Self { text, shared: None }
    }
}

impl Tally {
    pub(super) fn add(&mut self, problem: Problem) {
        let same = |told: &&mut Told| told.shared.is_some() && told.shared == problem.shared;
        if let Some(told) = self.0.iter_mut().find(same) {
            told.count += 1;
            return;
        }
        self.0.push(Told {
            text: problem.text,
            shared: problem.shared,
            count: 1,
        });
    }

    pub(super) fn words(self) -> impl Iterator<Item = String> {
        self.0.into_iter().map(|told| match told.count {
            1 => told.text,
            count => format!("{} ({count} pages)", told.text),
        })
    }
}

/// How long the pages of one source may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    until: Instant,
    all: Duration,
}

impl Budget {
    pub(super) fn new(all: Duration) -> Self {
        Self {
            until: Instant::now() + all,
            all,
        }
    }

    /// Waits for a page, but no longer than there is time.
    pub(super) async fn within<T>(
        self,
        visit: impl Future<Output = Result<T, Miss>>,
    ) -> Result<T, Miss> {
        if Instant::now() >= self.until {
            return Err(self.over());
        }
        timeout_at(self.until, visit)
            .await
            .unwrap_or_else(|_| Err(self.over()))
    }

    fn over(self) -> Miss {
        Miss::Late {
            seconds: self.all.as_secs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_have_in_common_is_told_once() {
        let mut tally = Tally::default();
        let shared = |text: &str| Problem {
            text: text.to_owned(),
            shared: Some("host".to_owned()),
        };
        tally.add("a page".to_owned().into());
        for text in ["the host rests, in 9 s", "the host rests, in 8 s"] {
            tally.add(shared(text));
        }
        tally.add("a page".to_owned().into());
        let words: Vec<String> = tally.words().collect();
        assert_eq!(
            words,
            ["a page", "the host rests, in 9 s (2 pages)", "a page"]
        );
    }

    #[tokio::test]
    async fn time_is_up_at_some_point() {
        let budget = Budget::new(Duration::from_millis(20));
        let never = std::future::pending::<Result<(), Miss>>();
        let miss = budget.within(never).await.unwrap_err();
        assert!(matches!(miss, Miss::Late { .. }), "{miss:?}");
        assert!(budget.within(async { Ok(()) }).await.is_err());
    }
}
