//! In by every door: each reader has it once, and whole.

use std::collections::{BTreeMap, BTreeSet};

use mail_parser::MessageParser;
use rstest::rstest;

use super::{
    Door, OPPORTUNISTIC, PLAIN, SMTPS, SUBMISSION, TITLE, is_whole, one_each, readers, ready, trust,
};
use crate::support::{
    postfix::Postfix,
    smtp_sink::{self, SmtpSink},
};

#[rstest]
#[case::submission(SUBMISSION)]
#[case::smtps(SMTPS)]
#[case::opportunistic(OPPORTUNISTIC)]
#[case::plain(PLAIN)]
#[tokio::test(flavor = "multi_thread")]
async fn in_by_every_door(#[case] door: Door) {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let (_site, project) = door.ready(&postfix).await;
    trust(&project, &postfix);
    project.subscribe(40).await;

    let checks = project.run(&["check", "--json"]).await.ended(0).json();
    let mut lines = checks["checks"].as_array().expect("lines").iter();
    let line = lines.find(|line| line["what"] == "relay").expect("a line");
    let found = line["found"].as_str().expect("words");
    assert!(found.ends_with(&format!(": {}", door.found)), "{found}");

    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 40, "{sent}");
    let mails = one_each(&postfix, 40).await;
    assert_eq!(mails.keys().cloned().collect::<BTreeSet<_>>(), readers(40));
    for (reader, mail) in &mails {
        is_whole(reader, mail);
        let trace = format!("(Postfix) with {} id", door.protocol);
        assert!(String::from_utf8_lossy(mail).contains(&trace), "{reader}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_goes_the_same_way() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let (_site, project) = SUBMISSION.ready(&postfix).await;
    trust(&project, &postfix);
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    let editor = "editor@example.org";
    project.run(&["proof", "--to", editor]).await.ended(0);
    assert!(one_each(&postfix, 1).await.contains_key(editor));
}

/// RFC 6531: the local part as it is, the domain as an A-label.
#[tokio::test(flavor = "multi_thread")]
async fn addresses_beyond_ascii_arrive() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let (_site, project) = SUBMISSION.ready(&postfix).await;
    trust(&project, &postfix);
    project.write(
        "list.csv",
        "email,name\nzoë@bücher.example.org,Zoë Müller-Lüdenscheidt\nbob@bücher.example.org,Bôb\n",
    );
    let import = project.run(&["subscribers", "import", "list.csv"]).await;
    import.ended(0);
    project.run(&["run"]).await.ended(0);
    let mails = one_each(&postfix, 2).await;
    is_whole_for(
        &mails,
        "zoë@xn--bcher-kva.example.org",
        "Zoë Müller-Lüdenscheidt",
    );
    is_whole_for(&mails, "bob@xn--bcher-kva.example.org", "Bôb");
}

#[track_caller]
fn is_whole_for(mails: &BTreeMap<String, Vec<u8>>, recipient: &str, name: &str) {
    let mail = mails.get(recipient).expect("a mail");
    let message = MessageParser::default().parse(mail).expect("a message");
    let to = message.to().and_then(|to| to.first()).expect("a reader");
    assert_eq!((to.address(), to.name()), (Some(recipient), Some(name)));
    assert!(message.body_html(0).expect("a part").contains(TITLE));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_into_smtp_sink() {
    let Some(sink) = SmtpSink::start() else {
        return;
    };
    let (_site, project) = ready(&format!("smtp://{}", sink.address)).await;
    project.subscribe(200).await;
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 200, "{sent}");
    let messages = sink.arrived(200).await;
    assert_eq!(messages.len(), 200);
    let envelopes: Vec<_> = messages
        .iter()
        .map(|message| smtp_sink::recipients(message))
        .collect();
    assert!(envelopes.iter().all(|envelope| envelope.len() == 1));
    let recipients: BTreeSet<_> = envelopes.concat().into_iter().collect();
    assert_eq!(recipients, readers(200));
}
