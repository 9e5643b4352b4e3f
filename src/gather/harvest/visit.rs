//! Visiting one page: with the site's leave, through the cage, into a piece.

use url::Url;

use super::super::{
    Gatherer,
    http::{FetchError, Fetched, Want, robots::Leave, shown},
    merge, text,
};
use crate::{
    config::Source,
    piece::{Piece, Validators},
};

/// A page that could not be had.
pub(super) struct Miss {
    pub(super) why: String,
    /// Asking again would get the same answer.
    pub(super) settled: bool,
    /// Asking again may well get another.
    pub(super) transient: bool,
    /// What many pages may have in common: then it is told once.
    pub(super) shared: Option<String>,
    /// The status with which the site says that there is no such page (any more).
    pub(super) gone: Option<u16>,
}

impl From<FetchError> for Miss {
    fn from(why: FetchError) -> Self {
        Self {
            transient: why.is_transient(),
            settled: false,
            shared: why.is_of_host().then(|| kind_of(&why)),
            gone: why.gone(),
            why: match why {
                FetchError::Status { url, status } if matches!(status, 404 | 410) => format!(
                    "{url} is not there (status {status}); the piece is left out for as long as it is not"
                ),
                why => why.to_string(),
            },
        }
    }
}

/// The same for all pages of a host, however many seconds it has left to rest.
fn kind_of(why: &FetchError) -> String {
    match why {
        FetchError::Busy { url, status, .. } => {
            let host = Url::parse(url).ok();
            let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
            format!("{status} {host}")
        }
        other => other.to_string(),
    }
}

pub(super) async fn page(
    gatherer: &Gatherer,
    url: &Url,
    source: &Source,
) -> Result<(Piece, Vec<String>), Miss> {
    let settled = |why: String| Miss {
        why,
        settled: true,
        transient: false,
        shared: None,
        gone: None,
    };
    match gatherer.robots.leave(&gatherer.fetcher, url).await {
        Leave::Given => {}
        Leave::Refused => {
            return Err(settled(format!(
                "{}: the site's robots.txt keeps programs off this page; the feed's own summary is used",
                shown(url)
            )));
        }
        Leave::Unknown => {
            let why = format!(
                "{}: the site's robots.txt can't be read just now; its pages are tried again next time",
                url.origin().ascii_serialization()
            );
            return Err(Miss {
                shared: Some(why.clone()),
                why,
                settled: false,
                transient: true,
                gone: None,
            });
        }
    }
    let body = match gatherer
        .fetcher
        .fetch(url, Want::Page, &Validators::default())
        .await?
    {
        Fetched::Body(body) => body,
        Fetched::NotModified => {
            return Err(Miss::from(FetchError::Status {
                url: shown(url),
                status: 304,
            }));
        }
    };
    // Sites send readers of what is gone, or closed, to their front page: another page than was asked for.
    if body.final_url.path() == "/" && url.path() != "/" {
        let why = format!(
            "{}: the page leads to the site's front page; the feed's own summary is used",
            shown(url)
        );
        return Err(Miss {
            why,
            settled: false,
            transient: false,
            shared: None,
            gone: None,
        });
    }
    if let Some(kind) = body.content_type.as_deref().filter(|kind| !is_page(kind)) {
        return Err(settled(format!(
            "{}: this is \"{}\" and not a web page; the feed's own summary is used",
            shown(url),
            text::clean(kind)
        )));
    }
    let page = gatherer
        .cage
        .selected_page(
            &body.bytes,
            body.content_type.as_deref(),
            &body.final_url,
            &source.select,
        )
        .await
        .map_err(|why| Miss {
            why: why.to_string(),
            settled: false,
            transient: false,
            shared: None,
            gone: None,
        })?;
    let piece = merge::from_page(&page, &body.final_url, source.name.clone());
    Ok((piece, page.problems))
}

fn is_page(content_type: &str) -> bool {
    let kind = content_type.to_ascii_lowercase();
    [
        "text/html",
        "xhtml",
        "text/plain",
        "application/xml",
        "text/xml",
    ]
    .iter()
    .any(|page| kind.contains(page))
}
