//! Reading one source: its feed, or what its kind has for one, then the pages of the entries that are new or changed.

mod choice;
mod kinds;
mod tally;

use chrono::{DateTime, Utc};
use futures::{StreamExt as _, stream};
use url::Url;

use self::{
    choice::Chosen,
    tally::{Budget, Problem, Tally},
};
use super::{
    Gatherer, Harvest, HarvestOutcome, Known, events,
    feed::{self, Entry, Feed},
    http::{Body, Fetched, Want, shown},
    identity, merge, visit,
};
use crate::{
    config::{Kind, Location, Select, Source},
    piece::{Fingerprint, Gathered, Validators},
};

/// Pages of one source read at once; each host still sees only as many as `per_host` allows.
const PAGES_AT_ONCE: usize = 8;

pub use kinds::Listing;
pub(super) use kinds::listed;

pub(super) async fn source(
    gatherer: &Gatherer,
    source: &Source,
    validators: &Validators,
    known: &Known,
    now: DateTime<Utc>,
) -> Harvest {
    if source.kind == Kind::Events {
        return events::harvest(gatherer, source, validators, now).await;
    }
    let mut problems = Vec::new();
    let outcome = match kinds::entries(gatherer, source, validators, known, now).await {
        Ok(None) => HarvestOutcome::NotModified,
        Ok(Some((feed, validators))) => {
            problems.extend(feed.problems);
            let language = feed.language;
            let job = Job {
                gatherer,
                source,
                language,
                now,
                budget: Budget::new(gatherer.budget),
            };
            job.read(feed.entries, validators, known, &mut problems)
                .await
        }
        Err(why) => HarvestOutcome::Failed(why),
    };
    Harvest {
        source: source.name.clone(),
        outcome,
        problems,
    }
}

/// The feed, or none where it did not change.
async fn open(
    gatherer: &Gatherer,
    source: &Source,
    validators: &Validators,
) -> Result<Option<(Feed, Validators)>, String> {
    let Some(body) = fetch(gatherer, source, Want::Feed, validators).await? else {
        return Ok(None);
    };
    let place = match &source.location {
        Location::Path(path) => path.display().to_string(),
        Location::Url(url) => shown(url),
    };
    // A large feed takes a while to read; the other sources go on meanwhile.
    let read = move || {
        feed::parse(&body.bytes, body.content_type.as_deref(), &body.final_url)
            .map(|feed| Some((feed, body.validators)))
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|why| format!("{place}: {why}"))?
        .map_err(|why| format!("{place}: {why}"))
}

/// What is at the source's address or in its file; none where it did not change.
pub(super) async fn fetch(
    gatherer: &Gatherer,
    source: &Source,
    want: Want,
    validators: &Validators,
) -> Result<Option<Body>, String> {
    match &source.location {
        Location::Path(path) => file(path).await.map(Some),
        Location::Url(url) => match gatherer.fetcher.fetch(url, want, validators).await {
            Ok(Fetched::NotModified) => Ok(None),
            Ok(Fetched::Body(body)) => Ok(Some(*body)),
            Err(why) => Err(why.to_string()),
        },
    }
}

async fn file(path: &std::path::Path) -> Result<Body, String> {
    let failed = |why: &dyn std::fmt::Display| {
        format!(
            "{} can't be read: {why}; check `path` of the source",
            path.display()
        )
    };
    let bytes = tokio::fs::read(path).await.map_err(|why| failed(&why))?;
    let path = tokio::fs::canonicalize(path)
        .await
        .map_err(|why| failed(&why))?;
    let final_url = Url::from_file_path(&path).map_err(|()| failed(&"it has no absolute path"))?;
    Ok(Body {
        bytes,
        content_type: None,
        final_url,
        validators: Validators::default(),
        robots: Vec::new(),
    })
}

/// What all entries of one source have in common.
struct Job<'a> {
    gatherer: &'a Gatherer,
    source: &'a Source,
    language: Option<String>,
    now: DateTime<Utc>,
    budget: Budget,
}

/// An entry that is new or changed.
struct Wanted {
    chosen: Chosen,
    print: Fingerprint,
}

/// What became of one.
struct One {
    gathered: Option<Gathered>,
    again: bool,
    problems: Vec<Problem>,
}

impl Job<'_> {
    async fn read(
        &self,
        entries: Vec<Entry>,
        validators: Validators,
        known: &Known,
        problems: &mut Vec<String>,
    ) -> HarvestOutcome {
        let (wanted, unchanged) = self.sort(entries, known);
        let results: Vec<One> = stream::iter(wanted)
            .map(|wanted| self.one(wanted))
            .buffered(PAGES_AT_ONCE)
            .collect()
            .await;
        // With the feed's validators its server would hide from us the entries to be tried again.
        let again = results.iter().any(|one| one.again);
        let mut pieces = Vec::with_capacity(results.len());
        let mut tally = Tally::default();
        for one in results {
            one.problems.into_iter().for_each(|told| tally.add(told));
            pieces.extend(one.gathered);
        }
        problems.extend(tally.words());
        let validators = if again {
            Validators::default()
        } else {
            validators
        };
        HarvestOutcome::Read {
            pieces,
            unchanged,
            validators,
        }
    }

    /// The entries to be read, and the links of those that are as they were.
    fn sort(&self, entries: Vec<Entry>, known: &Known) -> (Vec<Wanted>, Vec<Url>) {
        let (mut wanted, mut unchanged) = (Vec::new(), Vec::new());
        for chosen in choice::choose(self.source, entries).0 {
            let entry = &chosen.entry;
            let (section, outlet) = (&self.source.section, &self.source.outlet);
            let said = Entry {
                guid: None,
                ..entry.clone()
            };
            let said = (said, &self.source.select, self.gatherer.teaser);
            let print = identity::fingerprint(&said, section.as_deref(), outlet.as_deref());
            if known.get(&chosen.link) == Some(&print) {
                unchanged.push(chosen.link);
            } else {
                wanted.push(Wanted { chosen, print });
            }
        }
        (wanted, unchanged)
    }

    /// Files and a site's own interface say all there is to say.
    fn needs_page(&self, entry: &Entry) -> bool {
        match self.source.kind {
            Kind::Folder(_) => false,
            Kind::WordPress(_) => {
                entry.content.is_none() || self.source.select != Select::default()
            }
            _ => merge::needs_page(entry, self.source),
        }
    }

    async fn one(&self, wanted: Wanted) -> One {
        let Wanted { chosen, print } = wanted;
        if let Some(day) = chosen.embargo(self.now) {
            let link = &chosen.link;
            let problem = format!("{link}: dated {day}, in the future: left until then");
            return One {
                gathered: None,
                again: true,
                problems: vec![Problem::alike(problem, "dated in the future")],
            };
        }
        let Chosen { place, link, entry } = chosen;
        let mut problems: Vec<Problem> = Vec::new();
        let mut again = false;
        let mut gone = None;
        let mut piece = merge::from_entry(
            &entry,
            &place,
            self.language.as_deref(),
            &self.source.name,
            self.gatherer.teaser,
        );
        if self.needs_page(&entry) {
            let visit = visit::page(self.gatherer, &place, &self.source.select);
            match self.budget.within(visit).await {
                Ok((page, at)) => {
                    let told = page.problems.iter();
                    problems.extend(told.map(|problem| format!("{link}: {problem}").into()));
                    let read = merge::from_page(
                        &page,
                        &at,
                        self.source.name.clone(),
                        self.gatherer.teaser,
                    );
                    piece = merge::both(piece, read, page.chosen);
                }
                Err(miss) => {
                    gone = miss.gone();
                    // Pages of other outlets are often closed to us; that is theirs to decide, and no
                    // reason to ask again and again.
                    let closed = self.source.outlet.is_some() && !miss.is_transient();
                    again = gone.is_some() || !(miss.is_settled() || closed);
                    problems.push(miss.into());
                }
            }
        }
        let mut told = Vec::new();
        let piece = merge::finish(piece, self.source, self.now, &mut told);
        problems.extend(told.into_iter().map(Problem::from));
        if piece.title.is_empty() {
            let why = format!("{link}: neither the feed nor the page has a headline; left out");
            problems.push(why.into());
            return One {
                gathered: None,
                again,
                problems,
            };
        }
        let fingerprint = Some(print).filter(|_| !again);
        One {
            gathered: Some(Gathered {
                link,
                piece,
                fingerprint,
                gone,
            }),
            again,
            problems,
        }
    }
}
