//! Relays that are not ours to script: the embedded catcher, and Postfix's `smtp-sink`.

use std::path::Path;

use roundup::{
    config::{Relay, Smtp},
    deliver::{Catcher, Ended, Kind, Stage, send_one},
};

use crate::{
    deliver::bench::{address, claims, job, people, run_job, smtp},
    support::smtp_sink::SmtpSink,
};

/// A configuration whose relay nobody uses, to be pointed elsewhere.
fn anywhere() -> Smtp {
    smtp(([127, 0, 0, 1], 1).into())
}

fn files(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_catcher_keeps_each_message_as_it_came() {
    let dir = tempfile::tempdir().expect("a folder");
    let outbox = dir.path().join("outbox");
    let catcher = Catcher::start(&outbox).await.expect("a catcher");
    let list = ["ann@mill.example", "jürgen@mill.example"];
    let (ended, written) = run_job(job(catcher.smtp(&anywhere())), claims(&list)).await;
    assert_eq!((ended, written.accepted()), (Ended::Done, vec![1, 2]));
    assert_eq!(
        files(&outbox),
        [
            "000001-ann_at_mill.example.eml",
            "000002-jürgen_at_mill.example.eml"
        ]
    );
    let kept =
        std::fs::read_to_string(outbox.join("000001-ann_at_mill.example.eml")).expect("a file");
    assert_eq!(
        kept,
        "Return-Path: <bounces@weir.example>\r\nDelivered-To: ann@mill.example\r\n\
         To: ann@mill.example\r\nSubject: x\r\nMessage-ID: <1@weir.example>\r\n\r\n.a line with a dot\r\n"
    );
}

#[tokio::test]
async fn the_catcher_keeps_many_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let catcher = Catcher::start(dir.path()).await.expect("a catcher");
    let mut job = job(catcher.smtp(&anywhere()));
    job.smtp.connections = 4;
    let (ended, _) = run_job(job, people(120)).await;
    assert_eq!(ended, Ended::Done);
    let names = files(dir.path());
    assert_eq!(names.len(), 120, "no part is left behind: {names:?}");
}

#[tokio::test]
async fn a_catcher_that_can_not_write_says_so_for_now() {
    let dir = tempfile::tempdir().expect("a folder");
    let outbox = dir.path().join("outbox");
    let catcher = Catcher::start(&outbox).await.expect("a catcher");
    std::fs::remove_dir(&outbox).expect("gone");
    let refusal = send_one(
        &catcher.smtp(&anywhere()),
        &address("ann@mill.example"),
        b"x: y\r\n\r\n",
    )
    .await
    .expect_err("refused");
    assert_eq!(
        (refusal.stage, refusal.kind, refusal.code),
        (Stage::Dot, Kind::Transient, Some(451))
    );
}

#[tokio::test]
async fn an_outbox_without_its_catcher_is_an_error() {
    let smtp = Smtp {
        relay: Relay::Outbox("nowhere".into()),
        ..anywhere()
    };
    let refusal = send_one(&smtp, &address("ann@mill.example"), b"")
        .await
        .expect_err("refused");
    assert_eq!(
        (refusal.stage, refusal.kind),
        (Stage::Connect, Kind::Permanent)
    );
}

#[tokio::test]
async fn smtp_sink_takes_it_all() {
    let Some(sink) = SmtpSink::start() else {
        return;
    };
    let mut job = job(smtp(sink.address));
    job.smtp.connections = 4;
    let (ended, written) = run_job(job, people(500)).await;
    assert_eq!((ended, written.accepted().len()), (Ended::Done, 500));
    assert_eq!(sink.arrived(500).await.len(), 500);
}
