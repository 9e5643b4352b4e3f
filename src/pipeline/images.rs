//! Photos: looked at when their pieces come in, laid into the pieces when an edition is composed.

mod chosen;

use std::collections::HashSet;

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt as _, stream};
use roundup_templates::email::style;
use url::Url;

use super::Pipeline;
use crate::{
    config::ImageMode,
    gather::{ImageFault, Photo},
    piece::{Image, Piece, StoredPiece},
    store::SeenImage,
};

/// Fetches at once over all hosts.
const AT_ONCE: usize = 4;

/// Pieces older than this come into no edition, and a feed that shows its archive has thousands of them.
const OLDEST: TimeDelta = TimeDelta::days(45);

/// How long a site that would not give us a photo is not asked for it.
const AGAIN: TimeDelta = TimeDelta::days(1);

impl Pipeline {
    /// Looks at the photos of the pieces that may come into an edition, as far as that was not done, and says which can't
    /// be shown.
    ///
    /// # Errors
    /// When the store fails, or a copy can't be kept.
    pub(super) async fn images_seen(&self) -> Result<Vec<String>> {
        let now = self.clock.now();
        let oldest = now - OLDEST;
        let pieces = self
            .store
            .piece_list(oldest, now + TimeDelta::days(1))
            .await?;
        let fresh = |piece: &Piece| piece.published.is_none_or(|at| at > oldest);
        let pieces: Vec<&Piece> = pieces
            .iter()
            .filter(|stored| stored.used_in.is_none() && stored.gone.is_none())
            .map(|stored| &stored.piece)
            .filter(|piece| fresh(piece))
            .collect();
        let gatherer = self.gatherer().await?;
        let until = tokio::time::Instant::now() + self.config.gather.budget.0;
        let mut asked = HashSet::new();
        let mut problems = Vec::new();
        // Where a photo can't be shown, or is a thumbnail, the next of its page has its turn.
        loop {
            let wanted = self.images_wanted(&pieces, &mut asked).await?;
            if wanted.is_empty() {
                break;
            }
            let looks = stream::iter(wanted).map(|(piece, image)| async move {
                let look = gatherer.photo(&image.url, self.copy_width());
                // All photos together may take as long as the pages of one source. What is not seen in time is shown by
                // the address that the site gave.
                let seen = tokio::time::timeout_at(until, look).await;
                (piece, image, seen)
            });
            let mut looks = std::pin::pin!(looks.buffered(AT_ONCE));
            while let Some((piece, image, seen)) = looks.next().await {
                if let Ok(seen) = seen {
                    problems.extend(self.image_kept(piece, image, seen).await?);
                }
            }
        }
        Ok(problems)
    }

    /// For each piece the photo that would be shown by what is known, where that has yet to be looked at: the first that is
    /// neither broken nor small. Each is asked for once, so this comes to an end.
    async fn images_wanted<'a>(
        &self,
        pieces: &[&'a Piece],
        asked: &mut HashSet<&'a Url>,
    ) -> Result<Vec<(&'a Piece, &'a Image)>> {
        let urls: Vec<&Url> = pieces
            .iter()
            .flat_map(|piece| choices(piece))
            .map(|image| &image.url)
            .collect();
        let known = self.store.images(&urls).await?;
        let seen = |image: &Image| known.get(image.url.as_str());
        let mut wanted = Vec::new();
        for piece in pieces {
            for image in choices(piece) {
                let seen = seen(image);
                if seen.is_some_and(|seen| seen.fault.is_some()) {
                    continue;
                }
                if self.image_is_wanted(seen) && asked.insert(&image.url) {
                    wanted.push((*piece, image));
                    break;
                }
                if !seen.is_some_and(|seen| self.is_thumbnail(seen)) {
                    break;
                }
            }
        }
        Ok(wanted)
    }

    /// One that was measured is looked at again where the configuration asks for copies by now; and so is, after a while,
    /// one that the site would not give us.
    fn image_is_wanted(&self, seen: Option<&SeenImage>) -> bool {
        let Some(seen) = seen else { return true };
        let wants_copy = self.copy_width().is_some() && seen.fault.is_none() && seen.hash.is_none();
        wants_copy && (seen.width.is_some() || self.clock.now() - seen.at >= AGAIN)
    }

    /// Whether a photo is so small that a larger one of the same page is the better choice.
    fn is_thumbnail(&self, seen: &SeenImage) -> bool {
        let least = style::content_width(self.config.theme.width) * 2 / 3;
        seen.width.is_some_and(|width| width < least)
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
        let now = self.clock.now();
        let (kept, problem) = match seen {
            Ok(photo) => (self.copy_kept(photo, now)?, None),
            Err(why) => {
                let is_last = choices(piece).last() == Some(image);
                let problem = format!(
                    "{}: the photo of \"{}\" ({}) can't be used: {why}{}",
                    piece.source,
                    piece.title,
                    image.url,
                    if is_last || !why.is_of_photo() {
                        ""
                    } else {
                        "; the next one of its page is tried"
                    }
                );
                // Not noted: the next time it is looked at again.
                if why.is_transient() {
                    return Ok(Some(problem));
                }
                (self.fault_kept(&why), Some(problem))
            }
        };
        self.store.image_save(&image.url, &kept).await?;
        Ok(problem)
    }

    fn fault_kept(&self, why: &ImageFault) -> SeenImage {
        SeenImage {
            width: None,
            height: None,
            hash: None,
            fault: why.is_of_photo().then(|| why.to_string()),
            at: self.clock.now(),
        }
    }

    fn copy_kept(&self, photo: Photo, now: DateTime<Utc>) -> Result<SeenImage> {
        let Some(copy) = photo.copy else {
            return Ok(SeenImage {
                width: Some(photo.width),
                height: Some(photo.height),
                hash: None,
                fault: None,
                at: now,
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
            at: now,
        })
    }

    /// Gives the pieces their photos as they are shown: measured, from the archive where so configured, and none
    /// rather than a broken one.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn images_laid(&self, pieces: &mut [StoredPiece]) -> Result<()> {
        let urls: Vec<&Url> = pieces
            .iter()
            .flat_map(|stored| choices(&stored.piece))
            .map(|image| &image.url)
            .collect();
        let known = self.store.images(&urls).await?;
        for stored in pieces {
            let piece = &mut stored.piece;
            let others = std::mem::take(&mut piece.other_images);
            let Some(lead) = &piece.image else { continue };
            let seen = |image: &Image| known.get(image.url.as_str());
            let is_fit = |image: &&Image| match seen(image) {
                Some(seen) => seen.fault.is_none(),
                // Nobody looked at it yet: the site's word for its lead photo is taken, and for no other.
                None => *image == lead,
            };
            let is_large = |image: &Image| !seen(image).is_some_and(|seen| self.is_thumbnail(seen));
            let mut fit = std::iter::once(lead).chain(&others).filter(is_fit);
            let first = fit.next();
            let mut shown = first
                .into_iter()
                .chain(fit)
                .find(|image| is_large(image))
                .or(first)
                .cloned();
            if let Some(image) = &mut shown
                && let Some(seen) = known.get(image.url.as_str())
            {
                self.image_laid(image, seen)?;
            }
            piece.image = shown;
        }
        Ok(())
    }

    /// A photo as it is shown: measured, and by the address of the copy where there is one.
    fn image_laid(&self, image: &mut Image, seen: &SeenImage) -> Result<()> {
        (image.width, image.height) = (seen.width.or(image.width), seen.height.or(image.height));
        let archive = self.config.images.mode == ImageMode::Archive;
        if let Some(hash) = seen.hash.as_ref().filter(|_| archive) {
            let place = format!("images/{hash}.jpg");
            image.url = self.config.web.public_url.join(&place)?;
        }
        Ok(())
    }
}

/// The photos that may be shown with a piece, the best first.
fn choices(piece: &Piece) -> impl Iterator<Item = &Image> {
    // Other photos without a lead photo are none that anybody meant for it.
    let others = piece.image.as_ref().map(|_| piece.other_images.iter());
    piece.image.iter().chain(others.into_iter().flatten())
}
