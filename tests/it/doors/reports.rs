//! Delivery status notifications (RFC 3461), asked for where they are offered.

use super::{import, ready, run, url};
use crate::{
    postfix,
    support::smtp_script::{Relay, Script},
};

async fn commands(script: Script) -> (Relay, String) {
    let relay = script.start().await;
    let (_site, project) = ready(&url(&relay)).await;
    import(&project, &["ann+week@mill.example"]).await;
    run(&project, 0).await;
    let commands = relay.record().commands.join("\n");
    (relay, commands)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_failures_are_reported_and_by_their_message_id() {
    let (relay, commands) = commands(Script::new().with("DSN")).await;
    let to = "RCPT TO:<ann+week@mill.example> NOTIFY=FAILURE ORCPT=rfc822;ann+2Bweek@mill.example";
    assert!(commands.lines().any(|line| line == to), "{commands}");
    let record = relay.record();
    let mut text = record.taken[0].data.lines();
    let id = text.find_map(|line| line.strip_prefix("Message-ID: <"));
    let id = id.expect("an id").trim_end_matches('>');
    let mut mail = commands.lines().filter(|line| line.starts_with("MAIL"));
    let mail = mail.next().expect("MAIL");
    let id = id.replace('+', "+2B").replace('=', "+3D");
    assert!(mail.ends_with(&format!(" RET=HDRS ENVID={id}")), "{mail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_offer_it_is_not_asked() {
    let (_relay, commands) = commands(Script::new()).await;
    for word in ["NOTIFY", "ORCPT", "RET=", "ENVID"] {
        assert!(!commands.contains(word), "{word}: {commands}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_understands_what_it_is_asked() {
    let Some(postfix) = crate::support::postfix::Postfix::start() else {
        return;
    };
    let (_site, project) = ready(&format!("smtp://127.0.0.1:{}", postfix.plain)).await;
    let readers = ["ann+week@example.org", "o'hara=x@example.org"];
    import(&project, &readers).await;
    run(&project, 0).await;
    let mails = postfix::one_each(&postfix, 2).await;
    for (reader, mail) in mails {
        let mail = String::from_utf8_lossy(&mail).into_owned();
        let original = format!("X-Original-To: {reader}\n");
        assert!(mail.contains(&original), "{mail}");
    }
}
