//! Sitemaps: which of a site's pages are new, by the dates that the sitemap gives them.
//!
//! An index is followed to its newest sitemaps. What news sitemaps say of a piece (headline, date, keywords,
//! language) goes into its entry; the page says the rest.

mod xml;

use std::io::Read as _;

use chrono::{DateTime, TimeDelta, Utc};
use flate2::read::MultiGzDecoder;
use url::Url;

use super::{
    Gatherer, charset,
    feed::{Entry, Feed, http_url},
    http::{Body, Fetched, Want, shown},
};
use crate::{config::Reach, piece::Validators};
use xml::{Map, Place};

/// Sitemaps that are read of one index, and below it.
const MOST_SITEMAPS: usize = 20;

/// An index may name other indexes, but nobody needs more floors than these.
const MOST_DEPTH: usize = 2;

/// Sitemaps that can't be fetched before the rest is left for next time.
const MOST_FAILURES: usize = 3;

pub(super) async fn read(
    gatherer: &Gatherer,
    reach: Reach,
    url: &Url,
    validators: &Validators,
    now: DateTime<Utc>,
) -> Result<Option<(Feed, Validators)>, String> {
    let body = match gatherer.fetcher.fetch(url, Want::Feed, validators).await {
        Ok(Fetched::NotModified) => return Ok(None),
        Ok(Fetched::Body(body)) => *body,
        Err(why) => return Err(why.to_string()),
    };
    let mut validators = body.validators.clone();
    let map = parsed(gatherer, body).await?;
    let mut walk = Walk {
        gatherer,
        since: now - TimeDelta::days(i64::from(reach.days)),
        fetched: 0,
        failures: Vec::new(),
        found: Vec::new(),
        undated: 0,
        impossible: None,
        problems: Vec::new(),
    };
    if map.is_index {
        // An index may stay as it is while its sitemaps change.
        validators = Validators::default();
    }
    let (root_is_index, names_any) = (map.is_index, !map.places.is_empty());
    walk.all(map, url).await;
    if root_is_index && names_any && walk.fetched > 0 && walk.fetched == walk.failures.len() {
        return Err(walk.failures.swap_remove(0));
    }
    if !walk.failures.is_empty() {
        validators = Validators::default();
    }
    Ok(Some((walk.feed(reach, url), validators)))
}

/// Unpacks and reads one sitemap, off the threads that the other sources need.
async fn parsed(gatherer: &Gatherer, body: Body) -> Result<Map, String> {
    let (place, most) = (shown(&body.final_url), gatherer.max_bytes);
    let read = move || {
        let bytes = unpacked(body.bytes, most)?;
        let read = charset::decode_feed(&bytes, body.content_type.as_deref());
        let mut map = xml::parse(&read.text)?;
        map.problem = map.problem.or(read.problem);
        Ok::<_, String>(map)
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|why| format!("{place}: {why}"))?
        .map_err(|why| format!("{place}: {why}"))
}

/// A file that is gzipped itself is unpacked, up to what one answer may have.
fn unpacked(bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    MultiGzDecoder::new(bytes.as_slice())
        .take(most.saturating_add(1))
        .read_to_end(&mut plain)
        .map_err(|why| format!("the gzip file is broken: {why}"))?;
    if plain.len() as u64 > most {
        return Err(format!(
            "it is larger than {most} bytes when unpacked; raise `max_bytes` in [gather] if it should be read"
        ));
    }
    Ok(plain)
}

/// Going through an index.
struct Walk<'a> {
    gatherer: &'a Gatherer,
    since: DateTime<Utc>,
    fetched: usize,
    failures: Vec<String>,
    found: Vec<(DateTime<Utc>, Entry)>,
    undated: usize,
    /// The first date that is none, with its page.
    impossible: Option<String>,
    problems: Vec<String>,
}

impl Walk<'_> {
    async fn all(&mut self, map: Map, url: &Url) {
        let mut floor = vec![(map, url.clone())];
        for depth in 0..=MOST_DEPTH {
            let mut below = Vec::new();
            for (map, url) in std::mem::take(&mut floor) {
                self.problems
                    .extend(map.problem.map(|why| format!("{}: {why}", shown(&url))));
                if map.is_index {
                    below.extend(self.wanted(map.places, &url));
                } else {
                    self.take(map.places, &url);
                }
            }
            if depth < MOST_DEPTH {
                floor = self.fetch(below).await;
            } else if !below.is_empty() {
                self.problems.push(format!(
                    "{}: indexes that name indexes are followed {MOST_DEPTH} deep and no further",
                    shown(url)
                ));
            }
        }
    }

    /// The sitemaps of an index that may have something new, the newest first.
    fn wanted(&self, places: Vec<Place>, base: &Url) -> Vec<Url> {
        let mut wanted: Vec<_> = places
            .into_iter()
            .filter_map(|place| Some((place.lastmod(), http_url(&place.loc, base)?)))
            .filter(|(at, _)| at.is_none_or(|at| at >= self.since))
            .collect();
        // Those without a date may be anything, so they come first and in their order.
        wanted.sort_by_key(|(at, _)| std::cmp::Reverse(at.unwrap_or(DateTime::<Utc>::MAX_UTC)));
        wanted.into_iter().map(|(_, url)| url).collect()
    }

    async fn fetch(&mut self, urls: Vec<Url>) -> Vec<(Map, Url)> {
        let mut maps = Vec::new();
        let many = urls.len();
        for (index, url) in urls.into_iter().enumerate() {
            if self.fetched == MOST_SITEMAPS || self.failures.len() == MOST_FAILURES {
                self.problems.push(format!(
                    "{}: this and {} more sitemaps were not read: {MOST_SITEMAPS} at a time, and none after {MOST_FAILURES} that fail",
                    shown(&url),
                    many - index - 1
                ));
                break;
            }
            self.fetched += 1;
            match self.one(&url).await {
                Ok(map) => maps.push((map, url)),
                Err(why) => {
                    self.problems.push(why.clone());
                    self.failures.push(why);
                }
            }
        }
        maps
    }

    async fn one(&self, url: &Url) -> Result<Map, String> {
        let anew = Validators::default();
        match self.gatherer.fetcher.fetch(url, Want::Feed, &anew).await {
            Ok(Fetched::Body(body)) => parsed(self.gatherer, *body).await,
            Ok(Fetched::NotModified) => Err(format!("{}: no answer but \"304\"", shown(url))),
            Err(why) => Err(why.to_string()),
        }
    }

    fn take(&mut self, places: Vec<Place>, base: &Url) {
        for place in places {
            match place.date() {
                None => {
                    self.undated += 1;
                    if let (None, Some(written)) = (&self.impossible, place.impossible_date()) {
                        self.impossible = Some(format!("{}: \"{written}\"", place.loc));
                    }
                }
                Some(at) if at >= self.since => {
                    if let Some(link) = http_url(&place.loc, base) {
                        self.found.push((at, place.entry(link)));
                    }
                }
                Some(_) => {}
            }
        }
    }

    fn feed(mut self, reach: Reach, url: &Url) -> Feed {
        if self.found.is_empty() && self.undated > 0 {
            self.problems.push(format!(
                "{}: none of its {} pages has a date (lastmod), so nobody can tell which are new; use a feed or a page-list",
                shown(url),
                self.undated
            ));
        }
        if let Some(first) = &self.impossible {
            self.problems.push(format!(
                "{}: {} pages are left out for their dates, which are missing or make no sense (the first is {first})",
                shown(url),
                self.undated
            ));
        }
        self.found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        if self.found.len() > reach.most {
            self.problems.push(format!(
                "{}: {} pages of the last {} days, of which the newest {} were read (days = {}, most = {})",
                shown(url),
                self.found.len(),
                reach.days,
                reach.most,
                reach.days,
                reach.most
            ));
            self.found.truncate(reach.most);
        }
        Feed {
            entries: self.found.into_iter().map(|(_, entry)| entry).collect(),
            problems: self.problems,
            ..Feed::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b' '; 1_000_000]).unwrap();
        let packed = packer.finish().unwrap();
        assert!(packed.len() < 2_000);
        assert!(
            unpacked(packed.clone(), 999_999)
                .unwrap_err()
                .contains("max_bytes")
        );
        assert_eq!(
            unpacked(packed.clone(), 1_000_000).unwrap().len(),
            1_000_000
        );
        assert!(unpacked(packed[..500].to_vec(), 1_000_000).is_err());
        assert_eq!(unpacked(b"<x/>".to_vec(), 3).unwrap(), b"<x/>");
    }
}
