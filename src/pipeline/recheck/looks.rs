//! What a look at a page means for its piece: gone, closed, embargoed, retitled, or nothing.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::{
    config::Recheck,
    edition::{Seen, SeenAgain},
    gather::{Look, Page},
    piece::Piece,
    store::Layer,
};

/// Sites write dates without their zone: what is less than a day ahead may be now.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::days(1);
const HIDDEN: &str = "its page asks search engines to leave it out (noindex)";

/// A page to be looked at, and what is known of it.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) url: Url,
    /// Its piece, if it is in the edition.
    pub(super) piece: Option<Piece>,
    /// Whether an editor gave the piece its headline.
    own_title: bool,
    /// Whether it was embargoed when it was looked at before.
    withheld: bool,
}

/// What looking brought.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// What changes something.
    pub(super) seen: Vec<SeenAgain>,
    /// Whose page was looked at, so that what was seen before is out of date.
    pub(super) looked: HashSet<Url>,
    /// Whose page has the headline that the edition has.
    agreed: HashSet<Url>,
    /// What somebody should know.
    pub(super) told: Vec<String>,
}

/// The pages with what editors and earlier looks said of them.
pub(super) fn asked(pages: Vec<(Url, Option<Piece>)>, layer: &Layer) -> Vec<Asked> {
    let is_withheld = |url: &Url| {
        let mut seen = layer.seen.iter();
        seen.any(|seen| seen.url == *url && matches!(seen.seen, Seen::Withheld { .. }))
    };
    pages
        .into_iter()
        .map(|(url, piece)| Asked {
            own_title: layer
                .edits
                .piece(&url)
                .is_some_and(|edit| edit.title.is_some()),
            withheld: is_withheld(&url),
            piece,
            url,
        })
        .collect()
}

impl Looks {
    pub(super) fn take(&mut self, rule: Recheck, asked: &Asked, look: Look, now: DateTime<Utc>) {
        let url = &asked.url;
        let drops = matches!(rule, Recheck::Drop | Recheck::Update);
        let done = if drops {
            "dropped"
        } else {
            "still in the edition"
        };
        match look {
            Look::NotOurs => {}
            Look::Unseen(why) => self.told.push(format!("not looked at again: {why}")),
            Look::Closed(why) => {
                self.looked.insert(url.clone());
                self.told
                    .push(format!("{url}: look whether it may be linked to: {why}"));
            }
            Look::Gone { status } => {
                self.looked.insert(url.clone());
                self.told
                    .push(format!("{url}: gone from the site ({status}): {done}"));
                if drops {
                    self.add(url, Seen::Gone { status });
                }
            }
            Look::Unreadable => {
                self.looked.insert(url.clone());
            }
            Look::There(page) => {
                self.looked.insert(url.clone());
                match embargo(asked, &page, now) {
                    None => self.headline(rule, asked, *page),
                    Some(Embargo::Certain(why)) => {
                        self.told.push(format!("{url}: embargoed: {why}: {done}"));
                        if drops {
                            self.add(url, Seen::Withheld { why });
                        }
                    }
                    Some(Embargo::Likely(why)) => {
                        let told = format!("{url}: look whether it may be linked to: {why}");
                        self.told.push(told);
                        self.headline(rule, asked, *page);
                    }
                }
            }
        }
    }

    /// Compares the headline of a page with that of its piece, and with the one that the page had before: a site may well
    /// have one for its feed and another for its page.
    fn headline(&mut self, rule: Recheck, asked: &Asked, page: Page) {
        let url = &asked.url;
        let newer = |piece: &&Piece| match (piece.updated, page.updated) {
            (Some(known), Some(now)) => now > known,
            _ => true,
        };
        let piece = asked.piece.as_ref().filter(|_| !asked.own_title);
        let (Some(piece), Some(title)) = (piece.filter(newer), page.title) else {
            return;
        };
        let before = piece
            .on_page
            .as_ref()
            .and_then(|on_page| on_page.title.as_deref());
        if same_headline(&piece.title, &title)
            || before.is_some_and(|before| same_headline(before, &title))
        {
            self.agreed.insert(url.clone());
            return;
        }
        // A page that asks who is there answers 200, too, and has a headline.
        let takes = rule == Recheck::Update && still_says(piece, &page.body);
        let done = if takes { "taken" } else { "not taken" };
        self.told.push(format!(
            "{url}: the page is called \"{title}\" now, not \"{}\": {done}",
            piece.title
        ));
        if takes {
            self.add(url, Seen::Retitled { title });
        }
    }

    /// Whether what was seen before holds: the headline that was taken from the page is still there.
    pub(super) fn confirms(&self, known: &SeenAgain) -> bool {
        matches!(known.seen, Seen::Retitled { .. }) && self.agreed.contains(&known.url)
    }

    fn add(&mut self, url: &Url, seen: Seen) {
        let url = url.clone();
        self.seen.push(SeenAgain { url, seen });
    }
}

/// That a page is there and not meant to be read yet.
enum Embargo {
    /// It was not so when it was gathered, or its date says so.
    Certain(String),
    /// It may always have been so: nobody read the page before.
    Likely(String),
}

/// Pages that are taken back until a day, or hidden from search engines since they were gathered. A site that hides all
/// its pages means nothing by it.
fn embargo(asked: &Asked, page: &Page, now: DateTime<Utc>) -> Option<Embargo> {
    if let Some(day) = page.published.filter(|day| *day > now + CLOCKS_DIFFER) {
        let day = day.format("%Y-%m-%d %H:%M UTC");
        return Some(Embargo::Certain(format!("its page is dated {day}")));
    }
    if let Some(day) = page.withdrawn.filter(|day| *day <= now) {
        let day = day.format("%Y-%m-%d %H:%M UTC");
        return Some(Embargo::Certain(format!(
            "its page asks to be left out since {day} (unavailable_after)"
        )));
    }
    let was = asked
        .piece
        .as_ref()
        .and_then(|piece| piece.on_page.as_ref());
    match was.map(|was| was.unlisted) {
        _ if !page.unlisted => None,
        _ if asked.withheld => Some(Embargo::Certain(HIDDEN.to_owned())),
        Some(true) => None,
        Some(false) => Some(Embargo::Certain(HIDDEN.to_owned())),
        None => asked
            .piece
            .is_some()
            .then(|| Embargo::Likely(HIDDEN.to_owned())),
    }
}

/// Whether the text of a page is still that of the piece: the beginning of its teaser is in it.
fn still_says(piece: &Piece, body: &[String]) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let opening = piece
        .teaser
        .first()
        .map(|text| letters(text))
        .unwrap_or_default();
    let opening: String = opening.chars().take(40).collect();
    !opening.is_empty()
        && body
            .iter()
            .any(|paragraph| letters(paragraph).contains(&opening))
}

/// Pages put their site's name behind the headline, and set other quotes than feeds.
fn same_headline(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (bare(one), bare(other));
    one.is_empty() || other.is_empty() || one.contains(&other) || other.contains(&one)
}

#[cfg(test)]
mod tests;
