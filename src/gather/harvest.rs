//! Reading one source: its feed, then the pages of the entries that are new or changed.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use futures::{StreamExt as _, stream};
use url::Url;

use super::{
    Gatherer, Harvest, HarvestOutcome, Known,
    feed::{self, Entry, Feed},
    http::{Body, FetchError, Fetched, Want, robots::Leave, shown},
    identity, merge,
};
use crate::{
    config::{Location, Source},
    piece::{Fingerprint, Gathered, Piece, Validators},
};

/// Pages of one source read at once; each host still sees only as many as `per_host` allows.
const PAGES_AT_ONCE: usize = 8;

pub(super) async fn source(
    gatherer: &Gatherer,
    source: &Source,
    validators: &Validators,
    known: &Known,
    now: DateTime<Utc>,
) -> Harvest {
    let mut problems = Vec::new();
    let outcome = match open(gatherer, source, validators).await {
        Ok(None) => HarvestOutcome::NotModified,
        Ok(Some((feed, validators))) => {
            read(
                gatherer,
                source,
                feed,
                validators,
                known,
                now,
                &mut problems,
            )
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
    let body = match &source.location {
        Location::Path(path) => file(path).await?,
        Location::Url(url) => match gatherer.fetcher.fetch(url, Want::Feed, validators).await {
            Ok(Fetched::NotModified) => return Ok(None),
            Ok(Fetched::Body(body)) => body,
            Err(why) => return Err(why.to_string()),
        },
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
    })
}

async fn read(
    gatherer: &Gatherer,
    source: &Source,
    feed: Feed,
    validators: Validators,
    known: &Known,
    now: DateTime<Utc>,
    problems: &mut Vec<String>,
) -> HarvestOutcome {
    problems.extend(feed.problems);
    let mut unchanged = Vec::new();
    let mut wanted = Vec::new();
    let mut seen = HashSet::new();
    for entry in feed.entries {
        let link = identity::canonical(&entry.link);
        if !source.wants(&link) || !seen.insert(link.clone()) {
            continue;
        }
        let print =
            identity::fingerprint(&entry, source.section.as_deref(), source.outlet.as_deref());
        if known.get(&link) == Some(&print) {
            unchanged.push(link);
        } else {
            wanted.push((link, entry, print));
        }
    }
    let language = feed.language.as_deref();
    let results: Vec<_> = stream::iter(wanted)
        .map(|(link, entry, print)| one(gatherer, source, language, link, entry, print, now))
        .buffered(PAGES_AT_ONCE)
        .collect()
        .await;
    let mut pieces = Vec::with_capacity(results.len());
    for result in results {
        problems.extend(result.problems);
        pieces.extend(result.gathered);
    }
    // With the feed's validators the server would hide from us the entries that have to be tried again.
    let complete = pieces.iter().all(|piece| piece.fingerprint.is_some());
    let validators = if complete {
        validators
    } else {
        Validators::default()
    };
    HarvestOutcome::Read {
        pieces,
        unchanged,
        validators,
    }
}

struct One {
    gathered: Option<Gathered>,
    problems: Vec<String>,
}

async fn one(
    gatherer: &Gatherer,
    source: &Source,
    language: Option<&str>,
    link: Url,
    entry: Entry,
    print: Fingerprint,
    now: DateTime<Utc>,
) -> One {
    let mut problems = Vec::new();
    let mut piece = merge::from_entry(&entry, language, &source.name);
    let mut fingerprint = Some(print);
    if merge::needs_page(&entry, source) {
        match page(gatherer, &entry.link, source).await {
            Ok((page, told)) => {
                problems.extend(told.into_iter().map(|problem| format!("{link}: {problem}")));
                piece = merge::both(piece, page);
            }
            Err(miss) => {
                problems.push(miss.why);
                // Pages of other outlets are often closed to us; that is theirs to decide, and no reason
                // to ask again and again.
                let settled = miss.settled || (source.outlet.is_some() && !miss.transient);
                fingerprint = fingerprint.filter(|_| settled);
            }
        }
    }
    let piece = merge::finish(piece, source, now, &mut problems);
    if piece.title.is_empty() {
        problems.push(format!(
            "{link}: neither the feed nor the page has a headline; left out"
        ));
        return One {
            gathered: None,
            problems,
        };
    }
    One {
        gathered: Some(Gathered {
            link,
            piece,
            fingerprint,
        }),
        problems,
    }
}

/// A page that could not be had.
struct Miss {
    why: String,
    /// Asking again would get the same answer.
    settled: bool,
    /// Asking again may well get another.
    transient: bool,
}

impl From<FetchError> for Miss {
    fn from(why: FetchError) -> Self {
        Self {
            transient: why.is_transient(),
            settled: false,
            why: why.to_string(),
        }
    }
}

async fn page(
    gatherer: &Gatherer,
    url: &Url,
    source: &Source,
) -> Result<(Piece, Vec<String>), Miss> {
    let settled = |why: String| Miss {
        why,
        settled: true,
        transient: false,
    };
    match gatherer.robots.leave(&gatherer.fetcher, url).await {
        Leave::Given => {}
        Leave::Refused => {
            return Err(settled(format!(
                "{}: the site's robots.txt keeps programs off this page; the feed's own summary is used",
                shown(url)
            )));
        }
        Leave::Unknown => {
            let why = format!(
                "{}: the site's robots.txt can't be read just now; the page is tried again next time",
                shown(url)
            );
            return Err(Miss {
                why,
                settled: false,
                transient: true,
            });
        }
    }
    let body = match gatherer
        .fetcher
        .fetch(url, Want::Page, &Validators::default())
        .await?
    {
        Fetched::Body(body) => body,
        Fetched::NotModified => {
            return Err(Miss::from(FetchError::Status {
                url: shown(url),
                status: 304,
            }));
        }
    };
    // Sites send readers of what is gone, or closed, to their front page: another page than was asked for.
    if body.final_url.path() == "/" && url.path() != "/" {
        let why = format!(
            "{}: the page leads to the site's front page; the feed's own summary is used",
            shown(url)
        );
        return Err(Miss {
            why,
            settled: false,
            transient: false,
        });
    }
    if let Some(kind) = body.content_type.as_deref().filter(|kind| !is_page(kind)) {
        return Err(settled(format!(
            "{}: this is \"{}\" and not a web page; the feed's own summary is used",
            shown(url),
            super::text::clean(kind)
        )));
    }
    let page = gatherer
        .cage
        .page(&body.bytes, body.content_type.as_deref(), &body.final_url)
        .await
        .map_err(|why| Miss {
            why: why.to_string(),
            settled: false,
            transient: false,
        })?;
    let piece = merge::from_page(&page, &body.final_url, source.name.clone());
    Ok((piece, page.problems))
}

fn is_page(content_type: &str) -> bool {
    let kind = content_type.to_ascii_lowercase();
    [
        "text/html",
        "xhtml",
        "text/plain",
        "application/xml",
        "text/xml",
    ]
    .iter()
    .any(|page| kind.contains(page))
}
