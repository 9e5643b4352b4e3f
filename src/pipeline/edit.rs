//! Editing a draft: a change is laid over the pieces, the edition is composed anew, and both are kept together.

use std::str::FromStr;

use anyhow::Result;
use url::Url;

use super::{DraftReport, Fault, Pipeline};
use crate::{
    compose::{self, Composed},
    edition::{Composition, Edition, EditionNumber, EditionRef, EditionState, Verdict, Window},
    edits::{self, At, Edits, FileError, Listed},
    gather::identity,
};

/// How an editor names a piece: by its address, or its number in `roundup edition show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditTarget {
    /// The address.
    Url(Url),
    /// The number, from 1.
    Number(usize),
}

impl FromStr for EditTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        let url = Url::parse(text).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
            .map(Self::Url)
            .ok_or_else(|| {
                format!(
                    "`{text}` is neither a piece's number in `roundup edition show` nor its address"
                )
            })
    }
}

/// What a section that nobody knows is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownSection {
    /// A slip of the pen.
    Refused,
    /// A new one.
    Made,
}

/// The edits of an edition as a file.
#[derive(Debug, Clone)]
pub struct EditFile {
    /// The edition.
    pub edition: Edition,
    /// The edits as they are.
    pub edits: Edits,
    /// The file.
    pub text: String,
}

impl Pipeline {
    /// The edits of an edition, as a file for an editor.
    ///
    /// # Errors
    /// When there is no such edition, or it can't be edited.
    pub async fn edit_file(&self, named: Option<EditionRef>) -> Result<EditFile> {
        let edition = self.edition(named).await?;
        editable(&edition)?;
        let layer = self.store.edition_layer(edition.id).await?;
        let number = edition.number.map(|number| format!("No. {number}, "));
        let heading = format!(
            "Edition {} ({}{}): {}",
            edition.id,
            number.unwrap_or_default(),
            edition.state,
            edition.composition.subject
        );
        Ok(EditFile {
            text: edits::write(&heading, &layer.edits, &listed(&edition.composition)),
            edits: layer.edits,
            edition,
        })
    }

    /// Takes the edits from a file, instead of those there are. `before` are the edits that the file was made from.
    ///
    /// # Errors
    /// When the file can't be meant: then nothing changes.
    pub async fn edit_from_file(
        &self,
        named: Option<EditionRef>,
        text: &str,
        before: Option<&Edits>,
    ) -> Result<Result<DraftReport, FileError>> {
        let mut read = match edits::read(text) {
            Ok(read) => read,
            Err(why) => return Ok(Err(why)),
        };
        for edit in &mut read.pieces {
            // A person may write another address of the piece than the one it is known by.
            if let Some(found) = self.store.piece_find(&edit.url).await? {
                edit.url = found.piece.url;
            }
        }
        let edition = self.edition(named).await?;
        let replace = async |_: &Edition, edits: &mut Edits| {
            if before.is_some_and(|before| before != edits) {
                return Err(changed(&edition).into());
            }
            *edits = read;
            Ok(())
        };
        Ok(Ok(self.edit(&edition, replace).await?))
    }

    /// Changes the edits of an edition and composes it anew.
    ///
    /// # Errors
    /// When it can't be edited, the change can't be meant, or somebody else was quicker: then nothing changes.
    pub async fn edit(
        &self,
        edition: &Edition,
        change: impl AsyncFnOnce(&Edition, &mut Edits) -> Result<()>,
    ) -> Result<DraftReport> {
        editable(edition)?;
        let mut layer = self.store.edition_layer(edition.id).await?;
        let before = layer.edits.clone();
        change(edition, &mut layer.edits).await?;
        layer.edits = layer.edits.tidied();
        layer.edits.check().map_err(|mistake| match mistake.fault {
            At::Itself => Fault::Usage(mistake.spoken()),
            At::Others => Fault::BadData(mistake.spoken()),
        })?;
        let number = edition.number.unwrap_or(EditionNumber(0));
        let (slot, window) = (edition.slot, edition.window);
        let composed = self.compose(slot, window, number, &layer, Some(edition));
        let composition = match composed.await? {
            Composed::Edition(composition) => composition,
            Composed::TooLittle { found, wanted, .. } => {
                return Err(Fault::BadData(format!(
                    "with this there is too little to say: {found} of at least {wanted} pieces (edition.min_pieces); nothing was changed"
                ))
                .into());
            }
        };
        let now = self.clock.now();
        let saved = self
            .store
            .edition_edit(edition, &before, &layer.edits, &composition, now)
            .await?;
        if !saved {
            return Err(changed(edition).into());
        }
        let edition = self.edition(Some(EditionRef::Id(edition.id))).await?;
        Ok(DraftReport::of(&edition))
    }

    /// The piece that an editor names.
    ///
    /// # Errors
    /// When there is no such piece.
    pub async fn edit_target(&self, edition: &Edition, target: &EditTarget) -> Result<Url> {
        let asked = match target {
            EditTarget::Number(number) => {
                let numbered = edition.composition.numbered();
                let found = number.checked_sub(1).and_then(|at| numbered.get(at));
                return found.map(|url| (*url).clone()).ok_or_else(|| {
                    Fault::BadData(format!(
                        "edition {} has no piece {number}; `roundup edition show {}` numbers them from 1 to {}",
                        edition.id,
                        edition.id,
                        numbered.len()
                    ))
                    .into()
                });
            }
            EditTarget::Url(url) => url,
        };
        for url in [asked.clone(), identity::canonical(asked)] {
            let reasons = &edition.composition.reasons;
            if reasons.iter().any(|reason| reason.url == url) {
                return Ok(url);
            }
            if let Some(found) = self.store.piece_find(&url).await? {
                return Ok(found.piece.url);
            }
        }
        Err(Fault::BadData(format!(
            "no piece has the address {asked}; `roundup gather` looks for new ones, and `roundup edition edit link` adds what is no piece of yours"
        ))
        .into())
    }
}

impl Pipeline {
    /// The section of this name, written as it is already.
    ///
    /// # Errors
    /// When there is none and none may be made: then the sections there are.
    pub async fn section_named(
        &self,
        edition: &Edition,
        edits: &Edits,
        name: &str,
        unknown: UnknownSection,
    ) -> Result<String> {
        let Window { from, to } = edition.window;
        let length = to - from;
        let stored = self.store.piece_list(from - length, to + length).await?;
        let pieces = edition.composition.pieces();
        let pieces = pieces.chain(stored.iter().map(|stored| &stored.piece));
        let known = compose::section_names(&self.config.edition, pieces);
        let moved = edits
            .pieces
            .iter()
            .filter_map(|edit| edit.section.as_deref());
        let added = edits
            .links
            .iter()
            .filter_map(|link| link.section.as_deref());
        let made: Vec<&str> = moved.chain(added).collect();
        let found = compose::section_named(name, &known);
        if let Some(found) = found.or_else(|| compose::section_named(name, &made)) {
            return Ok(found.to_owned());
        }
        if unknown == UnknownSection::Made {
            return Ok(name.to_owned());
        }
        let meant = compose::section_nearest(name, &known);
        let meant = meant.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
        let there = match known.as_slice() {
            [] => "there is none yet".to_owned(),
            _ => format!("there are {}", known.join(", ")),
        };
        Err(Fault::BadData(format!(
            "there is no section \"{name}\"{meant} ({there}); --new-section makes one"
        ))
        .into())
    }
}

/// Only what nobody approved may change.
fn editable(edition: &Edition) -> Result<(), Fault> {
    let id = edition.id;
    let advice = match edition.state {
        EditionState::Draft | EditionState::Held => return Ok(()),
        EditionState::Approved => {
            format!("`roundup edition hold {id}` first, and approve it again when it is edited")
        }
        EditionState::Sending | EditionState::Sent => "what went out can't be changed".to_owned(),
        EditionState::Skipped | EditionState::Cancelled => {
            "its pieces go into the next edition; edit that one".to_owned()
        }
    };
    Err(Fault::BadData(format!(
        "edition {id} is {}, and only a draft or a held edition can be edited: {advice}",
        edition.state
    )))
}

fn changed(edition: &Edition) -> Fault {
    Fault::TryAgain(format!(
        "edition {0} changed meanwhile, so nothing was done; look at it (`roundup edition show {0}`) and edit it again",
        edition.id
    ))
}

/// The pieces of an edition in the order of their numbers.
fn listed(composition: &Composition) -> Vec<Listed> {
    let numbered = composition.numbered();
    let reason = |url: &Url| composition.reasons.iter().find(|reason| reason.url == *url);
    let reasons = numbered.into_iter().filter_map(reason);
    reasons
        .map(|reason| Listed {
            url: reason.url.clone(),
            title: reason.title.clone(),
            place: match reason.verdict {
                Verdict::Out => format!("out: {}", reason.why),
                Verdict::In | Verdict::Carried => reason.why.clone(),
            },
            shown: reason.verdict != Verdict::Out,
        })
        .collect()
}
