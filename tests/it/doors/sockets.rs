//! A relay on a Unix socket.

use super::{checked, once_each, ready, run, smtp};
use crate::support::smtp_script::{Script, Tls};

#[tokio::test(flavor = "multi_thread")]
async fn smtp_over_a_unix_socket() {
    let dir = tempfile::tempdir().expect("a folder");
    let socket = dir.path().join("relay.sock");
    // What it offers in the way of encryption is for others.
    let script = Script::new().tls(Tls::Upgrade);
    let relay = script.start_on_socket(&socket);
    let (_site, project) = ready(&format!("smtp://{}", socket.display())).await;
    smtp(&project, "connections = 1");
    project.subscribe(30).await;
    let lines = checked(&project).await;
    let found = format!("smtp://{}: not encrypted", socket.display());
    assert_eq!(lines, [("ok".to_owned(), found)]);
    let ran = project.run(&["run"]).await.ended(0);
    assert_eq!(ran.stderr, "", "nothing to warn of");
    assert_eq!(once_each(&relay.recipients()), 30);
    assert_eq!(relay.record().connections, 2, "that of check, that of run");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_nobody_listens_on_loses_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let socket = dir.path().join("relay.sock");
    let (_site, project) = ready(&format!("smtp://{}", socket.display())).await;
    project.subscribe(3).await;
    let report = run(&project, 75).await;
    assert_eq!(report["queued"], 3, "{report}");
    let problems = report["problems"].to_string();
    assert!(problems.contains("relay.sock"), "{problems}");
    let relay = Script::new().start_on_socket(&socket);
    run(&project, 0).await;
    assert_eq!(once_each(&relay.recipients()), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_can_not_be_told_to_encrypt() {
    let (_site, project) = ready("smtp:///run/relay.sock").await;
    smtp(&project, "tls = \"required\"");
    let ran = project.run(&["run"]).await.ended(78);
    assert!(ran.stderr.contains("Unix socket"), "{}", ran.stderr);
}
