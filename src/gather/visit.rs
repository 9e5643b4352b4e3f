//! Visiting one page: with the site's leave, within limits, through the cage.

use url::Url;

use super::{
    CageError, Gatherer, Page,
    hiding::Hiding,
    http::{FetchError, Fetched, Want, robots::Leave, shown},
    text,
};
use crate::{config::Select, piece::Validators};

/// Why a page could not be had. The words of it are about a piece that then has what its feed says.
#[derive(Debug)]
pub(super) enum Miss {
    /// The site keeps programs off it.
    Refused { url: String },
    /// Whether it does could not be found out.
    RobotsUnread { site: String },
    /// It could not be fetched.
    Fetch(FetchError),
    /// The site leads to its front page: another page than was asked for. So it does with readers of what is gone, or
    /// closed.
    FrontPage { url: String },
    /// It is something else.
    NoPage { url: String, kind: String },
    /// The cage could not read it.
    Unread(CageError),
    /// There was no time left for it.
    Late { seconds: u64 },
}

impl Miss {
    /// What somebody should know.
    pub(super) fn why(&self) -> String {
        match self {
            Self::Refused { url } => format!(
                "{url}: the site's robots.txt keeps programs off this page; the feed's own summary is used"
            ),
            Self::RobotsUnread { site } => format!(
                "{site}: the site's robots.txt can't be read just now; its pages are tried again next time"
            ),
            Self::Fetch(FetchError::Status { url, status }) if self.gone().is_some() => format!(
                "{url} is not there (status {status}); the piece is left out for as long as it is not"
            ),
            Self::Fetch(why) => why.to_string(),
            Self::FrontPage { url } => format!(
                "{url}: the page leads to the site's front page; the feed's own summary is used"
            ),
            Self::NoPage { url, kind } => format!(
                "{url}: this is \"{kind}\" and not a web page; the feed's own summary is used"
            ),
            Self::Unread(why) => why.to_string(),
            Self::Late { seconds } => format!(
                "the pages of this source took longer than {seconds} s (`budget` in [gather]); those that are left are read next time"
            ),
        }
    }

    /// Asking again would get the same answer.
    pub(super) fn is_settled(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::NoPage { .. })
    }

    /// Asking again may well get another.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::RobotsUnread { .. } | Self::Late { .. } => true,
            Self::Fetch(why) => why.is_transient(),
            _ => false,
        }
    }

    /// The status with which the site says that there is no such page (any more).
    pub(super) fn gone(&self) -> Option<u16> {
        match self {
            Self::Fetch(why) => why.gone(),
            _ => None,
        }
    }

    /// What many pages may have in common: then it is told once. The same for all pages of a host, however many seconds
    /// it has left to rest.
    pub(super) fn shared(&self) -> Option<String> {
        match self {
            Self::Fetch(FetchError::Busy { url, status, .. }) => {
                let host = Url::parse(url).ok();
                let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
                Some(format!("{status} {host}"))
            }
            Self::Fetch(why) if why.is_of_host() => Some(why.to_string()),
            Self::RobotsUnread { .. } | Self::Late { .. } => Some(self.why()),
            _ => None,
        }
    }
}

/// Reads the page at an address; also where it was in the end.
pub(super) async fn page(
    gatherer: &Gatherer,
    url: &Url,
    select: &Select,
) -> Result<(Page, Url), Miss> {
    match gatherer.robots.leave(&gatherer.fetcher, url).await {
        Leave::Given => {}
        Leave::Refused => return Err(Miss::Refused { url: shown(url) }),
        Leave::Unknown => {
            let site = url.origin().ascii_serialization();
            return Err(Miss::RobotsUnread { site });
        }
    }
    let validators = Validators::default();
    let fetched = gatherer.fetcher.fetch(url, Want::Page, &validators).await;
    let body = match fetched.map_err(Miss::Fetch)? {
        Fetched::Body(body) => *body,
        Fetched::NotModified => {
            let (url, status) = (shown(url), 304);
            return Err(Miss::Fetch(FetchError::Status { url, status }));
        }
    };
    if body.final_url.path() == "/" && url.path() != "/" {
        return Err(Miss::FrontPage { url: shown(url) });
    }
    let kind = body.content_type.as_deref();
    if let Some(kind) = kind.filter(|kind| !is_page(kind)) {
        let (url, kind) = (shown(url), text::clean(kind));
        return Err(Miss::NoPage { url, kind });
    }
    let read = gatherer.page(&body.bytes, kind, &body.final_url, select);
    let mut page = read.await.map_err(Miss::Unread)?;
    Hiding::read(&body.robots).lay_over(&mut page);
    Ok((page, body.final_url))
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
