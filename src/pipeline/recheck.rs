//! Looking at the live pages again before an edition is made ready to send.
//!
//! Bounded in time as a whole: a slow site costs its pieces this look, and never the run. What can't be looked at stays
//! as it is.

use std::collections::HashSet;

use anyhow::Result;
use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{Pipeline, draft::Drafted};
use crate::{
    config::{Location, Recheck, Select},
    edition::{Composition, Edition, Seen, SeenAgain},
    edits::Edits,
    gather::Look,
    piece::Piece,
};

/// Pages looked at at once; each host still sees only as many as `gather.per_host` allows.
const AT_ONCE: usize = 8;
/// What takes the place of a dropped piece is looked at, too; this often at most.
const ROUNDS: usize = 3;

/// What looking brought.
#[derive(Debug, Default)]
struct Looks {
    /// What changes something.
    seen: Vec<SeenAgain>,
    /// Whose page was looked at, so that what was seen before is out of date.
    looked: HashSet<Url>,
    /// Whose page has the headline that the edition has.
    agreed: HashSet<Url>,
    /// What somebody should know.
    told: Vec<String>,
}

/// What became of a draft whose pages were looked at.
#[derive(Debug)]
pub(super) struct Rechecked {
    /// The draft, perhaps composed anew.
    pub(super) drafted: Drafted,
    /// What somebody should know.
    pub(super) told: Vec<String>,
    /// The pages that answered, whatever they said: nobody need ask them again at once.
    pub(super) answered: HashSet<Url>,
}

impl Rechecked {
    /// Nothing was looked at.
    pub(super) fn not(drafted: Drafted) -> Self {
        Self {
            drafted,
            told: Vec::new(),
            answered: HashSet::new(),
        }
    }
}

impl Pipeline {
    /// Looks at the pages of a draft, and composes it anew where the rule says that something changes.
    pub(super) async fn recheck_draft(&self, edition: Edition) -> Result<Rechecked> {
        let deadline = self.recheck_deadline();
        let mut drafted = Drafted::Edition(Box::new(edition));
        let mut told = Vec::new();
        let mut answered = HashSet::new();
        let mut done: HashSet<Url> = HashSet::new();
        for _ in 0..ROUNDS {
            let Drafted::Edition(edition) = &drafted else {
                break;
            };
            if self.config.edition.recheck == Recheck::Off {
                break;
            }
            let layer = self.store.edition_layer(edition.id).await?;
            let mut wanted = self.pages_of(&edition.composition);
            wanted.extend(layer.seen.iter().map(|seen| (seen.url.clone(), None)));
            wanted.retain(|(url, _)| done.insert(url.clone()));
            if wanted.is_empty() {
                break;
            }
            let rule = self.config.edition.recheck;
            let looks = self.look(rule, wanted, &layer.edits, deadline).await?;
            let mut seen = layer.seen.clone();
            seen.retain(|known| !looks.looked.contains(&known.url) || looks.confirms(known));
            told.extend(looks.told);
            answered.extend(looks.looked);
            seen.extend(looks.seen);
            if seen == layer.seen {
                break;
            }
            self.store.edition_seen(edition.id, &seen).await?;
            let (slot, window) = (edition.slot, edition.window);
            drafted = self.draft_slot(slot, window).await?;
        }
        Ok(Rechecked {
            drafted,
            told,
            answered,
        })
    }

    /// Looks at the pages of an edition that is sealed: what changed is told, and nothing else.
    pub(super) async fn recheck_sealed(
        &self,
        edition: &Edition,
    ) -> Result<(Vec<String>, HashSet<Url>)> {
        if self.config.edition.recheck == Recheck::Off {
            return Ok((Vec::new(), HashSet::new()));
        }
        let wanted = self.pages_of(&edition.composition);
        let layer = self.store.edition_layer(edition.id).await?;
        let deadline = self.recheck_deadline();
        // What is sealed does not change, whatever the rule says.
        let looks = self
            .look(Recheck::Tell, wanted, &layer.edits, deadline)
            .await?;
        let sealed = |word: String| format!("{word} (edition {} was approved before)", edition.id);
        Ok((looks.told.into_iter().map(sealed).collect(), looks.looked))
    }

    /// When looking at live pages has to be over.
    pub(super) fn recheck_deadline(&self) -> Instant {
        Instant::now() + self.config.edition.recheck_within.0
    }

    /// The pieces whose pages can be looked at: those from a source on the web.
    fn pages_of(&self, composition: &Composition) -> Vec<(Url, Option<Piece>)> {
        let on_the_web = |piece: &&Piece| {
            let mut sources = self.config.sources.iter();
            sources.any(|source| {
                source.name == piece.source && matches!(source.location, Location::Url(_))
            })
        };
        let pieces = composition.pieces().filter(on_the_web);
        pieces
            .map(|piece| (piece.url.clone(), Some(piece.clone())))
            .collect()
    }

    /// The selectors of the source that a piece came from.
    fn select_of(&self, piece: Option<&Piece>) -> Select {
        let sources = self.config.sources.iter();
        let mut own =
            sources.filter(|source| piece.is_some_and(|piece| piece.source == source.name));
        own.next()
            .map(|source| source.select.clone())
            .unwrap_or_default()
    }

    async fn look(
        &self,
        rule: Recheck,
        wanted: Vec<(Url, Option<Piece>)>,
        edits: &Edits,
        deadline: Instant,
    ) -> Result<Looks> {
        let gatherer = self.gatherer().await?;
        let all = wanted.len();
        let mut seeing = stream::iter(wanted)
            .map(|(url, piece)| async move {
                let select = self.select_of(piece.as_ref());
                let look = gatherer.look(&url, &select).await;
                (url, piece, look)
            })
            .buffer_unordered(AT_ONCE);
        let (mut looks, mut answered) = (Looks::default(), 0);
        while let Some(Ok(Some((url, piece, look)))) = self
            .stop
            .run_until_cancelled(timeout_at(deadline, seeing.next()))
            .await
        {
            answered += 1;
            let own_title = edits.piece(&url).is_some_and(|edit| edit.title.is_some());
            looks.take(rule, &url, piece.filter(|_| !own_title).as_ref(), look);
        }
        if answered < all {
            looks.told.push(format!(
                "{} of {all} pages were not looked at again within {}s (edition.recheck_within); they stay as gathered",
                all - answered,
                self.config.edition.recheck_within.0.as_secs()
            ));
        }
        // The order of the answers is the network's; the report's is not.
        looks.told.sort();
        looks.seen.sort_by(|one, other| one.url.cmp(&other.url));
        Ok(looks)
    }
}

impl Looks {
    fn take(&mut self, rule: Recheck, url: &Url, piece: Option<&Piece>, look: Look) {
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
                let drops = matches!(rule, Recheck::Drop | Recheck::Update);
                let done = if drops {
                    "dropped"
                } else {
                    "still in the edition"
                };
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
                let newer = |piece: &&Piece| match (piece.updated, page.updated) {
                    (Some(known), Some(now)) => now > known,
                    _ => true,
                };
                let (Some(piece), Some(title)) = (piece.filter(newer), page.title) else {
                    return;
                };
                if same_headline(&piece.title, &title) {
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
        }
    }

    /// Whether what was seen before holds: the headline that was taken from the page is still there.
    fn confirms(&self, known: &SeenAgain) -> bool {
        matches!(known.seen, Seen::Retitled { .. }) && self.agreed.contains(&known.url)
    }

    fn add(&mut self, url: &Url, seen: Seen) {
        let url = url.clone();
        self.seen.push(SeenAgain { url, seen });
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
mod tests {
    use super::*;

    #[test]
    fn a_site_s_name_and_other_quotes_are_no_new_headline() {
        assert!(same_headline(
            "The lock \"opens\"",
            "The Lock “opens” – The Quay"
        ));
        assert!(!same_headline("The lock opens", "The lock stays shut"));
    }
}
