//! What arrives, and for whom.

use roundup::{
    deliver::{Ended, Kind, Stage, send_one},
    delivery::Outcome,
};

use crate::{
    deliver::bench::{address, claims, job, people, run, run_job, smtp},
    support::smtp_script::{At, Script, on},
};

#[tokio::test]
async fn everyone_gets_it_once() {
    for script in [
        Script::new(),
        Script::new().without("PIPELINING").without("SIZE"),
    ] {
        let relay = script.start().await;
        let mut job = job(smtp(relay.address));
        job.smtp.connections = 4;
        let (ended, written) = run_job(job, people(250)).await;
        assert_eq!(ended, Ended::Done);
        assert_eq!(written.accepted().len(), 250);
        let mut recipients = relay.recipients();
        recipients.dedup();
        assert_eq!(recipients.len(), 250);
        assert_eq!(relay.record().taken.len(), 250);
        assert!(
            relay.record().connections >= 3,
            "a connection carries 100 messages"
        );
    }
}

#[tokio::test]
async fn what_arrives_is_what_was_filled_in() {
    let relay = Script::new().start().await;
    let (_, written) = run(&relay, people(1)).await;
    let taken = relay.record().taken[0].clone();
    assert_eq!(
        taken.data,
        "To: p1@mill.example\r\nSubject: x\r\nMessage-ID: <1@weir.example>\r\n\r\n.a line with a dot\r\n"
    );
    assert_eq!(taken.from, "bounces@weir.example");
    assert_eq!(
        written.outcome(1),
        Outcome::Accepted {
            reply: "250 2.0.0 queued".to_owned()
        }
    );
    assert!(
        relay
            .record()
            .commands
            .iter()
            .any(|line| line.contains(&format!("SIZE={}", taken.data.len())))
    );
}

#[tokio::test]
async fn an_address_beyond_ascii_wants_smtputf8() {
    let list = ["jürgen@mill.example", "ann@mühle.example"];
    let relay = Script::new().start().await;
    assert_eq!(run(&relay, claims(&list)).await.1.accepted(), [1, 2]);
    assert_eq!(
        relay.recipients(),
        ["ann@xn--mhle-0ra.example", "jürgen@mill.example"]
    );
    let mails = relay
        .record()
        .commands
        .iter()
        .filter(|line| line.ends_with(" SMTPUTF8"))
        .count();
    assert_eq!(mails, 1);

    let relay = Script::new().without("SMTPUTF8").start().await;
    let (_, written) = run(&relay, claims(&list)).await;
    let Outcome::Failed { reply, .. } = written.outcome(1) else {
        panic!("{:?}", written.outcome(1));
    };
    assert_eq!(
        reply,
        "RCPT: the address is not ASCII, and the relay does not offer SMTPUTF8"
    );
    assert_eq!(relay.recipients(), ["ann@xn--mhle-0ra.example"]);
}

#[tokio::test]
async fn one_mail_tells_its_stage() {
    let relay = Script::new()
        .rule(on(At::Dot).nth(1).reply("552 5.3.4 too big"))
        .start()
        .await;
    let (smtp, to) = (smtp(relay.address), address("ann@mill.example"));
    let refusal = send_one(&smtp, &to, b"Subject: x\r\n\r\nx\r\n")
        .await
        .expect_err("refused");
    assert_eq!(
        (refusal.stage, refusal.kind, refusal.code),
        (Stage::Dot, Kind::Permanent, Some(552))
    );
    assert_eq!(refusal.enhanced.as_deref(), Some("5.3.4"));
    assert_eq!(
        send_one(&smtp, &to, b"Subject: x\r\n\r\nx\r\n")
            .await
            .as_deref(),
        Ok("250 2.0.0 queued")
    );
}
