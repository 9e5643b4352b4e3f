//! Whether an address answers, without reading what it answers with.

use reqwest::{Method, Response, header};
use url::Url;

use super::{FetchError, Fetcher, MOST_REDIRECTS, Want, exchange::redirected, shown};

/// What an address came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status at the end of all redirects.
    pub status: u16,
    /// The address that answered.
    pub at: Url,
}

impl Fetcher {
    /// Asks by HEAD, and by GET where the server does not know that, or refuses it: some refuse all that is not GET.
    /// As politely as a fetch, and as little into private networks.
    pub(in crate::gather) async fn probe(&self, url: &Url) -> Result<Answer, FetchError> {
        let mut at = url.clone();
        let mut method = Method::HEAD;
        let mut hops = 0;
        while hops <= MOST_REDIRECTS {
            let response = self.head(&at, &method).await?;
            let status = response.status().as_u16();
            match status {
                301 | 302 | 303 | 307 | 308 => {
                    at = redirected(&at, &response)?;
                    hops += 1;
                }
                429 | 503 => return Err(self.busy(&at, &response)),
                400.. if method == Method::HEAD => method = Method::GET,
                _ => return Ok(Answer { status, at }),
            }
        }
        Err(FetchError::Redirects { url: shown(url) })
    }

    async fn head(&self, at: &Url, method: &Method) -> Result<Response, FetchError> {
        self.check(at)?;
        let _turn = self.hosts.turn(at).await?;
        let request = self
            .client
            .request(method.clone(), at.clone())
            .header(header::ACCEPT, Want::Page.accept());
        let sent = tokio::time::timeout(self.timeout, request.send()).await;
        let answered = match sent {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(why)) => Err(self.broken(at, &why)),
            Err(_) => Err(self.late(at)),
        };
        match &answered {
            Err(FetchError::Timeout { .. } | FetchError::Broken { .. }) => {
                self.hosts.was_silent(at);
            }
            _ => self.hosts.answered(at),
        }
        answered
    }
}
