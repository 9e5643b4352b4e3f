//! Looking at the live pages again before an edition is made ready to send.
//!
//! Bounded in time as a whole: a slow site costs its pieces this look, and never the run. What can't be looked at stays
//! as it is.

mod approval;
mod looks;

use std::collections::HashSet;

use anyhow::{Context as _, Result};
use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};
use url::Url;

use self::looks::{Asked, Looks, asked};
use super::{Pipeline, draft::Drafted};
use crate::{
    config::{Location, Recheck, Select},
    edition::{Composition, Edition, EditionRef, EditionState, Seen, SeenAgain},
    piece::Piece,
};

/// Pages looked at at once; each host still sees only as many as `gather.per_host` allows.
const AT_ONCE: usize = 8;
/// What takes the place of a dropped piece is looked at, too; this often at most.
const ROUNDS: usize = 3;

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
            let wanted = asked(wanted, &layer);
            if wanted.is_empty() {
                break;
            }
            let rule = self.config.edition.recheck;
            let looks = self.look(rule, wanted, deadline).await?;
            let mut seen = layer.seen.clone();
            seen.retain(|known| !looks.looked.contains(&known.url) || looks.confirms(known));
            told.extend(looks.told);
            answered.extend(looks.looked);
            seen.extend(looks.seen);
            // What was seen before may not have come into it: a held edition with too little left stays as it was.
            if seen == layer.seen && !still_shows(&edition.composition, &seen) {
                break;
            }
            self.store.edition_seen(edition.id, &seen).await?;
            let anew = self.composed_anew(edition).await;
            drafted = anew.with_context(|| told.join("; "))?;
        }
        Ok(Rechecked {
            drafted,
            told,
            answered,
        })
    }

    async fn composed_anew(&self, edition: &Edition) -> Result<Drafted> {
        if edition.state != EditionState::Held {
            return self.draft_slot(edition.slot, edition.window).await;
        }
        // A held edition is nobody's draft to refresh; its editor asked for this.
        self.edit(edition, async |_, _| Ok(())).await?;
        let edition = self.edition(Some(EditionRef::Id(edition.id))).await?;
        Ok(Drafted::Edition(Box::new(edition)))
    }

    /// Looks at the pages of an edition that is sealed: what changed is told, and nothing else.
    pub(super) async fn recheck_sealed(
        &self,
        edition: &Edition,
    ) -> Result<(Vec<String>, HashSet<Url>)> {
        if self.config.edition.recheck == Recheck::Off {
            return Ok((Vec::new(), HashSet::new()));
        }
        let layer = self.store.edition_layer(edition.id).await?;
        let wanted = asked(self.pages_of(&edition.composition), &layer);
        let deadline = self.recheck_deadline();
        // What is sealed does not change, whatever the rule says.
        let looks = self.look(Recheck::Tell, wanted, deadline).await?;
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

    async fn look(&self, rule: Recheck, wanted: Vec<Asked>, deadline: Instant) -> Result<Looks> {
        let gatherer = self.gatherer().await?;
        let all = wanted.len();
        let mut seeing = stream::iter(wanted)
            .map(|asked| async move {
                let select = self.select_of(asked.piece.as_ref());
                let look = gatherer.look(&asked.url, &select).await;
                (asked, look)
            })
            .buffer_unordered(AT_ONCE);
        let (mut looks, mut answered) = (Looks::default(), 0);
        while let Some(Ok(Some((asked, look)))) = self
            .stop
            .run_until_cancelled(timeout_at(deadline, seeing.next()))
            .await
        {
            answered += 1;
            looks.take(rule, &asked, look, self.clock.now());
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

/// Whether it has a piece that was seen to be gone or embargoed.
fn still_shows(composition: &Composition, seen: &[SeenAgain]) -> bool {
    let is_out = |url: &Url| {
        let mut seen = seen.iter().filter(|known| known.url == *url);
        seen.any(|known| !matches!(known.seen, Seen::Retitled { .. }))
    };
    composition.pieces().any(|piece| is_out(&piece.url))
}
