//! Which reader a source's kind has. Whatever they read, they give it the shape of a feed.

use chrono::{DateTime, Utc};

use super::super::{Gatherer, Known, events, feed::Feed, folder, page_list, sitemap, wordpress};
use crate::{
    config::{Kind, Location, Source},
    piece::Validators,
};

/// How many pieces or events a source lists, and what is wrong with some.
pub(in super::super) async fn listed(
    gatherer: &Gatherer,
    source: &Source,
    now: DateTime<Utc>,
) -> Result<(usize, Vec<String>), String> {
    let anew = Validators::default();
    if source.kind == Kind::Events {
        let calendar = events::read(gatherer, source, &anew, now).await?;
        let calendar = calendar.map(|(calendar, _)| (calendar.events.len(), calendar.problems));
        return Ok(calendar.unwrap_or_default());
    }
    let listed = entries(gatherer, source, &anew, &Known::new(), now).await?;
    let listed = listed.map(|(feed, _)| (feed.entries.len(), feed.problems));
    Ok(listed.unwrap_or_default())
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
