//! Leaving by mail, as programs do that know no pages (RFC 2369 section 3.2).

use mail_parser::MessageParser;

use crate::support::{Project, Site, site::Story};

async fn state(project: &Project, reader: &str) -> String {
    let show = ["subscribers", "show", reader, "--json"];
    let person = project.run(&show).await.ended(0).json();
    person["state"].as_str().expect("a state").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_to_the_address_in_the_header_leaves() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    project.set("ROUNDUP__PUBLICATION__LEAVE_TO", "leave&more@quay.example");
    project.subscribe(2).await;
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 2, "{sent}");
    let outbox = std::fs::read_dir(project.path("outbox")).expect("the outbox");
    let mail = outbox
        .map(|file| file.expect("a mail").path())
        .find(|path| path.to_string_lossy().contains("-reader0_at_"))
        .expect("their mail");
    let mail = std::fs::read(mail).expect("a mail");
    let message = MessageParser::default().parse(&mail).expect("a message");
    let header = message.header_raw("List-Unsubscribe").expect("the header");
    let uris: Vec<_> = header.split(',').map(str::trim).collect();
    let [page, letter] = uris[..] else {
        panic!("{header}")
    };
    assert!(
        page.starts_with("<http://127.0.0.1:8025/unsubscribe/"),
        "{page}"
    );
    let start = "<mailto:leave%26more@quay.example?subject=unsubscribe%20";
    let token = letter
        .strip_prefix(start)
        .unwrap_or_else(|| panic!("{letter}"));
    let token = token.trim_end_matches('>');
    assert!(page.contains(token), "{header}");
    project.run(&["lint", "1", "--offline"]).await.ended(0);

    // Anything else, and a token that was changed, is none of it.
    let by_mail = ["subscribers", "unsubscribe", "--mail", "in.eml"];
    let changed = token.replace(&token[20..22], "--");
    for text in [
        format!("Subject: unsubscribe {changed}\r\n\r\n"),
        format!("Subject: hello\r\n\r\nunsubscribe {token}\r\n"),
        "Subject: unsubscribe reader0@example.org\r\n\r\n".to_owned(),
        String::new(),
    ] {
        project.write("in.eml", &text);
        project.run(&by_mail).await.ended(65);
    }
    assert_eq!(state(&project, "reader0@example.org").await, "active");

    // What to do is said, with the address that it claims where that one is on the list.
    for (from, told) in [
        ("Reader <reader0@example.org>", "reader0@example.org"),
        ("zoe@elsewhere.example", "ADDRESS"),
    ] {
        project.write(
            "in.eml",
            &format!("From: {from}\r\nSubject: Please stop\r\n\r\n"),
        );
        let refused = project.run(&by_mail).await.ended(65).stderr;
        assert!(
            refused.contains("in.eml: its subject has no token"),
            "{refused}"
        );
        let by_hand = format!("roundup subscribers unsubscribe {told}");
        assert!(refused.contains(&by_hand), "{refused}");
    }
    assert_eq!(state(&project, "reader0@example.org").await, "active");
    let help = ["subscribers", "unsubscribe", "--help"];
    let help = project.run(&help).await.ended(0).stdout;
    assert!(help.contains("token"), "{help}");
    project.write(
        "in.eml",
        &format!("From: zoe@elsewhere.example\nsubject: unsubscribe\n {token}\n\n"),
    );
    for _ in 0..2 {
        let left = project.run(&by_mail).await.ended(0);
        assert_eq!(left.stdout, "reader0@example.org is off the list\n");
        assert_eq!(state(&project, "reader0@example.org").await, "unsubscribed");
    }
    assert_eq!(state(&project, "reader1@example.org").await, "active");
    let trail = ["subscribers", "export", "--person", "reader0@example.org"];
    let trail = project.run(&trail).await.ended(0).json();
    assert_eq!(trail["changes"][0]["by"], "reader", "{trail}");
    project.run(&["subscribers", "unsubscribe"]).await.ended(64);

    // Who is erased can't be taken off, and gets nothing.
    let forget = ["subscribers", "forget", "reader0@example.org", "--yes"];
    project.run(&forget).await.ended(0);
    let erased = project.run(&by_mail).await.ended(65).stderr;
    assert!(erased.contains("was erased"), "{erased}");
}
