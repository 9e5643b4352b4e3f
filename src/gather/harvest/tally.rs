//! What went wrong with the pages of a source, told once where many have it in common; and the time they may take.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::super::visit::Miss;

/// So many of a kind are told one by one: somebody may look at each.
const ONE_BY_ONE: usize = 3;

/// Problems in the order they came up.
#[derive(Debug, Default)]
pub(super) struct Tally(Vec<Told>);

#[derive(Debug)]
struct Told {
    /// The first of them.
    texts: Vec<String>,
    kind: Kind,
    count: usize,
}

/// A problem, and what it has in common with others.
#[derive(Debug)]
pub(super) struct Problem {
    text: String,
    kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// One thing that all these pages have: a host that rests.
    Shared(String),
    /// Each page has its own, and they read alike but for their addresses.
    Alike(String),
}

impl Problem {
    /// A problem of which many pages may have one like it.
    pub(super) fn alike(text: String, what: &str) -> Self {
        let kind = Kind::Alike(what.to_owned());
        Self { text, kind }
    }
}

impl From<Miss> for Problem {
    fn from(miss: Miss) -> Self {
        match miss.shared() {
            Some(shared) => Self {
                text: miss.why(),
                kind: Kind::Shared(shared),
            },
            None => miss.why().into(),
        }
    }
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        let words = text.split_whitespace().filter(|word| !word.contains("://"));
        let kind = Kind::Alike(words.collect::<Vec<_>>().join(" "));
        Self { text, kind }
    }
}

impl Tally {
    pub(super) fn add(&mut self, problem: Problem) {
        let Problem { text, kind } = problem;
        if let Some(told) = self.0.iter_mut().find(|told| told.kind == kind) {
            told.count += 1;
            if told.texts.len() < ONE_BY_ONE {
                told.texts.push(text);
            }
            return;
        }
        self.0.push(Told {
            texts: vec![text],
            kind,
            count: 1,
        });
    }

    pub(super) fn words(self) -> impl Iterator<Item = String> {
        self.0.into_iter().flat_map(|told| {
            let Told {
                mut texts,
                kind,
                count,
            } = told;
            let more = count - 1;
            match kind {
                _ if more == 0 => {}
                Kind::Alike(_) if count <= ONE_BY_ONE => {}
                Kind::Alike(_) => {
                    texts.truncate(1);
                    for text in &mut texts {
                        text.push_str(&format!(" (and {more} more pages like this one)"));
                    }
                }
                Kind::Shared(_) => {
                    texts.truncate(1);
                    for text in &mut texts {
                        text.push_str(&format!(" ({count} pages)"));
                    }
                }
            }
            texts
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
            kind: Kind::Shared("host".to_owned()),
        };
        for text in ["the host rests, in 9 s", "the host rests, in 8 s"] {
            tally.add(shared(text));
        }
        for page in 1..=2_000 {
            tally.add(format!("https://weir.example/{page} is not there").into());
        }
        for page in 1..=3 {
            tally.add(format!("https://weir.example/{page}: no headline").into());
        }
        let words: Vec<String> = tally.words().collect();
        assert_eq!(
            words,
            [
                "the host rests, in 9 s (2 pages)",
                "https://weir.example/1 is not there (and 1999 more pages like this one)",
                "https://weir.example/1: no headline",
                "https://weir.example/2: no headline",
                "https://weir.example/3: no headline",
            ]
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
