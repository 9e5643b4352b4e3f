//! Stopping on request: what is in flight is finished, and the next run goes on.

use std::{process::Stdio, time::Duration};

use crate::support::{Project, Site, site::Story, smtp_script::Script};

#[tokio::test(flavor = "multi_thread")]
async fn sigint_finishes_what_is_in_flight_and_says_how_to_go_on() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let relay = Script::new().start().await;
    let mut project = Project::new(&site, &format!("smtp://{}", relay.address));
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:30:00Z");
    project.configure("retry_after", "rate = 10.0\nconnections = 2\nretry_after");
    project.subscribe(40).await;

    let run = project
        .command(&["run", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let id = run.id().expect("its id").to_string();
    while relay.record().taken.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::process::Command::new("kill")
        .args(["-INT", &id])
        .status()
        .await
        .expect("kill");
    let output = run.wait_with_output().await.expect("it ends");
    assert_eq!(output.status.code(), Some(75));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(report["queued"].as_u64().expect("a figure") > 0, "{report}");
    assert_eq!(report["uncertain"], 0, "{report}");
    let words = format!(
        "stopped by request: {} of 40 are done, {} still wait; `roundup run` goes on",
        report["accepted"], report["queued"]
    );
    assert!(report["problems"].to_string().contains(&words), "{report}");
    assert_eq!(
        report["accepted"].as_u64(),
        Some(relay.recipients().len() as u64)
    );

    project.set("ROUNDUP__SMTP__RATE", "10000");
    let rest = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(rest["accepted"], 40, "{rest}");
    let recipients = relay.recipients();
    let unique: std::collections::BTreeSet<_> = recipients.iter().collect();
    assert_eq!((recipients.len(), unique.len()), (40, 40));
}

/// Who leaves while an edition is being sent is excluded, if their turn has not come.
#[tokio::test(flavor = "multi_thread")]
async fn leaving_takes_effect_while_an_edition_is_being_sent() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let relay = Script::new().start().await;
    let mut project = Project::new(&site, &format!("smtp://{}", relay.address));
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:30:00Z");
    project.configure("retry_after", "rate = 10.0\nconnections = 1\nretry_after");
    project.subscribe(20).await;

    let run = project
        .command(&["run", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    while relay.record().taken.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // All are claimed by now, in one batch: the last look before the message goes out must see it.
    project
        .run(&["subscribers", "unsubscribe", "reader19@example.org"])
        .await
        .ended(0);
    let output = run.wait_with_output().await.expect("it ends");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&report["accepted"], &report["excluded"]),
        (&19.into(), &1.into()),
        "{report}"
    );
    assert!(
        !relay
            .recipients()
            .contains(&"reader19@example.org".to_owned())
    );
}
