//! Through a real Postfix: every way into it, and what it refuses.

use std::{collections::BTreeMap, net::TcpListener, process::Stdio};

use mail_parser::MessageParser;

use crate::support::{
    Project, Site,
    postfix::{LOGIN, Postfix},
    site::Story,
};

async fn ready(relay: &str) -> (Site, Project) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, relay);
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    (site, project)
}

fn trusting(project: &Project, postfix: &Postfix, tls: Option<&str>) {
    let tls = tls
        .map(|tls| format!("tls = \"{tls}\"\n"))
        .unwrap_or_default();
    let ca_file = postfix.ca_file();
    project.configure(
        "retry_after",
        &format!("ca_file = \"{}\"\n{tls}retry_after", ca_file.display()),
    );
}

/// Each reader has it once, whole.
async fn everybody_has_it_once(postfix: &Postfix, readers: usize) {
    let mut count = BTreeMap::new();
    for mail in postfix.arrived(readers).await {
        let message = MessageParser::default().parse(&mail).expect("a message");
        let to = message
            .to()
            .and_then(|to| to.first())
            .and_then(|to| to.address())
            .expect("a reader")
            .to_owned();
        *count.entry(to).or_insert(0) += 1;
        for body in [message.body_text(0), message.body_html(0)] {
            assert!(body.expect("a part").contains("The story of lock"));
        }
    }
    assert_eq!(count.len(), readers);
    assert!(count.values().all(|times| *times == 1), "{count:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_by_every_door() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    for (relay, tls, found) in [
        (
            format!("smtp://{LOGIN}@127.0.0.1:{}", postfix.submission),
            Some("required"),
            "encrypted, signed in",
        ),
        (
            format!("smtps://{LOGIN}@localhost:{}", postfix.smtps),
            None,
            "encrypted, signed in",
        ),
        (
            format!("smtp://127.0.0.1:{}", postfix.plain),
            Some("none"),
            "not encrypted",
        ),
    ] {
        let (_site, project) = ready(&relay).await;
        trusting(&project, &postfix, tls);
        project.subscribe(40).await;
        let checks = project.run(&["check", "--json"]).await.ended(0).json();
        let lines = checks["checks"].as_array().expect("lines");
        let line = lines
            .iter()
            .find(|line| line["what"] == "relay")
            .expect("the relay's line");
        assert!(
            line["found"]
                .as_str()
                .is_some_and(|words| words.ends_with(found)),
            "{relay}: {line}"
        );
        let sent = project.run(&["run", "--json"]).await.ended(0).json();
        assert_eq!(sent["accepted"], 40, "{relay}: {sent}");
        everybody_has_it_once(&postfix, 40).await;
        for mail in std::fs::read_dir(postfix.ca_file().with_file_name("../mail/all/new"))
            .expect("the inbox")
            .flatten()
        {
            std::fs::remove_file(mail.path()).expect("gone");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_a_strange_certificate_lose_nothing() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let relay = format!(
        "smtp://roundup%40localhost:wrong@127.0.0.1:{}",
        postfix.submission
    );
    let (_site, project) = ready(&relay).await;
    project.configure("retry_after", "tls = \"required\"\nretry_after");
    project.subscribe(5).await;
    let strange = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(strange["queued"], 5, "{strange}");
    assert!(
        strange["problems"]
            .to_string()
            .to_lowercase()
            .contains("certificate"),
        "{strange}"
    );

    trusting(&project, &postfix, None);
    let refused = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(refused["queued"], 5, "{refused}");
    assert!(refused["problems"].to_string().contains("535"), "{refused}");
    assert!(
        !refused.to_string().contains("wrong"),
        "no password in a report: {refused}"
    );

    project.configure("localhost:wrong@", "localhost:secret@");
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 5, "{sent}");
    everybody_has_it_once(&postfix, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_for_good_and_for_now() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let (_site, mut project) = ready(&format!("smtp://127.0.0.1:{}", postfix.plain)).await;
    project.write(
        "list.csv",
        "email\na@example.org\nb@example.org\nnobody@example.net\nbusy@later.example.org\n",
    );
    project
        .run(&["subscribers", "import", "list.csv"])
        .await
        .ended(0);
    let report = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&report["accepted"], &report["failed"], &report["deferred"]),
        (&2.into(), &1.into(), &1.into()),
        "{report}"
    );
    let problems = report["problems"].to_string();
    assert!(
        problems.contains("nobody@example.net") && problems.contains("no such user"),
        "{problems}"
    );
    assert!(
        problems.contains("busy@later.example.org") && problems.contains("mailbox busy"),
        "{problems}"
    );

    // Not before its time, and not the others again.
    let early = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(early["deferred"], 1, "{early}");
    // After retry_for it counts as failed.
    project.set("ROUNDUP_CLOCK", "2026-11-26T06:00:00Z");
    let late = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(
        (&late["failed"], &late["edition"]["state"]),
        (&2.into(), &"sent".into()),
        "{late}"
    );
    everybody_has_it_once(&postfix, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_into_smtp_sink() {
    if !std::path::Path::new("/usr/sbin/smtp-sink").exists() {
        eprintln!("skipped: smtp-sink (package postfix) is not installed");
        return;
    }
    let port = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port();
    let dumps = tempfile::TempDir::new().expect("a folder");
    let mut sink = tokio::process::Command::new("/usr/sbin/smtp-sink")
        .args(["-u", "root", "-d", "%S."])
        .arg(format!("127.0.0.1:{port}"))
        .arg("100")
        .current_dir(dumps.path())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok()
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let (_site, project) = ready(&format!("smtp://127.0.0.1:{port}")).await;
    project.subscribe(200).await;
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 200, "{sent}");
    sink.kill().await.expect("it ends");
    let recipients: Vec<String> = std::fs::read_dir(dumps.path())
        .expect("the dumps")
        .flatten()
        .map(|file| std::fs::read_to_string(file.path()).expect("a dump"))
        .flat_map(|dump| {
            dump.lines()
                .filter(|line| line.starts_with("X-Rcpt-Args:"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let unique: std::collections::BTreeSet<_> = recipients.iter().collect();
    assert_eq!((recipients.len(), unique.len()), (200, 200));
}
