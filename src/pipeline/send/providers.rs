//! Who runs the mail of a domain: thousands of domains are hosted by a few providers, and those are who limits us.
//!
//! A provider is known by the name that its mail servers share (`aspmx.l.google.com` is `google.com`'s). It is looked up
//! only where `smtp.per_domain` makes it matter. A domain whose servers can't be found out is its own provider.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use futures::{StreamExt, stream};
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::runtime::TokioRuntimeProvider,
    proto::rr::RData,
};

use crate::{config::Smtp, delivery::Claim};

/// The longest that one look-up may take: sending does not wait for names.
const PATIENCE: Duration = Duration::from_secs(2);

/// Look-ups at once.
const AT_ONCE: usize = 32;

/// Failures in a row after which nothing is looked up any more in this run.
const ENOUGH: u32 = 10;

/// Domains that are remembered, at most; beyond that all are looked up again when they come again.
const MOST: usize = 20_000;

/// The providers found so far.
pub(super) struct Providers {
    resolver: Option<TokioResolver>,
    known: HashMap<String, String>,
    failures: u32,
}

impl Providers {
    pub(super) fn new(smtp: &Smtp) -> Self {
        let resolver = smtp.per_domain.and_then(|_| match resolver(smtp) {
            Ok(resolver) => Some(resolver),
            Err(why) => {
                tracing::info!(%why, "mail servers can't be looked up: smtp.per_domain holds domain by domain");
                None
            }
        });
        Self {
            resolver,
            known: HashMap::new(),
            failures: 0,
        }
    }

    /// Names the provider of each claim.
    pub(super) async fn name(&mut self, claims: &mut [Claim]) {
        if let Some(resolver) = self.resolver.take() {
            self.look_up(&resolver, claims).await;
            self.resolver = (self.failures < ENOUGH).then_some(resolver);
        }
        for claim in claims {
            if let Some(provider) = self.known.get(claim.address.domain()) {
                claim.provider.clone_from(provider);
            }
        }
    }

    async fn look_up(&mut self, resolver: &TokioResolver, claims: &[Claim]) {
        self.make_room();
        let domains: BTreeSet<String> = claims
            .iter()
            .map(|claim| claim.address.domain().to_owned())
            .filter(|domain| !self.known.contains_key(domain))
            .collect();
        let mut answers = stream::iter(domains)
            .map(|domain| {
                let resolver = resolver.clone();
                async move {
                    let server = mail_server(&resolver, &domain).await;
                    (domain, server)
                }
            })
            .buffer_unordered(AT_ONCE);
        while let Some((domain, answer)) = answers.next().await {
            let server = match answer {
                Ok(server) => {
                    self.failures = 0;
                    server
                }
                Err(_) => {
                    self.failures += 1;
                    None
                }
            };
            let provider = server.map_or_else(|| domain.clone(), |server| shared_name(&server));
            self.known.insert(domain, provider);
        }
        if self.failures >= ENOUGH {
            tracing::info!(
                "mail servers can't be looked up: smtp.per_domain holds domain by domain from here on"
            );
        }
    }

    /// Between batches, so that what is looked up for one is there when it is named.
    fn make_room(&mut self) {
        if self.known.len() >= MOST {
            self.known.clear();
        }
    }
}

fn resolver(smtp: &Smtp) -> Result<TokioResolver, String> {
    let builder = match smtp.resolver {
        None => TokioResolver::builder_tokio().map_err(|why| why.to_string())?,
        Some(address) => {
            let mut udp = ConnectionConfig::udp();
            udp.port = address.port();
            let server = NameServerConfig::new(address.ip(), true, vec![udp]);
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    builder.build().map_err(|why| why.to_string())
}

/// The most preferred mail server (RFC 5321 section 5.1); none where the domain has none.
async fn mail_server(resolver: &TokioResolver, domain: &str) -> Result<Option<String>, String> {
    let found = tokio::time::timeout(PATIENCE, resolver.mx_lookup(format!("{domain}.")))
        .await
        .map_err(|_| "no answer".to_owned())?;
    let found = match found {
        Ok(found) => found,
        Err(why) if why.is_no_records_found() => return Ok(None),
        Err(why) => return Err(why.to_string()),
    };
    let mut servers: Vec<(u16, String)> = found
        .answers()
        .iter()
        .filter_map(|record| match &record.data {
            RData::MX(mx) => Some((mx.preference, mx.exchange.to_utf8())),
            _ => None,
        })
        .collect();
    servers.sort();
    Ok(servers.into_iter().next().map(|(_, server)| server))
}

/// The last two labels, or three where the second is one of those short ones that countries sell under (`co.uk`).
fn shared_name(server: &str) -> String {
    let server = server.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = server.split('.').collect();
    let kept = match labels.as_slice() {
        [.., second, top] if second.len() <= 3 && top.len() == 2 => 3,
        _ => 2,
    };
    labels[labels.len().saturating_sub(kept)..].join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_domains_there_are_a_bounded_number_is_remembered() {
        let known = |n: usize| (format!("{n}.example"), "large.example".to_owned());
        let mut providers = Providers {
            resolver: None,
            known: (1..MOST).map(known).collect(),
            failures: 0,
        };
        providers.make_room();
        assert_eq!(providers.known.len(), MOST - 1);
        providers.known.extend((0..=MOST).map(known));
        providers.make_room();
        assert_eq!(providers.known.len(), 0);
    }

    #[test]
    fn servers_of_one_provider_share_a_name() {
        for (server, name) in [
            ("aspmx.l.google.com.", "google.com"),
            ("ALT1.ASPMX.L.GOOGLE.COM.", "google.com"),
            ("mill-example.mail.protection.outlook.com", "outlook.com"),
            ("mx01.weir.co.uk.", "weir.co.uk"),
            ("mx.weir.de", "weir.de"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(shared_name(server), name, "{server}");
        }
    }
}
