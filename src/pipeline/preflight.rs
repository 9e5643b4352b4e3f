//! The pre-flight checks, always the same: what `lint` shows, what keeps an edition from being approved, and what `run`
//! looks at before it sends.
//!
//! First what the message itself shows ([`render::lint`]), then what the network knows of its links and pictures. The
//! network never keeps an edition back: a site that is down for an hour, or shut to programs, is told and no more.

mod links;
mod pictures;

use std::collections::HashSet;

use anyhow::Result;
use url::Url;

use super::{Fault, Pipeline, preview::SAMPLE_READER};
use crate::{
    config::Recheck,
    edition::Edition,
    gather::Reached,
    preference::Format,
    render::{self, Circumstances, Finding, Letterhead, Level, Rendered},
    variant::Sealed,
};

/// So many editions show what is usual.
const EARLIER: u32 = 8;

/// Asked for at once; each host still sees only as many as `gather.per_host` allows.
const AT_ONCE: usize = 8;

/// How far the checks go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// No further than the message and the store.
    Offline,
    /// To the links and pictures, but for the pages that were seen just now.
    Network {
        /// Those.
        seen: HashSet<Url>,
    },
}

impl Pipeline {
    /// The pre-flight checks of an edition: of the sealed message, where it is sealed.
    ///
    /// # Errors
    /// When it can't be rendered, or the store fails.
    pub async fn lint(&self, edition: &Edition, reach: Reach) -> Result<Vec<Finding>> {
        let rendered = Rendered::from(self.message_of(edition).await?);
        let variants = match edition.state.is_sealed() {
            true => self.sealed_variants(edition).await?,
            false => self.variants(&self.offer(edition).await?).await?.0,
        };
        let mut findings = self.seen_in(edition, &rendered, &variants).await?;
        if let Reach::Network { seen } = &reach {
            findings.extend(self.seen_on_the_network(&rendered, seen).await?);
            findings.extend(self.leaving_seen().await?);
            findings.sort_by_key(|finding| (finding.level, finding.support.is_some()));
        }
        Ok(findings)
    }

    /// The checks before an edition is sealed or sent; what they found, where nothing keeps it back.
    ///
    /// # Errors
    /// A [`Fault::BadData`] that says what is wrong and what to do.
    pub(super) async fn cleared(
        &self,
        edition: &Edition,
        rendered: &Rendered,
        variants: &[(Sealed, Edition)],
        seen: HashSet<Url>,
    ) -> Result<Vec<Finding>> {
        let mut findings = self.seen_in(edition, rendered, variants).await?;
        if let Some(fault) = fault(edition, &findings) {
            return Err(fault.into());
        }
        // "off" means that live pages are left alone.
        if self.config.edition.recheck != Recheck::Off {
            findings.extend(self.seen_on_the_network(rendered, &seen).await?);
        }
        Ok(findings)
    }

    async fn seen_in(
        &self,
        edition: &Edition,
        rendered: &Rendered,
        variants: &[(Sealed, Edition)],
    ) -> Result<Vec<Finding>> {
        let before = self
            .store
            .editions_sent_before(edition.slot, EARLIER)
            .await?;
        let circumstances = Circumstances {
            before,
            signed: self.config.dkim.is_some(),
        };
        // What was sealed is held against what it was sealed with.
        let (publication, rules) = self.as_printed(edition);
        let letterhead = Letterhead {
            publication: &publication,
            rules: &rules,
            ..self.letterhead()
        };
        let mut findings = render::lint(rendered, edition, &letterhead, &circumstances);
        for (sealed, shown) in variants {
            let letterhead = Letterhead {
                publication: &publication,
                rules: &rules,
                ..self.letterhead_in(self.language_of(sealed.variant.language))
            };
            let rendered = Rendered::from(sealed.message.clone());
            let found = match sealed.variant.format {
                Format::Html => render::lint_variant(&rendered, shown, &letterhead, &circumstances),
                Format::Text => render::lint_text(&rendered, shown, &letterhead, &circumstances),
            };
            let is_new = |found: &Finding| {
                let same = |known: &Finding| {
                    known.location == found.location && known.message == found.message
                };
                found.level != Level::Note && !findings.iter().any(same)
            };
            let new: Vec<_> = found.into_iter().filter(is_new).collect();
            findings.extend(new.into_iter().map(|finding| Finding {
                message: format!("{} (for readers of {})", finding.message, sealed.variant),
                ..finding
            }));
        }
        findings.sort_by_key(|finding| (finding.level, finding.support.is_some()));
        Ok(findings)
    }

    /// The sealed variants of an edition, each with the edition as it shows it.
    pub(super) async fn sealed_variants(
        &self,
        edition: &Edition,
    ) -> Result<Vec<(Sealed, Edition)>> {
        let offer = self.offer(edition).await?;
        let sealed = self.store.edition_variants(edition.id).await?.into_iter();
        let shown = sealed.map(|sealed| {
            let shown = self.edition_as(&offer, &sealed.variant);
            (sealed, shown.unwrap_or_else(|| edition.clone()))
        });
        Ok(shown.collect())
    }

    async fn seen_on_the_network(
        &self,
        rendered: &Rendered,
        seen: &HashSet<Url>,
    ) -> Result<Vec<Finding>> {
        let remote = render::remote(rendered);
        let deadline = self.recheck_deadline();
        let gatherer = self.gatherer().await?;
        let (links, pictures) = futures::join!(
            self.links_seen(gatherer, &remote.links, seen, deadline),
            self.pictures_seen(gatherer, &remote.pictures, deadline),
        );
        Ok([links, pictures].concat())
    }

    /// Whether anybody answers where readers leave. The link is nobody's, so nothing changes by asking.
    async fn leaving_seen(&self) -> Result<Option<Finding>> {
        let page = Url::parse(&self.unsubscribe_url(SAMPLE_READER))?;
        let why = match self.gatherer().await?.reach(&page).await {
            Reached::Answered(_) | Reached::NotOurs => return Ok(None),
            Reached::Silent => self.config.web.public_url.to_string(),
            Reached::Missed(why) => why.to_string(),
        };
        let message = format!("the pages to unsubscribe at don't answer: {why}");
        let advice = "start `roundup serve`, and see that web.public_url leads to it: readers who can't leave report mail as spam";
        Ok(Some(Finding::new(Level::Warning, "setup", message, advice)))
    }

    /// Whether an address is one of our own pages.
    fn is_ours(&self, url: &Url) -> bool {
        self.config.web.serves(url)
    }
}

/// Why an edition must not be sent, if it must not.
fn fault(edition: &Edition, findings: &[Finding]) -> Option<Fault> {
    let failed = findings
        .iter()
        .filter(|finding| finding.level == Level::Error);
    let failed: Vec<_> = failed
        .map(|finding| {
            format!(
                "{}: {} ({})",
                finding.location, finding.message, finding.advice
            )
        })
        .collect();
    (!failed.is_empty()).then(|| {
        Fault::BadData(format!(
            "edition {} is not fit to send: {}; see `roundup lint {}`",
            edition.id,
            failed.join("; "),
            edition.id
        ))
    })
}

/// What a run tells: what is about this edition, for the rest is the same every week.
pub(super) fn told(findings: &[Finding]) -> Vec<String> {
    let of_this_one = |finding: &&Finding| {
        finding.level == Level::Warning && finding.support.is_none() && finding.location != "setup"
    };
    let told = findings.iter().filter(of_this_one);
    told.map(|finding| format!("{}: {}", finding.location, finding.message))
        .collect()
}

/// Several of a kind in one line: the first, and how many more.
fn and_more(first: &str, all: usize) -> String {
    match all {
        0 | 1 => first.to_owned(),
        _ => format!("{first} and {} more", all - 1),
    }
}
