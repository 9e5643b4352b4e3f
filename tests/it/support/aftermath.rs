//! What is left after a sending that was cut off: it is run to its end, and everybody has it once or is listed.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Project, Site, site::Story, smtp_script::Relay};

/// How many are on the list.
pub(crate) const READERS: usize = 12;
/// The connections at once: so many messages at most are in doubt after a crash.
pub(crate) const CONNECTIONS: u64 = 4;

/// A project with one story, twelve readers and this relay.
pub(crate) async fn ready(relay: &Relay) -> (Site, Project) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, &format!("smtp://{}", relay.address));
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:30:00Z");
    project.configure("[web]", "[delivery]\nbatch = 5\n\n[web]");
    project.configure("retry_after", "tls = \"none\"\nretry_after");
    project.subscribe(READERS).await;
    (site, project)
}

/// How often each reader got the mail.
pub(crate) fn arrivals(relay: &Relay) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for reader in relay.recipients() {
        *count.entry(reader).or_insert(0) += 1;
    }
    count
}

/// Runs until nothing is left to do, and holds the end against what arrived.
pub(crate) async fn finish_and_count(project: &Project, relay: &Relay, what: &str) -> Value {
    let last = project.run(&["run", "--json"]).await;
    assert_eq!(last.code, Some(0), "{what}: {last:?}");
    let report = project
        .run(&["edition", "report", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(report["edition"]["state"], "sent", "{what}: {report}");
    let figure = |name: &str| report[name].as_u64().expect("a figure");
    let sum: u64 = [
        "accepted",
        "deferred",
        "failed",
        "uncertain",
        "excluded",
        "queued",
    ]
    .iter()
    .map(|name| figure(name))
    .sum();
    assert_eq!(sum, figure("audience"), "{what}: {report}");
    assert_eq!(figure("audience"), READERS as u64, "{what}: {report}");
    assert!(figure("uncertain") <= CONNECTIONS, "{what}: {report}");

    let ledger = project
        .run(&["edition", "report", "--csv"])
        .await
        .ended(0)
        .stdout;
    let arrived = arrivals(relay);
    for line in ledger.lines().skip(1) {
        let mut cells = line.split(',');
        let (reader, state) = (
            cells.next().expect("a reader"),
            cells.next().expect("a state"),
        );
        let times = arrived.get(reader).copied().unwrap_or(0);
        match state {
            "accepted" => assert_eq!(times, 1, "{what}: {reader} was accepted"),
            "uncertain" => {
                assert!(times <= 1, "{what}: {reader} got it {times} times");
                assert!(
                    report["problems"].to_string().contains(reader),
                    "{what}: {reader} is not listed: {report}"
                );
            }
            other => panic!("{what}: {reader} is {other}"),
        }
    }
    report
}
