//! Crashes at every step of a sending: afterwards everybody has it once, or is listed as uncertain.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{
    Project, Site,
    project::ran,
    site::Story,
    smtp_script::{Relay, Script},
};

const READERS: usize = 12;
const CONNECTIONS: u64 = 4;

async fn ready(relay: &Relay) -> (Site, Project) {
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
fn arrivals(relay: &Relay) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for reader in relay.recipients() {
        *count.entry(reader).or_insert(0) += 1;
    }
    count
}

/// Runs until nothing is left to do, and holds the end against what arrived.
async fn finish_and_count(project: &Project, relay: &Relay, what: &str) -> Value {
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

async fn crash_at(point: &str, times_before: usize) {
    let relay = Script::new().start().await;
    let (_site, project) = ready(&relay).await;
    let mut command = project.command(&["run"]);
    command.env("FAILPOINTS", format!("{point}={times_before}*off->panic"));
    let what = format!("{point} after {times_before}");
    let crashed = ran(command).await;
    assert_eq!(
        crashed.code, None,
        "{what}: the point was not reached, or did not kill: {crashed:?}"
    );
    let sent = arrivals(&relay);
    assert!(sent.values().all(|times| *times == 1), "{what}: {sent:?}");
    finish_and_count(&project, &relay, &what).await;
}

/// Crashes before anything can be on the wire leave nobody uncertain.
#[tokio::test(flavor = "multi_thread")]
async fn before_the_sending() {
    for point in [
        "pipeline::after_draft",
        "pipeline::after_approve",
        "pipeline::before_freeze",
        "store::before_freeze_commit",
        "pipeline::after_freeze",
        "pipeline::after_claim",
    ] {
        let relay = Script::new().start().await;
        let (_site, project) = ready(&relay).await;
        let mut command = project.command(&["run"]);
        command.env("FAILPOINTS", format!("{point}=panic"));
        let crashed = ran(command).await;
        assert_eq!(crashed.code, None, "{point}: {crashed:?}");
        let report = finish_and_count(&project, &relay, point).await;
        assert_eq!(report["accepted"], READERS, "{point}: {report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn around_the_mark() {
    for point in [
        "deliver::after_claim",
        "deliver::before_mark",
        "deliver::after_mark",
    ] {
        for times_before in [0, 5] {
            crash_at(point, times_before).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn around_the_data() {
    for point in [
        "deliver::before_data",
        "deliver::after_data",
        "deliver::after_dot",
    ] {
        for times_before in [0, 6] {
            crash_at(point, times_before).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn around_the_outcome() {
    for (point, times_before) in [
        ("deliver::after_outcome", 0),
        ("deliver::after_outcome", 7),
        ("store::before_ledger_commit", 0),
        ("store::before_ledger_commit", 3),
        ("pipeline::before_finish", 0),
    ] {
        crash_at(point, times_before).await;
    }
}

/// Killed again and again at moments that nobody chose.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment() {
    for pause in [15, 40, 60, 80, 100, 130, 160, 200] {
        let relay = Script::new().start().await;
        let (_site, project) = ready(&relay).await;
        for _ in 0..3 {
            let mut child = project.command(&["run"]).spawn().expect("it starts");
            tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
            child.kill().await.expect("killed, or over");
        }
        let relay_saw = arrivals(&relay);
        assert!(
            relay_saw.values().all(|times| *times == 1),
            "{pause} ms: {relay_saw:?}"
        );
        let ended = project.run(&["run", "--json"]).await.ended(0).json();
        if ended["edition"].is_object() {
            assert_eq!(ended["edition"]["state"], "sent", "{pause} ms: {ended}");
        }
        let report = project
            .run(&["edition", "report", "--json"])
            .await
            .ended(0)
            .json();
        let uncertain = report["uncertain"].as_u64().expect("a figure");
        assert!(uncertain <= 3 * CONNECTIONS, "{pause} ms: {report}");
        let twice: Vec<_> = arrivals(&relay)
            .into_iter()
            .filter(|(_, times)| *times > 1)
            .collect();
        assert_eq!(twice, [], "{pause} ms");
        let missing = READERS - arrivals(&relay).len();
        assert!(
            missing as u64 <= uncertain,
            "{pause} ms: {missing} got nothing: {report}"
        );
    }
}

/// `resolve` decides, and what is to be sent again goes out once.
#[tokio::test(flavor = "multi_thread")]
async fn the_operator_decides_about_uncertain_ones() {
    let relay = Script::new().start().await;
    let (_site, project) = ready(&relay).await;
    project.configure("tls = \"none\"", "connections = 1\ntls = \"none\"");
    let mut command = project.command(&["run"]);
    command.env("FAILPOINTS", "deliver::after_mark=2*off->panic");
    assert_eq!(ran(command).await.code, None);
    let report = finish_and_count(&project, &relay, "resolve").await;
    assert_eq!(report["uncertain"], 1, "{report}");
    let ledger = project
        .run(&["edition", "report", "--csv"])
        .await
        .ended(0)
        .stdout;
    let line = ledger
        .lines()
        .find(|line| line.contains(",uncertain,"))
        .expect("the uncertain one")
        .to_owned();
    let cells: Vec<_> = line.split(',').collect();
    let message_id = cells
        .iter()
        .find(|cell| cell.contains("@quay.example"))
        .expect("its Message-ID");
    let resolved = project
        .run(&[
            "edition",
            "resolve",
            "--as",
            "resend",
            "--message-id",
            message_id,
            "--json",
        ])
        .await
        .ended(0)
        .json();
    assert_eq!(resolved["resolved"], 1, "{resolved}");
    let report = finish_and_count(&project, &relay, "after resolve").await;
    assert_eq!(report["accepted"], READERS, "{report}");
    let again = relay
        .record()
        .taken
        .iter()
        .filter(|mail| mail.to == cells[0])
        .map(|mail| mail.data.clone())
        .collect::<Vec<_>>();
    assert_eq!(again.len(), 1);
    assert!(
        again[0].contains(message_id),
        "the Message-ID never changes"
    );
}

/// Who would rather send twice than never has said so beforehand, and everybody has it.
#[tokio::test(flavor = "multi_thread")]
async fn uncertain_ones_are_sent_again_where_the_config_says_so() {
    let relay = Script::new().start().await;
    let (_site, mut project) = ready(&relay).await;
    project.set("ROUNDUP__DELIVERY__UNCERTAIN", "resend");
    let mut command = project.command(&["run"]);
    command.env("FAILPOINTS", "deliver::after_data=2*off->panic");
    assert_eq!(ran(command).await.code, None);
    let report = project.run(&["run", "--json"]).await.ended(0).json();
    let arrived = arrivals(&relay);
    assert_eq!(arrived.len(), READERS, "{arrived:?}");
    assert!(arrived.values().all(|times| *times <= 2), "{arrived:?}");
    assert_eq!(
        (&report["accepted"], &report["uncertain"]),
        (&READERS.into(), &0.into()),
        "{report}"
    );
}
