//! Looking at a page again, shortly before a mail links to it.

use url::Url;

use super::{
    Gatherer, Page,
    http::FetchError,
    visit::{self, Miss},
};
use crate::config::Select;

/// What was seen.
#[derive(Debug)]
pub enum Look {
    /// The page is there.
    There(Box<Page>),
    /// Something is there that nobody can read.
    Unreadable,
    /// It is gone for good, as far as the site knows.
    Gone {
        /// 404 or 410.
        status: u16,
    },
    /// It is there, but not for everybody; the text says how.
    Closed(String),
    /// It could not be looked at; that says nothing about it.
    Unseen(String),
    /// The site keeps programs off this page.
    NotOurs,
}

impl Gatherer {
    /// Looks at a page again, with the selectors of its source.
    pub async fn look(&self, url: &Url, select: &Select) -> Look {
        match visit::page(self, url, select).await {
            Ok((page, _)) => Look::There(Box::new(page)),
            Err(miss) => missed(&miss),
        }
    }
}

fn missed(miss: &Miss) -> Look {
    if let Some(status) = miss.gone() {
        return Look::Gone { status };
    }
    match miss {
        Miss::Refused { .. } => Look::NotOurs,
        Miss::FrontPage { .. } => Look::Closed("it leads to the site's front page".to_owned()),
        Miss::NoPage { .. } | Miss::Unread(_) => Look::Unreadable,
        Miss::Fetch(FetchError::Status { status, .. })
            if matches!(status, 401 | 402 | 403 | 451) =>
        {
            Look::Closed(format!("it answers {status}: not for everybody"))
        }
        Miss::RobotsUnread { .. } | Miss::Fetch(_) | Miss::Late { .. } => Look::Unseen(miss.why()),
    }
}
