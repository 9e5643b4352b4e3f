//! What is told of a sending: its events, its log, its ledger as CSV; and other limits while it goes on.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};

use crate::support::{
    Project, Site,
    site::Story,
    smtp_script::{At, Relay, Script, on},
};

async fn ready(script: Script, readers: usize, smtp: &str) -> (Site, Relay, Project) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let relay = script.start().await;
    let mut project = Project::new(&site, &format!("smtp://{}", relay.address));
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:30:00Z");
    project.configure("retry_after", &format!("{smtp}\nretry_after"));
    project.subscribe(readers).await;
    (site, relay, project)
}

async fn until_taken(relay: &Relay, count: usize) {
    let taken = async {
        while relay.record().taken.len() < count {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), taken)
        .await
        .expect("the relay gets them");
}

async fn hang_up(run: &Child) {
    let id = run.id().expect("its id").to_string();
    tokio::process::Command::new("kill")
        .args(["-HUP", &id])
        .status()
        .await
        .expect("kill");
}

/// At one message in ten seconds this would take ten minutes.
#[tokio::test(flavor = "multi_thread")]
async fn a_hang_up_reads_the_limits_anew_and_a_broken_file_changes_nothing() {
    let (_site, relay, project) = ready(Script::new(), 60, "rate = 0.1\nconnections = 1").await;
    let mut run = project.start(&["run", "--json"]);
    until_taken(&relay, 1).await;
    let mut log = BufReader::new(run.stderr.take().expect("its log")).lines();

    project.configure("rate = 0.1", "rate = fast");
    hang_up(&run).await;
    let told = log.next_line().await.expect("UTF-8").expect("a line");
    assert!(
        told.contains("WARN")
            && told.contains("nothing is changed: ")
            && told.contains("roundup.toml:"),
        "{told}"
    );
    assert!(relay.record().taken.len() < 5, "it is as slow as before");

    project.configure(
        "rate = fast\nconnections = 1",
        "rate = 10000.0\nconnections = 3",
    );
    hang_up(&run).await;
    let output = tokio::time::timeout(Duration::from_secs(120), run.wait_with_output())
        .await
        .expect("it gets fast")
        .expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["accepted"], 60, "{report}");
    assert!(relay.record().connections > 1, "more connections are used");
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_reads_its_limits_anew_too() {
    let (_site, relay, project) = ready(Script::new(), 60, "rate = 0.1\nconnections = 1").await;
    let serve = project.start(&["serve"]);
    until_taken(&relay, 1).await;
    project.configure("rate = 0.1", "rate = 10000.0");
    hang_up(&serve).await;
    until_taken(&relay, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_a_line_each_and_stdout_stays_one_document() {
    let (_site, relay, project) = ready(Script::new(), 30, "rate = 3.0\nconnections = 2").await;
    let mut run = project.start(&["run", "--json", "--events"]);
    let mut lines = BufReader::new(run.stderr.take().expect("stderr")).lines();
    let mut events: Vec<Value> = Vec::new();
    while let Some(line) = lines.next_line().await.expect("UTF-8") {
        let event: Value = serde_json::from_str(&line).expect("JSON on every line");
        match event["event"].as_str() {
            Some("progress") if events.len() == 1 => {
                project.run(&["edition", "pause"]).await.ended(0);
            }
            Some("paused") => drop(project.run(&["edition", "resume"]).await.ended(0)),
            _ => {}
        }
        events.push(event);
    }
    let output = run.wait_with_output().await.expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert_eq!(report["accepted"], 30, "{report}");
    assert_eq!(relay.record().taken.len(), 30);

    let names: Vec<_> = events
        .iter()
        .filter_map(|event| event["event"].as_str())
        .collect();
    assert_eq!(
        (names.first(), names.last()),
        (Some(&"begin"), Some(&"end")),
        "{names:?}"
    );
    let at = |name| names.iter().position(|known| *known == name);
    assert!(
        at("progress") < at("paused") && at("paused") < at("resumed"),
        "{names:?}"
    );
    assert_eq!(
        (&events[0]["edition"], &events[0]["queued"]),
        (&"e1".into(), &30.into())
    );
    let progress = &events[at("progress").expect("one")];
    assert_eq!(progress["audience"], 30, "{progress}");
    assert_eq!(progress["done"], progress["accepted"], "{progress}");
    assert!(progress["per_second"].is_number(), "{progress}");
    let end = events.last().expect("one");
    assert_eq!(
        (&end["accepted"], &end["queued"]),
        (&30.into(), &0.into()),
        "{end}"
    );
    assert_eq!(end["domains"][0]["domain"], "example.org", "{end}");
    assert_eq!(end["domains"][0]["accepted"], 30, "{end}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_due_has_no_events() {
    let (_site, _relay, mut project) = ready(Script::new(), 1, "connections = 1").await;
    project.set("ROUNDUP_CLOCK", "2026-11-19T06:30:00Z");
    let ran = project.run(&["run", "--events"]).await.ended(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

/// A relay that puts each recipient into its words says the same thing all the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_many_have_in_common_is_told_once() {
    let script = (0..6).fold(Script::new(), |script, n| {
        let address = format!("reader{n}@example.org");
        let words = format!("550 5.2.2 <{address}>: mailbox full, {n} messages");
        script.rule(on(At::Rcpt).for_address(&address).reply(&words))
    });
    let (_site, _relay, project) = ready(script, 8, "connections = 2").await;
    let ran = project.run(&["run"]).await.ended(0);
    let gist = "550 5.2.2 <…>: mailbox full, # messages";
    let told: Vec<_> = ran
        .stderr
        .lines()
        .filter(|line| line.contains(gist))
        .collect();
    assert_eq!(told.len(), 2, "{}", ran.stderr);
    assert!(told[1].contains("said 6 times"), "{told:?}");
    assert!(
        !ran.stderr.contains("reader"),
        "nobody is named: {}",
        ran.stderr
    );
    let line = format!("and 3 more: {gist}");
    assert_eq!(ran.stdout.matches(&line).count(), 1, "{}", ran.stdout);
    assert_eq!(
        ran.stdout.matches("mailbox full").count(),
        1,
        "{}",
        ran.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_as_csv_has_a_line_a_person_in_the_order_of_the_list() {
    let refused = on(At::Rcpt)
        .for_address("reader1@example.org")
        .reply("550 5.2.2 full");
    let later = on(At::Rcpt)
        .for_address("reader2@example.org")
        .reply("450 4.2.1 later");
    let script = Script::new().rule(refused).rule(later);
    let (_site, _relay, project) = ready(script, 4, "connections = 1").await;
    project.run(&["run"]).await.ended(75);
    let csv = project
        .run(&["edition", "report", "--csv"])
        .await
        .ended(0)
        .stdout;
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(
        lines[0],
        [
            "email",
            "state",
            "attempts",
            "reply",
            "message_id",
            "changed",
            "retry_at",
            "first_attempt"
        ]
    );
    let states: Vec<_> = lines[1..].iter().map(|line| (line[0], line[1])).collect();
    assert_eq!(
        states,
        [
            ("reader0@example.org", "accepted"),
            ("reader1@example.org", "failed"),
            ("reader2@example.org", "deferred"),
            ("reader3@example.org", "accepted"),
        ]
    );
    assert_eq!(lines[3][7], "2026-11-20T06:30:00+00:00", "{csv}");
    assert!(lines[3][6].starts_with("2026-11-20T06:30:0"), "{csv}");
}
