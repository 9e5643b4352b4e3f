//! Every way that mail can leave by, and what holds it back: through the built program, each reader counted.

mod backoff;
mod brake;
mod certificates;
mod crowd;
mod greylist;
mod hours;
mod lmtp;
mod providers;
mod relays;
mod reports;
mod sockets;
mod tokens;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{
    Project, Site,
    site::Story,
    smtp_script::{Relay, ca_file},
};

/// A project with something to send, at the hour of its slot.
async fn ready(relay: &str) -> (Site, Project) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, relay);
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:30:00Z");
    (site, project)
}

fn url(relay: &Relay) -> String {
    format!("smtp://{}", relay.address)
}

/// Adds lines to `[smtp]`.
fn smtp(project: &Project, lines: &str) {
    project.configure("retry_after", &format!("{lines}\nretry_after"));
}

/// Believes the certificate of scripted relays.
fn trust(project: &Project) {
    smtp(project, &format!("ca_file = \"{}\"", ca_file().display()));
}

async fn import(project: &Project, addresses: &[&str]) {
    project.write("list.csv", &format!("email\n{}\n", addresses.join("\n")));
    let import = ["subscribers", "import", "list.csv"];
    project.run(&import).await.ended(0);
}

/// A run that ends with this code; its report.
async fn run(project: &Project, code: i32) -> Value {
    project.run(&["run", "--json"]).await.ended(code).json()
}

/// What a figure of a report is.
fn figure(report: &Value, name: &str) -> u64 {
    report[name]
        .as_u64()
        .unwrap_or_else(|| panic!("{name}: {report}"))
}

/// The lines of `check` about relays: how each stands, and what was found.
async fn checked(project: &Project) -> Vec<(String, String)> {
    let report = project.run(&["check", "--json"]).await.json();
    let lines = report["checks"].as_array().expect("lines").iter();
    lines
        .filter(|line| line["what"] == "relay")
        .map(|line| {
            let words = |key: &str| line[key].as_str().expect("words").to_owned();
            (words("standing"), words("found"))
        })
        .collect()
}

/// Nobody has it twice; how many have it.
#[track_caller]
fn once_each(recipients: &[String]) -> usize {
    let unique: BTreeSet<_> = recipients.iter().collect();
    assert_eq!(unique.len(), recipients.len(), "{recipients:?}");
    unique.len()
}
