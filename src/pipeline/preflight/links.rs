//! Whether the links of a mail answer, and where they lead.

use std::collections::{BTreeMap, HashSet};

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{AT_ONCE, Pipeline, and_more};
use crate::{
    gather::{Answer, FetchError, Gatherer, Reached},
    render::{Finding, Level, Linked},
};

/// More links than a round-up has; of so many, the rest is not asked for, and told.
const MOST: usize = 200;

/// What asking brought. What many links have in common is one finding.
#[derive(Default)]
struct Tally {
    findings: Vec<Finding>,
    /// By host and reason.
    missed: BTreeMap<(String, String), Vec<Url>>,
    /// By the hosts that they lead from and to.
    moved: BTreeMap<(String, String), Vec<(Url, Url)>>,
    not_ours: usize,
    /// How many there were to ask for, and how many were too many.
    all: usize,
    beyond: usize,
}

impl Pipeline {
    /// Asks for each link that was not seen just now.
    pub(super) async fn links_seen(
        &self,
        gatherer: &Gatherer,
        links: &[Linked],
        seen: &HashSet<Url>,
        deadline: Instant,
    ) -> Vec<Finding> {
        // Our own pages are another process's, which knows editions only when they are sent.
        let asked = links
            .iter()
            .filter(|link| !seen.contains(&link.url) && !self.is_ours(&link.url));
        let mut asked: Vec<_> = asked.collect();
        let all = asked.len();
        asked.truncate(MOST);
        let wanted = asked.len();
        let mut reaching = stream::iter(asked)
            .map(|link| async move { (link, gatherer.reach(&link.url).await) })
            .buffer_unordered(AT_ONCE);
        let mut answered = 0;
        let mut tally = Tally {
            all,
            beyond: all - wanted,
            ..Tally::default()
        };
        while let Some(Ok(Some((link, reached)))) = self
            .stop
            .run_until_cancelled(timeout_at(deadline, reaching.next()))
            .await
        {
            answered += 1;
            tally.add(link, reached);
        }
        tally.told(
            wanted - answered,
            self.config.edition.recheck_within.0.as_secs(),
        )
    }
}

impl Tally {
    fn add(&mut self, link: &Linked, reached: Reached) {
        let host = host(&link.url);
        match reached {
            Reached::NotOurs => self.not_ours += 1,
            Reached::Silent => {
                let words =
                    "does not answer as it should (its robots.txt can't be read)".to_owned();
                self.missed
                    .entry((host, words))
                    .or_default()
                    .push(link.url.clone());
            }
            Reached::Answered(answer) => self.answered(link, answer),
            Reached::Missed(why) => {
                let words = match &why {
                    FetchError::Private { .. } => {
                        "leads into a private network, where readers can't follow".to_owned()
                    }
                    FetchError::Redirects { .. } => {
                        "redirects in a circle, or too often".to_owned()
                    }
                    FetchError::Busy { status, .. } => {
                        format!("asks us to come back later (status {status})")
                    }
                    FetchError::Timeout { seconds, .. } => {
                        format!("does not answer within {seconds} s")
                    }
                    FetchError::Silent { .. } => "does not answer".to_owned(),
                    FetchError::Broken { why, .. } => format!("can't be reached ({why})"),
                    other => other.to_string(),
                };
                self.missed
                    .entry((host, words))
                    .or_default()
                    .push(link.url.clone());
            }
        }
    }

    fn answered(&mut self, link: &Linked, answer: Answer) {
        let url = link.url.as_str();
        let text = &link.text;
        match answer.status {
            200..=399 => {
                if answer.at.path() == "/" && link.url.path() != "/" {
                    self.findings.push(Finding::new(
                        Level::Warning,
                        url,
                        format!("the link \"{text}\" leads to a front page ({}), as sites do with what is gone", answer.at),
                        "open it in a browser; drop the piece, or link to where it is now",
                    ));
                } else if answer.at != link.url {
                    let hosts = (host(&link.url), host(&answer.at));
                    self.moved
                        .entry(hosts)
                        .or_default()
                        .push((link.url.clone(), answer.at));
                }
            }
            // Readers may well see what a program may not.
            status @ (401 | 402 | 403 | 406 | 429 | 451) => self.findings.push(Finding::new(
                Level::Note,
                url,
                format!("the link \"{text}\" answers programs with status {status}"),
                "open it in a browser, signed out: is it for everybody?",
            )),
            status => self.findings.push(Finding::new(
                Level::Warning,
                url,
                format!("the link \"{text}\" is dead: it answers with status {status}"),
                "drop the piece, or link to where it is now",
            )),
        }
    }

    fn told(mut self, late: usize, seconds: u64) -> Vec<Finding> {
        for ((host, words), mut urls) in self.missed {
            urls.sort();
            let Some(first) = urls.first() else { continue };
            let message = match urls.len() {
                1 => format!("the link to {host} {words}"),
                count => format!("{host} {words}: {count} links lead there"),
            };
            self.findings.push(Finding::new(
                Level::Warning,
                first.as_str(),
                message,
                "open it in a browser; if it opens, nothing needs to be done",
            ));
        }
        for ((from, to), mut moves) in self.moved {
            moves.sort();
            let Some((first, end)) = moves.first() else {
                continue;
            };
            let what = if from == to {
                "leads on to"
            } else {
                "leads to another site:"
            };
            let message = format!("the link {what} {}", and_more(end.as_str(), moves.len()));
            self.findings.push(Finding::new(
                Level::Note,
                first.as_str(),
                message,
                "link to where it ends: each detour costs readers time, and one day it is gone",
            ));
        }
        let all = self.all;
        if self.beyond > 0 {
            let message = format!(
                "{} of {all} links were not asked for: {MOST} are, at most",
                self.beyond
            );
            let advice = "open the last ones in a browser, or send fewer pieces";
            self.findings
                .push(Finding::new(Level::Note, "html", message, advice));
        }
        if self.not_ours > 0 {
            let message = format!(
                "{} of {all} links were not asked for: their sites keep programs off (robots.txt)",
                self.not_ours
            );
            self.findings.push(Finding::new(
                Level::Note,
                "html",
                message,
                "open them in a browser",
            ));
        }
        if late > 0 {
            let message = format!(
                "{late} of {all} links were not asked for within {seconds} s (edition.recheck_within)"
            );
            self.findings.push(Finding::new(
                Level::Note,
                "html",
                message,
                "run `roundup lint` again, or raise it",
            ));
        }
        self.findings
            .sort_by(|one, other| (one.level, &one.location).cmp(&(other.level, &other.location)));
        self.findings
    }
}

fn host(url: &Url) -> String {
    match (url.host_str().unwrap_or_default(), url.port()) {
        (host, Some(port)) => format!("{host}:{port}"),
        (host, None) => host.to_owned(),
    }
}
