//! Looking at a page again, shortly before a mail links to it.

use chrono::{DateTime, Utc};
use url::Url;

use super::{
    Gatherer,
    http::{FetchError, Fetched, Want, robots::Leave, shown},
};
use crate::{config::Select, piece::Validators};

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// The page is there.
    There {
        /// Its headline, where it has one.
        title: Option<String>,
        /// When it says it was changed.
        updated: Option<DateTime<Utc>>,
        /// Its text, a paragraph each.
        body: Vec<String>,
    },
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
        match self.robots.leave(&self.fetcher, url).await {
            Leave::Given => {}
            Leave::Refused => return Look::NotOurs,
            Leave::Unknown => {
                return Look::Unseen(format!("{}: its robots.txt can't be read", shown(url)));
            }
        }
        let validators = Validators::default();
        let body = match self.fetcher.fetch(url, Want::Page, &validators).await {
            Ok(Fetched::Body(body)) => body,
            Ok(Fetched::NotModified) => return Look::Unseen(format!("{}: status 304", shown(url))),
            Err(why) => return missed(&why),
        };
        if body.final_url.path() == "/" && url.path() != "/" {
            return Look::Closed("it leads to the site's front page".to_owned());
        }
        let kind = body.content_type.as_deref();
        match self.page(&body.bytes, kind, &body.final_url, select).await {
            Ok(page) => Look::There {
                title: page.title,
                updated: page.updated,
                body: page.body,
            },
            Err(_) => Look::There {
                title: None,
                updated: None,
                body: Vec::new(),
            },
        }
    }
}

fn missed(why: &FetchError) -> Look {
    match why {
        FetchError::Status { status, .. } => match status {
            404 | 410 => Look::Gone { status: *status },
            401 | 402 | 403 | 451 => {
                Look::Closed(format!("it answers {status}: not for everybody"))
            }
            _ => Look::Unseen(why.to_string()),
        },
        _ => Look::Unseen(why.to_string()),
    }
}
