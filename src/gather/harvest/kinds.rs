//! Which reader a source's kind has. Whatever they read, they give it the shape of a feed.

use chrono::{DateTime, Utc};

use super::{
    super::{Gatherer, Known, events, feed::Feed, folder, page_list, sitemap, wordpress},
    choice,
};
use crate::{
    config::{Kind, Location, Source},
    piece::Validators,
};

/// What a source lists now.
#[derive(Debug, Default)]
pub struct Listing {
    /// How many pieces or events it has for us.
    pub count: usize,
    /// What else it lists that `gather` leaves out, each with the reason.
    pub left_out: Vec<String>,
    /// What is wrong with some.
    pub problems: Vec<String>,
}

/// What a source lists now, without reading any of it.
pub(in super::super) async fn listed(
    gatherer: &Gatherer,
    source: &Source,
    now: DateTime<Utc>,
) -> Result<Listing, String> {
    let anew = Validators::default();
    if source.kind == Kind::Events {
        let calendar = events::read(gatherer, source, &anew, now).await?;
        let listing = calendar.map(|(calendar, _)| Listing {
            count: calendar.events.len(),
            left_out: Vec::new(),
            problems: calendar.problems,
        });
        return Ok(listing.unwrap_or_default());
    }
    let Some((feed, _)) = entries(gatherer, source, &anew, &Known::new(), now).await? else {
        return Ok(Listing::default());
    };
    let (chosen, left) = choice::choose(source, feed.entries);
    let future = chosen.iter().filter_map(|chosen| chosen.embargo(now));
    let future = future.count();
    Ok(Listing {
        count: chosen.len() - future,
        left_out: left.words(future),
        problems: feed.problems,
    })
}

/// The entries of a source of any kind, in the shape of a feed; none where it did not change.
pub(super) async fn entries(
    gatherer: &Gatherer,
    source: &Source,
    asked: &Validators,
    known: &Known,
    now: DateTime<Utc>,
) -> Result<Option<(Feed, Validators)>, String> {
    // A list that gave nothing yet is read whole: the config may be what changed.
    let fresh = Validators::default();
    let validators = if known.is_empty() { &fresh } else { asked };
    match (&source.kind, &source.location) {
        (Kind::PageList(rules), Location::Url(url)) => {
            page_list::read(gatherer, rules, url, validators).await
        }
        (Kind::Sitemap(reach), Location::Url(url)) => {
            sitemap::read(gatherer, *reach, url, validators, now).await
        }
        (Kind::WordPress(reach), Location::Url(url)) => {
            wordpress::read(gatherer, *reach, url, now).await
        }
        (Kind::Folder(rules), Location::Path(path)) => folder::read(rules, path, now).await,
        _ => super::open(gatherer, source, asked).await,
    }
}
