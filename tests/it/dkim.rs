//! Signed mail: what the program sends is what others verify, and nothing in it can be changed unseen.

mod keys;
mod random;
mod verifiers;

use std::sync::Arc;

use roundup::{
    deliver::{Ended, Sheet, Sheets, dkim::Signer},
    dkim::Record,
};

use self::verifiers::{Verdict, Verifier};
use crate::{
    deliver::bench::{job, message, people, run_job, smtp},
    support::{
        Project, Site,
        site::Story,
        smtp_script::{Relay, Script},
    },
};

/// A slot in the past on any machine: a signature from the future is none.
const FRIDAY: &str = "2024-11-22T07:00:00Z";

/// A project that signs with both kinds of key, a relay, and the records of the keys.
async fn ready() -> (Site, Relay, Project, Vec<Record>) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2024-11-20T10:00:00Z", "Waterways"));
    let relay = Script::new().start().await;
    let mut project = Project::new(&site, &format!("smtp://{}", relay.address));
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let mut lines = vec!["[dkim]".to_owned()];
    for arguments in [
        &["dkim", "new", "--json"][..],
        &["dkim", "new", "--ed25519", "--json"],
    ] {
        let made = project.run(arguments).await.ended(0).json();
        lines.extend(texts(&made["config"]));
    }
    lines.push("[web]".to_owned());
    project.configure("[web]", &lines.join("\n"));
    let shown = project.run(&["dkim", "show", "--json"]).await.ended(0);
    let records = records(&shown.json());
    assert_eq!(records.len(), 2);
    (site, relay, project, records)
}

fn texts(list: &serde_json::Value) -> Vec<String> {
    serde_json::from_value(list.clone()).expect("texts")
}

fn records(shown: &serde_json::Value) -> Vec<Record> {
    let records = shown["records"].as_array().expect("records");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let records = records.iter().map(|record| Record {
        name: text(&record["name"]),
        value: text(&record["value"]),
    });
    records.collect()
}

/// A signed mail as one reader got it.
async fn one_mail() -> (String, Vec<Record>) {
    let (_site, relay, project, records) = ready().await;
    project.subscribe(1).await;
    project.run(&["run", "--now"]).await.ended(0);
    let mail = relay.record().taken[0].data.clone();
    (mail, records)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_that_leaves_is_signed_twice_and_holds() {
    let (_site, relay, project, records) = ready().await;
    project.subscribe(3).await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    project.run(&["edition", "approve"]).await.ended(0);
    project
        .run(&["proof", "--to", "editor@example.org"])
        .await
        .ended(0);
    project.run(&["run", "--now"]).await.ended(0);
    let taken = relay.record().taken.clone();
    assert_eq!(taken.len(), 4);
    for mail in &taken {
        assert!(mail.data.starts_with("DKIM-Signature: v=1; a=rsa-sha256;"));
        for verifier in Verifier::all() {
            let verdicts = verifier.verdicts(mail.data.as_bytes(), &records).await;
            assert_eq!(
                verdicts,
                [Verdict::Pass; 2],
                "{verifier:?} on the mail to {}:\n{}",
                mail.to,
                mail.data
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_receivers_ask_for_is_signed() {
    let (mail, _) = one_mail().await;
    let (_, after) = mail.split_once(" h=").expect("a list of names");
    let (names, rest) = after.split_once(';').expect("its end");
    let names: String = names.split_whitespace().collect();
    assert_eq!(
        names,
        "From:Subject:To:Date:Message-ID:List-Id:List-Unsubscribe:List-Unsubscribe-Post:\
         Feedback-ID:MIME-Version:Content-Type:From:Subject:To"
    );
    assert!(!rest.starts_with(" l=") && !mail.contains("; l="));
    let at = chrono::DateTime::parse_from_rfc3339(FRIDAY).expect("a time");
    assert!(mail.contains(&format!(" t={};", at.timestamp())));
    let (header, _) = mail.split_once("\r\n\r\n").expect("a header");
    let signatures = header.split("From: ").next().expect("what is on top");
    assert!(
        signatures.lines().all(|line| line.len() <= 76),
        "{signatures}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_octet_of_it_can_be_changed() {
    let (mail, records) = one_mail().await;
    let value = |name: &str| {
        let start = mail.find(&format!("\r\n{name}: ")).expect("the field") + name.len() + 4;
        let end = start + mail[start..].find("\r\n").expect("its end");
        start..end
    };
    let body = mail.find("\r\n\r\n").expect("a body") + 4..mail.len();
    let mut places: Vec<usize> = value("List-Unsubscribe-Post").collect();
    places.extend(value("Feedback-ID"));
    places.extend(body.clone().step_by(97));
    places.push(body.end - 1);
    for place in places {
        let mut changed = mail.clone().into_bytes();
        changed[place] ^= 1;
        fails(Verifier::MailAuth, &changed, &records).await;
    }
    let one_each = [
        value("List-Unsubscribe-Post").start,
        value("Feedback-ID").start,
        body.start + 10,
    ];
    for verifier in Verifier::all() {
        for place in one_each {
            let mut changed = mail.clone().into_bytes();
            changed[place] ^= 1;
            fails(verifier, &changed, &records).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_second_subject_sender_or_recipient_can_be_added() {
    let (mail, records) = one_mail().await;
    for added in [
        "Subject: You won",
        "From: bank@example.org",
        "To: you@example.org",
    ] {
        let on_top = format!("{added}\r\n{mail}");
        let below = mail.replacen("\r\n\r\n", &format!("\r\n{added}\r\n\r\n"), 1);
        for verifier in Verifier::all() {
            for changed in [&on_top, &below] {
                fails(verifier, changed.as_bytes(), &records).await;
            }
        }
    }
}

#[tokio::test]
async fn what_can_not_be_signed_is_not_sent() {
    let relay = Script::new().start().await;
    // The bench's message has no From, without which there is no signature.
    let mut job = job(smtp(relay.address));
    let signer = Arc::new(Signer::new(&random::BOTH));
    job.sheets = Arc::new(Sheets::of_one(Sheet::new(&message(), Some(signer))));
    let (ended, written) = run_job(job, people(3)).await;
    assert!(
        matches!(&ended, Ended::Unsigned(why) if why.contains("From")),
        "{ended:?}"
    );
    assert_eq!(written.returned(), [1, 2, 3]);
    assert!(relay.record().taken.is_empty());
}

/// Both signatures are broken, or the message is refused as a whole.
async fn fails(verifier: Verifier, changed: &[u8], records: &[Record]) {
    let verdicts = verifier.verdicts(changed, records).await;
    assert!(
        !verdicts.contains(&Verdict::Pass),
        "{verifier:?}: {verdicts:?}\n{}",
        String::from_utf8_lossy(changed)
    );
}
