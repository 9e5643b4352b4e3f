//! One request and its answer: what to do next, or the body up to its limit, or what went wrong.

use reqwest::{Response, StatusCode, header};
use url::Url;

use super::{
    Body, FetchError, Fetched, Fetcher, Want,
    error::{deepest, shown},
    guard::Refused,
    retry,
};
use crate::piece::Validators;

/// One header for each robot, and nobody means so many.
const MOST_ROBOTS: usize = 20;

impl Fetcher {
    pub(super) async fn exchange(
        &self,
        url: &Url,
        want: Want,
        validators: &Validators,
        most: u64,
    ) -> Result<Step, FetchError> {
        let mut request = self
            .client
            .get(url.clone())
            .header(header::ACCEPT, want.accept());
        if let Some(etag) = &validators.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &validators.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
        let response = request.send().await.map_err(|why| self.broken(url, &why))?;
        match response.status() {
            status if status.is_success() => {
                let body = self.body(url, response, most).await?;
                Ok(Step::Done(Fetched::Body(Box::new(body))))
            }
            StatusCode::NOT_MODIFIED if *validators != Validators::default() => {
                Ok(Step::Done(Fetched::NotModified))
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Err(self.busy(url, &response))
            }
            status if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) => {
                redirect(url, &response)
            }
            status => Err(FetchError::Status {
                url: shown(url),
                status: status.as_u16(),
            }),
        }
    }

    async fn body(&self, url: &Url, mut response: Response, most: u64) -> Result<Body, FetchError> {
        let text = |name| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let content_type = text(header::CONTENT_TYPE);
        let validators = Validators {
            etag: text(header::ETAG),
            last_modified: text(header::LAST_MODIFIED),
        };
        let robots = response.headers().get_all("x-robots-tag").iter();
        let robots = robots.take(MOST_ROBOTS);
        let robots = robots.filter_map(|value| value.to_str().ok().map(str::to_owned));
        let robots: Vec<String> = robots.collect();
        let mut bytes = Vec::new();
        // What is counted here has been decompressed, so a small bomb can't grow past the limit either.
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|why| self.broken(url, &why))?
        {
            if (bytes.len() + chunk.len()) as u64 > most {
                return Err(FetchError::TooLarge {
                    url: shown(url),
                    most,
                });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Body {
            bytes,
            content_type,
            final_url: url.clone(),
            validators,
            robots,
        })
    }

    pub(super) fn busy(&self, url: &Url, response: &Response) -> FetchError {
        let wait = retry::retry_after(response.headers());
        self.hosts.rest(url, response.status().as_u16(), wait);
        FetchError::Busy {
            url: shown(url),
            status: response.status().as_u16(),
            wait,
        }
    }

    pub(super) fn broken(&self, url: &Url, why: &reqwest::Error) -> FetchError {
        if why.is_timeout() {
            return self.late(url);
        }
        if let Some(refused) = Refused::within(why) {
            return FetchError::Private {
                url: shown(url),
                address: refused.0.clone(),
            };
        }
        FetchError::Broken {
            url: shown(url),
            why: deepest(why),
        }
    }
}

/// What an answer means for the fetch.
pub(super) enum Step {
    Done(Fetched),
    Redirect { to: Url, permanent: bool },
}

fn redirect(url: &Url, response: &Response) -> Result<Step, FetchError> {
    Ok(Step::Redirect {
        to: redirected(url, response)?,
        permanent: matches!(response.status().as_u16(), 301 | 308),
    })
}

/// Where a redirect leads.
pub(super) fn redirected(url: &Url, response: &Response) -> Result<Url, FetchError> {
    let location = response.headers().get(header::LOCATION);
    location
        .and_then(|location| std::str::from_utf8(location.as_bytes()).ok())
        .and_then(|location| url.join(location).ok())
        .ok_or_else(|| FetchError::Status {
            url: shown(url),
            status: response.status().as_u16(),
        })
}
