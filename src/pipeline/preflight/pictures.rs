//! What the pictures of a mail weigh and measure.

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{AT_ONCE, Pipeline, and_more};
use crate::{
    gather::{self, Gatherer, ImageFault, Measure},
    render::{Finding, Level, Shown},
};

/// One picture, and all of a mail: what loads in a moment on a train.
const HEAVY: usize = 400 * 1024;
const HEAVY_IN_ALL: usize = 1024 * 1024;

/// Phones show three pixels where one is asked for, and no more.
const SHARPEST: u32 = 3;

impl Pipeline {
    pub(super) async fn pictures_seen(
        &self,
        gatherer: &Gatherer,
        pictures: &[Shown],
        deadline: Instant,
    ) -> Vec<Finding> {
        let mut measuring = stream::iter(pictures)
            .map(|picture| async move { (picture, self.measured(gatherer, &picture.url).await) })
            .buffer_unordered(AT_ONCE);
        let (mut findings, mut known) = (Vec::new(), Vec::new());
        let mut answered = 0;
        while let Some(Ok(Some((picture, measured)))) = self
            .stop
            .run_until_cancelled(timeout_at(deadline, measuring.next()))
            .await
        {
            answered += 1;
            match measured {
                Ok(measure) => known.push((picture, measure)),
                Err(why) => findings.push(faulty(picture, &why)),
            }
        }
        known.sort_by(|(one, _), (other, _)| one.url.cmp(&other.url));
        findings.extend(weights(&known));
        findings.extend(sizes(&known));
        if answered < pictures.len() {
            let message = format!(
                "{} of {} pictures were not loaded within {} s (edition.recheck_within)",
                pictures.len() - answered,
                pictures.len(),
                self.config.edition.recheck_within.0.as_secs()
            );
            findings.push(Finding::new(
                Level::Note,
                "html",
                message,
                "run `roundup lint` again, or raise it",
            ));
        }
        findings
            .sort_by(|one, other| (one.level, &one.location).cmp(&(other.level, &other.location)));
        findings
    }

    /// Copies of ours lie beside the store; whether their server runs just now says nothing about them.
    async fn measured(&self, gatherer: &Gatherer, url: &Url) -> Result<Measure, ImageFault> {
        if !self.is_ours(url) {
            return gatherer.measure(url).await;
        }
        let name = url
            .path_segments()
            .and_then(|mut path| path.next_back())
            .unwrap_or_default();
        let hash = name.trim_end_matches(".jpg");
        let is_hash = hash.len() == 64 && hash.bytes().all(|octet| octet.is_ascii_hexdigit());
        let copy = is_hash
            .then(|| self.store.image_read(hash).ok().flatten())
            .flatten();
        match copy {
            Some(bytes) => gather::measure(&bytes),
            None => gatherer.measure(url).await,
        }
    }
}

fn faulty(picture: &Shown, why: &ImageFault) -> Finding {
    let message = match why {
        ImageFault::Fetch(why) if why.gone().is_some() => {
            "the picture is not there any more".to_owned()
        }
        ImageFault::Fetch(why) => format!("the picture can't be loaded: {why}"),
        other => format!("the picture can't be shown: {other}"),
    };
    Finding::new(
        Level::Warning,
        picture.url.as_str(),
        message,
        "open it in a browser; readers see its alternative text instead",
    )
}

fn weights(known: &[(&Shown, Measure)]) -> Vec<Finding> {
    let kilobytes = |octets: usize| octets.div_ceil(1024);
    let mut findings = Vec::new();
    for (picture, measure) in known {
        if measure.octets > HEAVY {
            findings.push(Finding::new(
                Level::Warning,
                picture.url.as_str(),
                format!(
                    "the picture has {} KB, more than {}",
                    kilobytes(measure.octets),
                    kilobytes(HEAVY)
                ),
                "put up a smaller one, or set images.mode = \"archive\": copies are made small",
            ));
        }
    }
    let all: usize = known.iter().map(|(_, measure)| measure.octets).sum();
    if all > HEAVY_IN_ALL {
        findings.push(Finding::new(
            Level::Warning,
            "html",
            format!(
                "the pictures have {} KB together, more than {}",
                kilobytes(all),
                kilobytes(HEAVY_IN_ALL)
            ),
            "set images.mode = \"archive\": copies are made small",
        ));
    }
    findings
}

/// Too few pixels are a blur, too many a waste: each kind is told once.
fn sizes(known: &[(&Shown, Measure)]) -> Vec<Finding> {
    let shown = known.iter().filter_map(|(picture, measure)| {
        Some((picture, picture.width?, measure.width, measure.octets))
    });
    let shown: Vec<_> = shown.collect();
    let blurred: Vec<_> = shown
        .iter()
        .filter(|(_, wanted, has, _)| has < wanted)
        .collect();
    let huge: Vec<_> = shown
        .iter()
        .filter(|(_, wanted, has, _)| *has > wanted.saturating_mul(SHARPEST))
        // What is too heavy was told, and what to do about it is the same.
        .filter(|(.., octets)| *octets <= HEAVY)
        .collect();
    let mut findings = Vec::new();
    if let Some((picture, wanted, has, _)) = blurred.first() {
        let message =
            format!("the picture is {has} pixels wide and shown at {wanted}: it is blurred");
        findings.push(Finding::new(
            Level::Warning,
            picture.url.as_str(),
            and_more(&message, blurred.len()),
            "put up a larger one",
        ));
    }
    if let Some((picture, wanted, has, _)) = huge.first() {
        let message = format!(
            "the picture is {has} pixels wide and shown at {wanted}: more than any screen can use"
        );
        findings.push(Finding::new(
            Level::Note,
            picture.url.as_str(),
            and_more(&message, huge.len()),
            "put up a smaller one, or set images.mode = \"archive\"",
        ));
    }
    findings
}
