//! Photos that no page named but a person: those that editors chose, and those of promos.
//!
//! They are looked at when an edition is composed with them, and copied where mails take their photos from the archive.

use std::collections::HashMap;

use anyhow::Result;
use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::super::Pipeline;
use crate::{
    edition::{Block, Composition},
    edits::Edits,
    piece::Image,
    promo::PlannedPromo,
    store::SeenImage,
};

/// The photos that people named, and what is known of them.
#[derive(Debug, Default)]
pub(in super::super) struct ChosenImages {
    seen: HashMap<String, SeenImage>,
    /// Which of them can't be shown as they are meant.
    problems: Vec<String>,
}

impl Pipeline {
    /// Looks at the photos that people named, as far as that was not done; all of them within the time of one fetch.
    ///
    /// # Errors
    /// When the store fails, or a copy can't be kept.
    pub(in super::super) async fn images_chosen(
        &self,
        edits: &Edits,
        promos: &[PlannedPromo],
    ) -> Result<ChosenImages> {
        let edited = edits.pieces.iter().filter_map(|edit| edit.image.as_ref());
        let promoted = promos
            .iter()
            .filter_map(|planned| planned.promo.image.as_ref());
        let mut urls: Vec<&Url> = edited
            .map(|image| &image.url)
            .chain(promoted.map(|image| &image.url))
            .collect();
        urls.sort();
        urls.dedup();
        let known = self.store.images(&urls).await?;
        let wanted = urls
            .iter()
            .filter(|url| self.image_is_wanted(known.get(url.as_str())));
        let gatherer = self.gatherer().await?;
        let until = Instant::now() + self.config.gather.timeout.0;
        let looks = stream::iter(wanted).map(|url| async move {
            let seen = timeout_at(until, gatherer.photo(url, self.copy_width())).await;
            (*url, seen)
        });
        let mut looks = std::pin::pin!(looks.buffered(super::AT_ONCE));
        let mut problems = Vec::new();
        while let Some((url, seen)) = looks.next().await {
            let why = match seen {
                Ok(Ok(photo)) => {
                    let kept = self.copy_kept(photo, self.clock.now())?;
                    self.store.image_save(url, &kept).await?;
                    continue;
                }
                Ok(Err(why)) if why.is_of_photo() => {
                    let kept = self.fault_kept(&why);
                    self.store.image_save(url, &kept).await?;
                    continue;
                }
                Ok(Err(why)) => why.to_string(),
                Err(_) => "there was no time left for it".to_owned(),
            };
            problems.push(format!(
                "the photo {url} that an editor or a promo names could not be looked at: {why}; it is shown by this address as it is"
            ));
        }
        let seen = self.store.images(&urls).await?;
        let faults = seen.iter().filter_map(|(url, seen)| {
            let why = seen.fault.as_ref()?;
            Some(format!(
                "the photo {url} that an editor or a promo names can't be used: {why}; it is left out"
            ))
        });
        problems.extend(faults);
        problems.extend(seen.iter().filter_map(|(url, seen)| self.small(url, seen)));
        problems.sort();
        Ok(ChosenImages { seen, problems })
    }

    /// A photo that is too small for its place.
    fn small(&self, url: &str, seen: &SeenImage) -> Option<String> {
        let width = seen.width.filter(|_| self.is_thumbnail(seen))?;
        Some(format!(
            "the photo {url} that an editor or a promo names is only {width} pixels wide; choose a larger one"
        ))
    }

    /// Gives an edition these photos as they are shown.
    ///
    /// # Errors
    /// When a copy has no address.
    pub(in super::super) fn images_chosen_laid(
        &self,
        composition: &mut Composition,
        chosen: ChosenImages,
    ) -> Result<()> {
        for place in images_of(&mut composition.blocks) {
            let seen = place
                .as_ref()
                .and_then(|image| chosen.seen.get(image.url.as_str()));
            match (seen, place.as_mut()) {
                (Some(seen), Some(_)) if seen.fault.is_some() => *place = None,
                (Some(seen), Some(image)) => self.image_laid(image, seen)?,
                _ => {}
            }
        }
        composition.problems.extend(chosen.problems);
        Ok(())
    }
}

fn images_of(blocks: &mut [Block]) -> Vec<&mut Option<Image>> {
    let mut images = Vec::new();
    for block in blocks {
        match block {
            Block::Lead { piece } => images.push(&mut piece.image),
            Block::Section { pieces, .. }
            | Block::Icymi { pieces }
            | Block::Elsewhere { pieces } => {
                images.extend(pieces.iter_mut().map(|piece| &mut piece.image));
            }
            Block::Promo { promo } => images.push(&mut promo.image),
            Block::Events { .. } => {}
        }
    }
    images
}
