//! What Postfix refuses, us or the recipient, and what becomes of it: nothing is lost, nobody has it twice.

use rstest::rstest;
use serde_json::Value;

use super::{
    Door, SMTPS, SUBMISSION, is_whole, one_each, plain, ready, recipient, submission, trust,
};
use crate::support::{
    Project,
    postfix::{LOGIN, Postfix},
};

/// Runs, and finds that the relay was not used: all are queued still, and nothing arrived.
async fn refused(project: &Project, postfix: &Postfix, count: usize) -> Value {
    let report = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&report["queued"], &report["edition"]["state"]),
        (&count.into(), &"sending".into()),
        "{report}"
    );
    assert!(postfix.arrived(0).await.is_empty());
    report
}

#[rstest]
#[case::submission(SUBMISSION)]
#[case::smtps(SMTPS)]
#[tokio::test(flavor = "multi_thread")]
async fn a_strange_certificate_loses_nothing(#[case] door: Door) {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let (_site, project) = door.ready(&postfix).await;
    project.subscribe(5).await;
    let report = refused(&project, &postfix, 5).await;
    let problems = report["problems"].to_string().to_lowercase();
    assert!(problems.contains("certificate"), "{report}");
    let check = project.run(&["check"]).await;
    assert!(check.stdout.contains("certificate"), "{check:?}");

    trust(&project, &postfix);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 5, "{sent}");
    one_each(&postfix, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_loses_nothing_and_nothing_is_changed_on_the_way() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let right = submission(&postfix);
    let wrong = right.replace(LOGIN, "roundup%40localhost:opensesame");
    let (_site, project) = SUBMISSION.ready(&postfix).await;
    trust(&project, &postfix);
    project.configure(&right, &wrong);
    project.subscribe(40).await;
    for _ in 0..2 {
        let report = refused(&project, &postfix, 40).await;
        assert!(report["problems"].to_string().contains("535"), "{report}");
        assert!(!report.to_string().contains("opensesame"), "{report}");
    }

    let frozen = std::fs::read(project.path("roundup.db")).expect("the ledger");
    project.configure(&wrong, &right);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 40, "{sent}");
    let arrived = one_each(&postfix, 40).await;

    // The same ledger once more, into an outbox, to see what went out.
    std::fs::write(project.path("roundup.db"), frozen).expect("the ledger");
    project.configure(&right, "outbox:outbox");
    project.run(&["run"]).await.ended(0);
    let outbox = std::fs::read_dir(project.path("outbox")).expect("the outbox");
    let mut compared = 0;
    for file in outbox.flatten() {
        let sent = std::fs::read_to_string(file.path()).expect("a mail");
        let arrived = &arrived[&recipient(sent.as_bytes())];
        let arrived = std::str::from_utf8(arrived).expect("UTF-8");
        assert_eq!(
            from_author(&sent.replace("\r\n", "\n")),
            from_author(arrived)
        );
        compared += 1;
    }
    assert_eq!(compared, 40);
}

/// A mail without what the servers on its way put in front.
fn from_author(mail: &str) -> &str {
    &mail[mail.find("\nFrom: ").expect("an author")..]
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_for_good_and_for_now() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let (_site, mut project) = ready(&plain(&postfix)).await;
    project.write(
        "list.csv",
        "email\na@example.org\nb@example.org\nnobody@example.net\nfar@elsewhere.example\nbusy@later.example.org\ncalm@later.example.org\n",
    );
    let import = project.run(&["subscribers", "import", "list.csv"]).await;
    import.ended(0);
    let report = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&report["accepted"], &report["failed"], &report["deferred"]),
        (&2.into(), &2.into(), &2.into()),
        "{report}"
    );
    let problems = report["problems"].to_string();
    for words in [
        "nobody@example.net: 550 5.1.1 <nobody@example.net>: Recipient address rejected: no such user",
        "far@elsewhere.example: 554 5.7.1 <far@elsewhere.example>: Relay access denied",
        "busy@later.example.org: 450 4.2.1 <busy@later.example.org>: Recipient address rejected: mailbox busy",
    ] {
        assert!(problems.contains(words), "{words}: {problems}");
    }

    // Not before its time, and not the others again.
    let early = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(early["deferred"], 2, "{early}");

    postfix.answer_later("DUNNO");
    project.set("ROUNDUP_CLOCK", "2026-11-20T07:00:00Z");
    let late = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(
        (
            &late["accepted"],
            &late["failed"],
            &late["edition"]["state"]
        ),
        (&4.into(), &2.into(), &"sent".into()),
        "{late}"
    );
    let mails = one_each(&postfix, 4).await;
    for (reader, mail) in &mails {
        is_whole(reader, mail);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deferred_for_too_long_has_failed() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let (_site, mut project) = ready(&plain(&postfix)).await;
    let add = ["subscribers", "add", "busy@later.example.org"];
    project.run(&add).await.ended(0);
    project.run(&["run"]).await.ended(75);
    // After retry_for.
    project.set("ROUNDUP_CLOCK", "2026-11-26T06:00:00Z");
    let late = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(
        (&late["failed"], &late["edition"]["state"]),
        (&1.into(), &"sent".into()),
        "{late}"
    );
    let problems = late["problems"].to_string();
    assert!(problems.contains("mailbox busy"), "{problems}");
}

/// Postfix tells what it has against the sender only at RCPT (`smtpd_delay_reject`): here, that nobody signed in.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_login_loses_nothing(#[values(3, 40)] count: usize) {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let right = submission(&postfix);
    let forgotten = right.replace(&format!("{LOGIN}@"), "");
    let (_site, mut project) = SUBMISSION.ready(&postfix).await;
    trust(&project, &postfix);
    project.configure(&right, &forgotten);
    project.subscribe(count).await;
    for _ in 0..2 {
        let report = project.run(&["run", "--json"]).await.ended(75).json();
        let waiting = ["queued", "deferred"].map(|name| report[name].as_u64().expect("a figure"));
        assert_eq!(waiting.iter().sum::<u64>(), count as u64, "{report}");
        let problems = report["problems"].to_string();
        assert!(problems.contains("554 5.7.1"), "{report}");
    }
    project.configure(&forgotten, &right);
    project.set("ROUNDUP_CLOCK", "2026-11-20T07:00:00Z");
    project.run(&["run"]).await.ended(0);
    one_each(&postfix, count).await;
}
