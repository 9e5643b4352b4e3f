//! Looking at what a mail points to, shortly before it is sent: whether links answer, and what pictures weigh.

use url::Url;

use super::{
    Gatherer,
    http::{Answer, FetchError, Fetched, Want, robots::Leave},
    image::{self, ImageFault, Measure},
};
use crate::piece::Validators;

/// What became of asking for a link.
#[derive(Debug)]
pub enum Reached {
    /// It answered.
    Answered(Answer),
    /// The site keeps programs off it, so it was not asked for.
    NotOurs,
    /// The site does not even answer what it keeps programs off.
    Silent,
    /// It could not be asked.
    Missed(FetchError),
}

impl Gatherer {
    /// Whether an address answers; asked with the site's leave, and without reading it.
    pub async fn reach(&self, url: &Url) -> Reached {
        match self.robots.leave(&self.fetcher, url).await {
            Leave::Refused => Reached::NotOurs,
            Leave::Unknown => Reached::Silent,
            Leave::Given => match self.fetcher.probe(url).await {
                Ok(answer) => Reached::Answered(answer),
                Err(why) => Reached::Missed(why),
            },
        }
    }

    /// What a picture weighs and measures. Its header is read, not its pixels.
    ///
    /// # Errors
    /// When it can't be fetched, or is no picture that mail programs show.
    pub async fn measure(&self, url: &Url) -> Result<Measure, ImageFault> {
        let fetched = self
            .fetcher
            .fetch(url, Want::Image, &Validators::default())
            .await?;
        match fetched {
            Fetched::Body(body) => image::measure(&body.bytes),
            Fetched::NotModified => Err(ImageFault::Unreadable("it is empty".to_owned())),
        }
    }
}
