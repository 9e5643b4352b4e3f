//! Whether our signatures will be believed: the keys' files, the domain, and what the DNS publishes.

use futures::future::join_all;
use hickory_resolver::{TokioResolver, proto::rr::RData};

use super::{Check, Pipeline};
use crate::dkim::{Domain, Published, Record};

impl Pipeline {
    /// What can be seen without the network: whether we sign, for whom, and who can read the keys.
    pub(super) fn check_signing(&self) -> Vec<Check> {
        let Some(dkim) = &self.config.dkim else {
            let unsigned = "mail leaves unsigned, and the relay has to sign it; `roundup dkim new` makes a key to sign it here";
            return vec![Check::ok("dkim", unsigned)];
        };
        let from = Domain::of(&self.config.publication.from.address);
        let mut lines = vec![alignment(&dkim.domain, &from)];
        lines.extend(
            dkim.keys
                .iter()
                .filter_map(|named| super::secrecy("dkim key", &named.file)),
        );
        lines
    }

    /// What the DNS publishes for each of our keys.
    pub(super) async fn check_published(&self, resolver: &TokioResolver) -> Vec<Check> {
        let records = self.config.dkim.as_ref().map(|dkim| dkim.records());
        let lines = records.iter().flatten().map(async |record| {
            let found = texts(resolver, &record.name).await;
            published(record, found)
        });
        join_all(lines).await
    }
}

/// DMARC takes a signature for the author's only if their domains are in line (RFC 7489 section 3.1.1).
fn alignment(domain: &Domain, from: &Domain) -> Check {
    if domain.is_in_line_with(from) {
        Check::ok("dkim", format!("mail is signed for {domain}"))
    } else {
        Check::warning(
            "dkim",
            format!("mail from {from} is signed for {domain}"),
            "set dkim.domain to the domain of publication.from, or one above it: DMARC wants them in line",
        )
    }
}

fn published(record: &Record, found: Result<Vec<String>, String>) -> Check {
    let what = format!("DKIM of {}", record.name);
    match found.map(|texts| (record.compare(&texts), texts)) {
        Ok((Published::Same, _)) => Check::ok(what, "our key"),
        Ok((Published::Different, texts)) => Check::warning(
            what,
            format!("not our key: {}", texts.join(" / ")),
            "publish what `roundup dkim show` says, and that alone; until then our signatures fail",
        ),
        Ok((Published::Missing, _)) => Check::warning(
            what,
            "there is none",
            "publish the TXT record that `roundup dkim show` says; until then our signatures fail",
        ),
        Err(why) => Check::warning(
            what,
            format!("can't be looked up: {why}"),
            "try again when the network is there",
        ),
    }
}

/// Every TXT record of a name, each with its strings joined (RFC 6376 section 3.6.2.2).
async fn texts(resolver: &TokioResolver, name: &str) -> Result<Vec<String>, String> {
    match resolver.txt_lookup(format!("{name}.")).await {
        Ok(found) => Ok(found
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into()),
                _ => None,
            })
            .collect()),
        Err(why) if why.is_no_records_found() || why.is_nx_domain() => Ok(Vec::new()),
        Err(why) => Err(why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dkim::{Algorithm, SigningKey},
        pipeline::Standing,
    };

    #[test]
    fn only_our_own_key_is_right() {
        let key = SigningKey::generate(Algorithm::Ed25519).unwrap().key;
        let [domain, other] = ["weir.example", "mill.example"].map(|name| name.parse().unwrap());
        let record = Record::new(&domain, &"roundup".parse().unwrap(), &key);
        let cases = [
            (Ok(vec![record.value.clone()]), Standing::Ok, "our key"),
            (
                Ok(vec!["v=DKIM1; p=".to_owned()]),
                Standing::Warning,
                "not our key",
            ),
            (Ok(Vec::new()), Standing::Warning, "there is none"),
            (Err("no route".to_owned()), Standing::Warning, "no route"),
        ];
        for (found, standing, words) in cases {
            let line = published(&record, found);
            assert_eq!(line.standing, standing, "{line:?}");
            assert!(line.found.contains(words), "{line:?}");
            assert_eq!(line.what, "DKIM of roundup._domainkey.weir.example");
        }
        assert_eq!(alignment(&domain, &domain).standing, Standing::Ok);
        assert_eq!(alignment(&other, &domain).standing, Standing::Warning);
    }
}
