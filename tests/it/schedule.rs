//! `run` and `serve` by the clock.

use std::time::Duration;

use crate::support::{
    Project, Site, served,
    site::Story,
    smtp_script::{At, Script, on},
};

async fn ready() -> (Site, Project) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    site.publish(Story::new("weir", "2026-11-25T10:00:00Z", "Waterways"));
    let project = Project::new(&site, "outbox:outbox");
    project.subscribe(2).await;
    (site, project)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_slot_is_sent_once_and_windows_meet() {
    let (_site, mut project) = ready().await;
    let mut windows = Vec::new();
    for now in [
        "2026-11-20T05:59:00Z",
        "2026-11-20T06:00:00Z",
        "2026-11-20T06:15:00Z",
        "2026-11-27T08:00:00Z",
        "2026-11-27T09:00:00Z",
    ] {
        project.set("ROUNDUP_CLOCK", now);
        let report = project.run(&["run", "--json"]).await.ended(0).json();
        if report["edition"].is_object() {
            windows.push((
                report["edition"]["window"]["from"].clone(),
                report["edition"]["window"]["to"].clone(),
            ));
        }
    }
    assert_eq!(
        windows,
        [
            ("2026-11-13T06:00:00Z".into(), "2026-11-20T06:00:00Z".into()),
            ("2026-11-20T06:00:00Z".into(), "2026-11-27T06:00:00Z".into()),
        ]
    );
    assert_eq!(
        std::fs::read_dir(project.path("outbox"))
            .expect("the outbox")
            .count(),
        4
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_too_long_ago_is_not_caught_up() {
    let (_site, mut project) = ready().await;
    project.set("ROUNDUP_CLOCK", "2026-11-22T06:00:00Z");
    let report = project.run(&["run", "--json"]).await.ended(0).json();
    assert!(report["edition"].is_null(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn now_is_a_slot_and_a_dry_run_keeps_nothing() {
    let (_site, mut project) = ready().await;
    project.set("ROUNDUP_CLOCK", "2026-11-18T12:00:00Z");
    let dry = project
        .run(&["run", "--now", "--dry-run", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(dry["queued"], 2, "{dry}");
    assert!(dry["edition"]["id"].is_null(), "{dry}");
    assert_eq!(
        project
            .run(&["edition", "list", "--json"])
            .await
            .ended(0)
            .json(),
        serde_json::json!([])
    );
    let sent = project
        .run(&["run", "--now", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(sent["edition"]["slot"], "2026-11-18T12:00:00Z", "{sent}");
    assert_eq!(sent["accepted"], 2, "{sent}");
    let after = project.run(&["run", "--json"]).await.ended(0).json();
    assert!(after["edition"].is_null(), "{after}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_draft_is_the_edition_that_run_now_sends() {
    let (_site, mut project) = ready().await;
    project.set("ROUNDUP_CLOCK", "2026-11-18T12:00:00Z");
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    let sent = project
        .run(&["run", "--now", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(sent["edition"]["number"], 1, "{sent}");
    assert_eq!(
        project
            .run(&["edition", "list", "--json"])
            .await
            .ended(0)
            .json()
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_sends_what_is_due_and_drains_on_sigterm() {
    let (_site, mut project) = ready().await;
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    let (mut server, address) = served::serve(&project).await;
    let outbox = project.path("outbox");
    for _ in 0..200 {
        if std::fs::read_dir(&outbox).is_ok_and(|files| files.count() == 2) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(std::fs::read_dir(&outbox).expect("the outbox").count(), 2);
    let health = crate::web::get(&address, "/healthz").await;
    assert_eq!((health.status, health.body.as_str()), (200, "ok\n"));

    let id = server.id().expect("its id").to_string();
    tokio::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .await
        .expect("kill");
    let ended = tokio::time::timeout(Duration::from_secs(20), server.wait())
        .await
        .expect("it ends")
        .expect("its end");
    assert_eq!(ended.code(), Some(0));
    let report = project
        .run(&["edition", "report", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(report["edition"]["state"], "sent", "{report}");
}

/// Mail that has to wait for days does not keep the next edition from its slot.
#[tokio::test(flavor = "multi_thread")]
async fn deferred_mail_does_not_hold_up_the_next_edition() {
    let (site, mut project) = ready().await;
    let relay = Script::new()
        .rule(
            on(At::Rcpt)
                .for_address("reader1@example.org")
                .reply("450 4.2.1 full"),
        )
        .start()
        .await;
    project.set("ROUNDUP__SMTP__URL", &format!("smtp://{}", relay.address));
    project.set("ROUNDUP__SMTP__RETRY_AFTER", "2d");
    project.set("ROUNDUP__SMTP__RETRY_FOR", "30d");
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    let first = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&first["accepted"], &first["deferred"]),
        (&1.into(), &1.into()),
        "{first}"
    );
    let resting = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(resting["edition"]["number"], 1, "{resting}");

    // Tried again a day before the next slot, and deferred beyond it.
    project.set("ROUNDUP_CLOCK", "2026-11-26T06:00:00Z");
    let again = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&again["edition"]["number"], &again["deferred"]),
        (&1.into(), &1.into()),
        "{again}"
    );
    project.set("ROUNDUP_CLOCK", "2026-11-27T06:00:00Z");
    let second = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&second["edition"]["number"], &second["accepted"]),
        (&2.into(), &1.into()),
        "{second}"
    );
    drop(site);
}
