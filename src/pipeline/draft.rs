//! Drafting: which edition is next, and what is in it.

mod report;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Fault, Pipeline, promos};
use crate::{
    compose::{self, Composed},
    edition::{Composition, Edition, EditionId, EditionNumber, EditionState, Slot, Window},
    edits::Edits,
    piece::StoredPiece,
    schedule,
    store::Layer,
};

pub use report::DraftReport;

/// How often a draft is composed anew because an editor changed it meanwhile.
const TRIES: usize = 3;

/// How long after its slot the pieces of a cancelled edition may still come into another.
const RELEASE: TimeDelta = TimeDelta::days(60);

/// What drafting came to.
#[derive(Debug, Clone)]
pub(super) enum Drafted {
    /// There is a draft.
    Edition(Box<Edition>),
    /// Too little to say.
    TooLittle {
        /// The stretch of time.
        window: Window,
        /// The reasons.
        composition: Box<Composition>,
        /// The whole sentence.
        why: String,
    },
}

impl Pipeline {
    /// Composes or refreshes the edition that is due next; `window` stands in for the one that follows from the schedule.
    ///
    /// # Errors
    /// When the store fails, the schedule has no next slot, that slot's edition is past being a draft, or the publication's
    /// own layout can't take the draft (which is kept).
    pub async fn draft(&self, window: WindowWish) -> Result<DraftReport> {
        let last = self.store.slot_last().await?;
        let zone = self.config.publication.timezone;
        let slot = schedule::next_draft(&self.config.schedule, zone, last, self.clock.now())
            .ok_or_else(|| Fault::BadData("schedule.cron has no next slot".to_owned()))?;
        let window = window.over(self.window_of(slot).await?)?;
        match self.draft_slot(slot, window).await? {
            Drafted::Edition(edition) => {
                self.layout_fits(&edition)?;
                Ok(DraftReport::of(&edition))
            }
            Drafted::TooLittle {
                window,
                composition,
                why,
            } => Ok(DraftReport::too_little(slot, window, *composition, why)),
        }
    }

    /// The window of a slot: from the last edition's end.
    pub(super) async fn window_of(&self, slot: Slot) -> Result<Window> {
        let start = self.store.window_start(slot).await?;
        let zone = self.config.publication.timezone;
        Ok(schedule::window(&self.config.schedule, zone, slot, start))
    }

    /// Composes the edition of a slot and keeps it as a draft; keeps nothing when there is too little to say.
    pub(super) async fn draft_slot(&self, slot: Slot, window: Window) -> Result<Drafted> {
        let mut tries = 1;
        loop {
            match self.draft_once(slot, window).await? {
                Ok(drafted) => return Ok(drafted),
                // An editor was quicker: their change belongs into it.
                Err(Some(edition)) if edition.state == EditionState::Draft && tries < TRIES => {
                    tries += 1;
                }
                Err(edition) => return Err(past_draft(edition).into()),
            }
        }
    }

    /// One try at it; the slot's edition as it is by now where it could not be kept.
    async fn draft_once(
        &self,
        slot: Slot,
        window: Window,
    ) -> Result<Result<Drafted, Option<Edition>>> {
        let known = self.store.edition_of_slot(slot).await?;
        let number = match known.as_ref().and_then(|edition| edition.number) {
            Some(number) => number,
            None => self.store.number_next().await?,
        };
        let layer = self.layer_over(slot, known.as_ref()).await?;
        let composed = self.compose(slot, window, number, &layer, known.as_ref());
        Ok(match composed.await? {
            Composed::TooLittle {
                composition,
                found,
                wanted,
            } => {
                // A draft that has lost its pieces is not to be approved as it was.
                let draft = known.filter(|edition| edition.state == EditionState::Draft);
                if draft.is_some() {
                    let now = self.clock.now();
                    let saved = self
                        .store
                        .draft_save(slot, window, number, &composition, &layer.edits, now)
                        .await?;
                    if saved.is_none() {
                        return Ok(Err(self.store.edition_of_slot(slot).await?));
                    }
                }
                Ok(Drafted::TooLittle {
                    window,
                    composition: Box::new(composition),
                    why: format!(
                        "too little to say: {found} of at least {wanted} pieces (edition.min_pieces); they go on to the next edition"
                    ),
                })
            }
            Composed::Edition(mut composition) => {
                if known.is_none() {
                    let given_up = self.store.edits_given_up(slot).await?;
                    composition.problems.extend(Edits::left_behind(&given_up));
                }
                let now = self.clock.now();
                let saved = self
                    .store
                    .draft_save(slot, window, number, &composition, &layer.edits, now)
                    .await?;
                let edition = self.store.edition_of_slot(slot).await?;
                match (saved, edition) {
                    (Some(_), Some(edition)) => Ok(Drafted::Edition(Box::new(edition))),
                    (_, edition) => Err(edition),
                }
            }
        })
    }

    /// What is laid over the edition of a slot; over one that is not there yet, what those that were given up pass on.
    pub(super) async fn layer_over(&self, slot: Slot, known: Option<&Edition>) -> Result<Layer> {
        if let Some(edition) = known {
            return Ok(self.store.edition_layer(edition.id).await?);
        }
        let edits = Edits::passed_on(&self.store.edits_given_up(slot).await?);
        let seen = Vec::new();
        Ok(Layer { edits, seen })
    }

    /// Composes without keeping: with what is laid over it, and `known`, the edition as it is now, if it is there.
    pub(super) async fn compose(
        &self,
        slot: Slot,
        window: Window,
        number: EditionNumber,
        layer: &Layer,
        known: Option<&Edition>,
    ) -> Result<Composed> {
        let previous = self.store.edition_before(slot).await?;
        // Far enough on both sides, so that late and early pieces get their reason, too.
        let length = window.to - window.from;
        let before = previous
            .as_ref()
            .map_or(window.from, |edition| edition.window.from);
        let since = before.min(window.from) - length;
        let cancelled = self
            .store
            .editions_cancelled(Slot(slot.0 - RELEASE))
            .await?;
        let since = cancelled
            .iter()
            .map(|edition| edition.window.from)
            .fold(since, Ord::min);
        let mut pieces = self.store.piece_list(since, window.to + length).await?;
        self.add_edited(&mut pieces, &layer.edits).await?;
        let reasons = previous
            .iter()
            .flat_map(|edition| &edition.composition.reasons);
        let judged = reasons.map(|reason| (&reason.url, reason.title.as_str()));
        let judged = compose::followed(judged, &pieces);
        let released = cancelled
            .iter()
            .flat_map(|edition| edition.composition.pieces());
        let released = released.map(|piece| (&piece.url, piece.title.as_str()));
        let released = compose::followed(released, &pieces);
        for piece in &mut pieces {
            // A held edition composed anew keeps its pieces.
            piece.used_in = piece
                .used_in
                .filter(|id| known.is_none_or(|edition| edition.id != *id));
        }
        self.images_laid(&mut pieces).await?;
        compose::mark_copies(&mut pieces);
        let (promos, promo_problems) = promos::read(&self.config.edition).await;
        let chosen = self.images_chosen(&layer.edits, &promos).await?;
        let events = self.store.event_list().await?;
        let previous = previous.as_ref().map(|edition| compose::Previous {
            window: edition.window,
            judged: &judged,
        });
        let mut composed = compose::compose(&compose::Request {
            window,
            previous,
            released: &released,
            slot,
            number,
            pieces: &pieces,
            events: &events,
            rules: &self.config.edition,
            sources: &self.config.sources,
            edits: &layer.edits,
            seen: &layer.seen,
            promos: &promos,
            publication: &self.config.publication,
        });
        let (Composed::Edition(composition) | Composed::TooLittle { composition, .. }) =
            &mut composed;
        composition.problems.extend(promo_problems);
        self.images_chosen_laid(composition, chosen)?;
        Ok(composed)
    }

    /// What editors speak of may have come out at any time.
    async fn add_edited(&self, pieces: &mut Vec<StoredPiece>, edits: &Edits) -> Result<()> {
        let links = edits.links.iter().map(|link| &link.url);
        for url in edits.pieces.iter().map(|edit| &edit.url).chain(links) {
            let found = self.store.piece_find(url).await?;
            pieces.extend(found.filter(|found| !pieces.iter().any(|stored| stored.id == found.id)));
        }
        Ok(())
    }

    /// An edition that is composed and shown, but not kept.
    pub(super) fn unkept(
        &self,
        slot: Slot,
        window: Window,
        number: EditionNumber,
        composition: Composition,
    ) -> Edition {
        Edition {
            id: EditionId(0),
            number: Some(number),
            state: EditionState::Draft,
            slot,
            window,
            composition,
            started: None,
            finished: None,
            paused: None,
            why: None,
            changed: self.clock.now(),
        }
    }
}

fn past_draft(edition: Option<Edition>) -> Fault {
    match edition {
        Some(edition) => Fault::TryAgain(format!(
            "edition {} is {} by now and was not drafted anew; see `roundup edition show {}`",
            edition.id, edition.state, edition.id
        )),
        None => Fault::TryAgain("the draft was taken away while it was made; run again".to_owned()),
    }
}

/// A stretch of time that a person asked for, whole or in part.
#[derive(Debug, Clone, Copy, Default)]
pub struct WindowWish {
    /// Not the start that follows from the schedule, but this.
    pub from: Option<DateTime<Utc>>,
    /// Not the end that follows from the schedule, but this.
    pub to: Option<DateTime<Utc>>,
}

impl WindowWish {
    fn over(self, usual: Window) -> Result<Window, Fault> {
        let window = Window {
            from: self.from.unwrap_or(usual.from),
            to: self.to.unwrap_or(usual.to),
        };
        if window.from < window.to {
            Ok(window)
        } else {
            Err(Fault::Usage(format!(
                "the window from {} to {} is empty; --from must be before --to",
                window.from, window.to
            )))
        }
    }
}
