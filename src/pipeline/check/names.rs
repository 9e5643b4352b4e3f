//! What the DNS says of the sender: SPF, DMARC, the bounce domain's MX, and our DKIM keys.

use std::time::Duration;

use hickory_resolver::{TokioResolver, proto::rr::RecordType};

use super::{Check, Pipeline};

impl Pipeline {
    /// A line each; where the DNS can't be asked, a warning.
    pub(super) async fn check_names(&self) -> Vec<Check> {
        let from = self.config.publication.from.address.domain();
        let bounces = self.config.smtp.return_path.domain();
        let resolver = TokioResolver::builder_tokio().and_then(|mut builder| {
            builder.options_mut().timeout = Duration::from_secs(3);
            builder.options_mut().attempts = 1;
            builder.build()
        });
        let resolver = match resolver {
            Ok(resolver) => resolver,
            Err(why) => {
                return vec![Check::warning(
                    "dns",
                    why.to_string(),
                    "this machine has no name server set up",
                )];
            }
        };
        let spf = record(&resolver, bounces, RecordType::TXT, "v=spf1");
        let dmarc_name = format!("_dmarc.{from}");
        let dmarc = record(&resolver, &dmarc_name, RecordType::TXT, "v=DMARC1");
        let mx = record(&resolver, bounces, RecordType::MX, "");
        let (spf, dmarc, mx) = tokio::join!(spf, dmarc, mx);
        let mut lines = vec![
            name_line(
                format!("SPF of {bounces}"),
                spf,
                "publish a TXT record that names your relay: \"v=spf1 include:... -all\"",
            ),
            name_line(
                format!("DMARC of {from}"),
                dmarc,
                "publish a TXT record: \"v=DMARC1; p=none; rua=mailto:...\"",
            ),
            name_line(
                format!("MX of {bounces}"),
                mx,
                "failures come back to this domain: it needs a mail server",
            ),
        ];
        lines.extend(self.check_published(&resolver).await);
        lines
    }
}

/// The first record of a name that begins as wanted; `Ok(None)` when there is none.
async fn record(
    resolver: &TokioResolver,
    name: &str,
    kind: RecordType,
    beginning: &str,
) -> Result<Option<String>, String> {
    match resolver.lookup(format!("{name}."), kind).await {
        Ok(found) => Ok(found
            .answers()
            .iter()
            .filter(|record| record.record_type() == kind)
            .map(|record| record.data.to_string().trim_matches('"').to_owned())
            .find(|text| text.starts_with(beginning))),
        Err(why) if why.is_no_records_found() || why.is_nx_domain() => Ok(None),
        Err(why) => Err(why.to_string()),
    }
}

fn name_line(what: String, found: Result<Option<String>, String>, advice: &str) -> Check {
    match found {
        Ok(Some(text)) => Check::ok(what, text),
        Ok(None) => Check::warning(what, "there is none", advice),
        Err(why) => Check::warning(
            what,
            format!("can't be looked up: {why}"),
            "try again when the network is there",
        ),
    }
}
