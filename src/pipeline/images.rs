//! Photos: looked at when their pieces come in, laid into the pieces when an edition is composed.

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use futures::{StreamExt as _, stream};
use roundup_templates::email::style;

use super::Pipeline;
use crate::{
    config::ImageMode,
    gather::{Harvest, HarvestOutcome, ImageFault, Photo},
    piece::{Image, Piece, StoredPiece},
    store::SeenImage,
};

/// Fetches at once over all hosts.
const AT_ONCE: usize = 4;

/// Pieces older than this come into no edition, and a feed that shows its archive has thousands of them.
const OLDEST: TimeDelta = TimeDelta::days(45);

impl Pipeline {
    /// Looks at the photos of what was gathered, and says which can't be shown.
    ///
    /// # Errors
    /// When the store fails, or a copy can't be kept.
    pub(super) async fn images_seen(&self, harvests: &[Harvest]) -> Result<Vec<String>> {
        let oldest = self.clock.now() - OLDEST;
        let mut wanted: Vec<(&Piece, &Image)> = Vec::new();
        for harvest in harvests {
            let HarvestOutcome::Read { pieces, .. } = &harvest.outcome else {
                continue;
            };
            for piece in pieces.iter().map(|gathered| &gathered.piece) {
                let fresh = piece.published.is_none_or(|published| published > oldest);
                if let Some(image) = piece.image.as_ref().filter(|_| fresh)
                    && self.image_is_wanted(image).await?
                    && !wanted.iter().any(|(_, known)| known.url == image.url)
                {
                    wanted.push((piece, image));
                }
            }
        }
        let gatherer = self.gatherer().await?;
        let until = tokio::time::Instant::now() + self.config.gather.budget.0;
        let looks = stream::iter(wanted).map(|(piece, image)| async move {
            let look = gatherer.photo(&image.url, self.copy_width());
            // All photos together may take as long as the pages of one source. What is not seen in time is shown by the
            // address that the site gave.
            let seen = tokio::time::timeout_at(until, look).await;
            (piece, image, seen)
        });
        let mut looks = std::pin::pin!(looks.buffered(AT_ONCE));
        let mut problems = Vec::new();
        while let Some((piece, image, seen)) = looks.next().await {
            if let Ok(seen) = seen {
                problems.extend(self.image_kept(piece, image, seen).await?);
            }
        }
        Ok(problems)
    }

    async fn image_is_wanted(&self, image: &Image) -> Result<bool> {
        let seen = self.store.image(&image.url).await?;
        Ok(seen.is_none_or(|seen| {
            seen.fault.is_none() && seen.hash.is_none() && self.copy_width().is_some()
        }))
    }

    /// The widest that a copy need be: the layout's width on a screen with two pixels for each of CSS.
    fn copy_width(&self) -> Option<u32> {
        let copies = self.config.images.mode == ImageMode::Archive;
        copies.then(|| 2 * style::content_width(self.config.theme.width))
    }

    async fn image_kept(
        &self,
        piece: &Piece,
        image: &Image,
        seen: Result<Photo, ImageFault>,
    ) -> Result<Option<String>> {
        let (kept, problem) = match seen {
            Ok(photo) => (self.copy_kept(photo)?, None),
            Err(why) => {
                let problem = format!(
                    "{}: the photo of \"{}\" ({}) can't be used: {why}",
                    piece.source, piece.title, image.url
                );
                // Not noted: the next time it is looked at again.
                if why.is_transient() {
                    return Ok(Some(problem));
                }
                let kept = SeenImage {
                    width: None,
                    height: None,
                    hash: None,
                    fault: Some(why.to_string()),
                };
                (kept, Some(problem))
            }
        };
        let now = self.clock.now();
        self.store.image_save(&image.url, &kept, now).await?;
        Ok(problem)
    }

    fn copy_kept(&self, photo: Photo) -> Result<SeenImage> {
        let Some(copy) = photo.copy else {
            return Ok(SeenImage {
                width: Some(photo.width),
                height: Some(photo.height),
                hash: None,
                fault: None,
            });
        };
        self.store
            .image_write(&copy.hash, &copy.jpeg)
            .context("can't keep a copy of a photo beside the store")?;
        Ok(SeenImage {
            width: Some(copy.width),
            height: Some(copy.height),
            hash: Some(copy.hash),
            fault: None,
        })
    }

    /// Gives the pieces their photos as they are shown: measured, from the archive where so configured, and none
    /// rather than a broken one.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn images_laid(&self, pieces: &mut [StoredPiece]) -> Result<()> {
        let archive = self.config.images.mode == ImageMode::Archive;
        for stored in pieces {
            let Some(image) = &mut stored.piece.image else {
                continue;
            };
            let Some(seen) = self.store.image(&image.url).await? else {
                continue;
            };
            if seen.fault.is_some() {
                stored.piece.image = None;
                continue;
            }
            (image.width, image.height) =
                (seen.width.or(image.width), seen.height.or(image.height));
            if let Some(hash) = seen.hash.filter(|_| archive) {
                let place = format!("images/{hash}.jpg");
                image.url = self.config.web.public_url.join(&place)?;
            }
        }
        Ok(())
    }
}
