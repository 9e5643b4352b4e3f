//! `check`: would a run succeed? A line each for config, store, list, sources, relay and the sender's DNS.

use std::{os::unix::fs::PermissionsExt as _, path::Path};

use anyhow::Result;
use chrono::{DateTime, Utc};
use futures::future::join_all;
use serde::Serialize;

mod dkim;
mod layout;
mod names;
mod promos;
mod web;
mod webhooks;

use super::Pipeline;
use crate::{
    config::{Kind, Relay, Server, Source},
    deliver,
    gather::Gatherer,
    subscriber::SubscriberState,
    words::Phrasebook,
};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// As it should be.
    Ok,
    /// A run would go, but look at it.
    Warning,
    /// A run would not go.
    Failed,
}

/// A line of `check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub what: String,
    /// How it stands.
    pub standing: Standing,
    /// What was found.
    pub found: String,
    /// What to do, where something is to be done.
    pub advice: Option<String>,
}

impl Check {
    pub(super) fn ok(what: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            standing: Standing::Ok,
            found: found.into(),
            advice: None,
        }
    }

    fn warning(what: impl Into<String>, found: impl Into<String>, advice: &str) -> Self {
        Self {
            standing: Standing::Warning,
            advice: Some(advice.to_owned()),
            ..Self::ok(what, found)
        }
    }

    fn failed(what: impl Into<String>, found: impl Into<String>, advice: &str) -> Self {
        Self {
            standing: Standing::Failed,
            advice: Some(advice.to_owned()),
            ..Self::ok(what, found)
        }
    }
}

impl Pipeline {
    /// Looks at everything a run needs, and sends nothing.
    ///
    /// # Errors
    /// When the HTTP client can't be set up or the store fails.
    pub async fn check(&self) -> Result<Vec<Check>> {
        let mut lines = vec![
            Check::ok("config", self.config.file.display().to_string()),
            Check::ok("store", self.store.path().display().to_string()),
        ];
        // The addresses of all, and the key that signs every link.
        lines.extend(secrecy("store", self.store.path()));
        lines.push(self.check_list().await?);
        lines.push(self.check_retention().await?);
        lines.extend(self.check_web());
        lines.extend(self.check_examples());
        lines.extend(self.check_layout().await?);
        lines.extend(self.check_language());
        let gatherer = self.gatherer().await?;
        let sources = self
            .config
            .sources
            .iter()
            .map(|source| check_source(gatherer, source, self.clock.now()));
        lines.extend(join_all(sources).await);
        lines.extend(self.check_promos().await);
        lines.extend(self.check_relays().await);
        lines.extend(self.check_signing());
        lines.extend(self.check_webhooks().await?);
        lines.extend(self.check_names().await);
        Ok(lines)
    }

    /// Values of the example that were left in.
    fn check_examples(&self) -> Vec<Check> {
        let publication = &self.config.publication;
        if publication.url.domain() == Some("weir.example") {
            return Vec::new();
        }
        let values = [
            (
                "publication.postal_address",
                publication.postal_address.clone(),
                "1 Mill Lane, Weirbridge",
            ),
            (
                "publication.from",
                publication.from.to_string(),
                "weir.example",
            ),
            (
                "publication.list_id",
                publication.list_id.to_string(),
                "weir.example",
            ),
            (
                "web.public_url",
                self.config.web.public_url.to_string(),
                "weir.example",
            ),
        ];
        let left_in = values
            .into_iter()
            .filter(|(_, value, example)| value.contains(example));
        left_in
            .map(|(key, value, _)| {
                Check::warning(
                    key,
                    format!("{value}: still the example's"),
                    "put your own in",
                )
            })
            .collect()
    }

    /// Readers would be spoken to in English.
    fn check_language(&self) -> Option<Check> {
        let language = &self.config.publication.language;
        (!self.words().is_whole()).then(|| {
            Check::warning(
                "publication.language",
                format!("no words in `{language}`: English ones are used"),
                &format!("there are words in {}", Phrasebook::whole().join(", ")),
            )
        })
    }

    async fn check_list(&self) -> Result<Check> {
        let active = self.store.subscriber_count(SubscriberState::Active).await?;
        Ok(match active {
            0 => Check::warning(
                "list",
                "nobody is on it",
                "add people with `roundup subscribers import list.csv`",
            ),
            _ => Check::ok("list", format!("{active} active")),
        })
    }

    async fn check_relays(&self) -> Vec<Check> {
        match &self.config.smtp.relay {
            Relay::Servers(servers) => {
                let mut lines =
                    join_all(servers.iter().map(|server| self.check_relay(server))).await;
                one_will_do(&mut lines);
                lines.extend(self.check_certificates(servers, &lines));
                lines
            }
            Relay::Outbox(dir) => vec![check_outbox(dir)],
        }
    }

    /// Files that a relay may ask for only one night, where it has not done so now.
    fn check_certificates(&self, servers: &[Server], told: &[Check]) -> Vec<Check> {
        let mut wrong: Vec<String> = servers
            .iter()
            .filter_map(|server| deliver::read_certificates(&self.config.smtp, server).err())
            .filter(|why| !told.iter().any(|line| line.found.contains(why)))
            .collect();
        wrong.dedup();
        let advice = "mend the path or leave the key out; no relay has asked for it just now";
        let warning = |why| Check::warning("certificates", why, advice);
        wrong.into_iter().map(warning).collect()
    }

    async fn check_relay(&self, server: &Server) -> Check {
        match deliver::probe(&self.config.smtp, server).await {
            Ok(probe) => {
                let encrypted = if probe.encrypted {
                    "encrypted"
                } else {
                    "not encrypted"
                };
                let signed_in = if probe.authenticated {
                    ", signed in"
                } else {
                    ""
                };
                Check::ok("relay", format!("{server}: {encrypted}{signed_in}"))
            }
            Err(why) => Check::failed(
                "relay",
                named(server, &why.to_string()),
                "look at smtp.url, smtp.tls and the relay's log",
            ),
        }
    }
}

/// A line only where somebody else can read what is in the file.
fn secrecy(what: &str, file: &Path) -> Option<Check> {
    let mode = std::fs::metadata(file).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| {
        Check::warning(
            what,
            format!(
                "{}: others on this machine can get at it (mode {:03o})",
                file.display(),
                mode & 0o777
            ),
            "take it from them: `chmod 600`",
        )
    })
}

/// What is wrong with a relay, behind its address, which stands there once.
fn named(server: &Server, why: &str) -> String {
    let server = format!("{server}: ");
    let why = why.replace(&server, "");
    server + &why
}

/// One relay that takes mail is enough for a run: the others are worth a look.
fn one_will_do(lines: &mut [Check]) {
    if lines.iter().any(|line| line.standing == Standing::Ok) {
        for line in lines {
            line.standing = line.standing.min(Standing::Warning);
        }
    }
}

async fn check_source(gatherer: &Gatherer, source: &Source, now: DateTime<Utc>) -> Check {
    let what = format!("source {}", source.name);
    let noun = match source.kind {
        Kind::Events => "events",
        _ => "pieces",
    };
    match gatherer.listed(source, now).await {
        Ok(listing) => {
            let found = match listing.left_out.as_slice() {
                [] if listing.count == 0 => format!("it has no {noun} at present"),
                [] => format!("{} {noun}", listing.count),
                left => format!("{} {noun}; left out: {}", listing.count, left.join(", ")),
            };
            match listing.problems.as_slice() {
                [] if listing.count > 0 => Check::ok(what, found),
                [] => Check::warning(
                    what,
                    found,
                    "open it in a browser: is it the right address?",
                ),
                [first, ..] => Check::warning(
                    what,
                    format!("{found}: {first}"),
                    "`roundup gather` says all that is wrong with it",
                ),
            }
        }
        Err(why) => Check::failed(what, why, advice(source)),
    }
}

/// What to do about a source that can't be read.
fn advice(source: &Source) -> &'static str {
    match source.kind {
        Kind::Feed => "open it in a browser; `roundup feed URL` shows what it yields",
        _ => "see [[source]] in config/roundup.toml",
    }
}

fn check_outbox(dir: &Path) -> Check {
    let name = format!("outbox:{}", dir.display());
    match std::fs::create_dir_all(dir) {
        Ok(()) => Check::warning(
            "relay",
            format!("{name}: mail is kept here and goes to nobody"),
            "set smtp.url to your relay when you are ready",
        ),
        Err(why) => Check::failed(
            "relay",
            format!("{name}: {why}"),
            "make the folder writable",
        ),
    }
}
