//! The demo: the whole job on the bundled sample, and what its readers see.

use std::path::Path;

use mail_parser::{MessageParser, MimeHeaders};

use crate::support::Project;

fn mails(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut mails: Vec<_> = std::fs::read_dir(dir)
        .expect("the outbox")
        .map(|entry| entry.expect("a mail").path())
        .map(|path| {
            (
                path.file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
                std::fs::read(&path).expect("a mail"),
            )
        })
        .collect();
    mails.sort();
    mails
}

/// What changes from run to run: the site's port, tokens, random Message-IDs.
fn steady(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("http://127.0.0.1:") {
        let after = &rest[at + "http://127.0.0.1:".len()..];
        let digits = after
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(after.len());
        let port = if &after[..digits] == "8025" {
            "8025"
        } else {
            "SITE"
        };
        out.push_str(&rest[..at]);
        out.push_str("http://127.0.0.1:");
        out.push_str(port);
        rest = &after[digits..];
        for page in ["/unsubscribe/", "/preferences/"] {
            if let Some(token) = rest.strip_prefix(page) {
                let end = token
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
                    .unwrap_or(token.len());
                assert_eq!(end, 36, "a token is 36 characters");
                out.push_str(page);
                out.push_str("TOKEN");
                rest = &token[end..];
            }
        }
    }
    out.push_str(rest);
    without_return_token(&out)
}

/// A return path's token differs with the key of the store.
fn without_return_token(text: &str) -> String {
    let Some((before, after)) = text.split_once("<bounces+") else {
        return text.to_owned();
    };
    let (token, after) = after.split_once('@').expect("an address");
    assert_eq!(token.len(), 26, "a token is 26 characters");
    format!("{before}<bounces+TOKEN@{after}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_job_once_and_only_once() {
    let project = Project::empty();
    let first = project
        .run(&["demo", "--dir", "demo", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(first["edition"]["state"], "sent", "{first}");
    assert_eq!(first["audience"], 23, "{first}");
    assert_eq!(first["accepted"], 23, "{first}");
    assert_eq!(mails(&project.path("demo/outbox")).len(), 23);

    let second = project
        .run(&["demo", "--dir", "demo", "--json"])
        .await
        .ended(0)
        .json();
    assert!(second["edition"].is_null(), "{second}");
    assert_eq!(mails(&project.path("demo/outbox")).len(), 23);

    let html = std::fs::read_to_string(project.path("demo/edition.html")).expect("the preview");
    for photo in html
        .split("src=\"")
        .skip(1)
        .map(|rest| &rest[..rest.find('"').expect("its end")])
    {
        assert!(
            project.path("demo").join(photo).is_file(),
            "{photo} is not in the folder"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_of_the_demo() {
    let project = Project::empty();
    let ran = project.run(&["demo", "--dir", "demo"]).await.ended(0);
    let account = ran
        .stdout
        .lines()
        .filter(|line| !line.ends_with("ms in all"))
        .collect::<Vec<_>>()
        .join("\n");
    let account = account.replace(env!("CARGO_BIN_EXE_roundup"), "roundup");
    insta::assert_snapshot!("demo_account", steady(&account));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_edition_as_its_readers_get_it() {
    let project = Project::empty();
    project
        .run(&["demo", "--dir", "demo", "--json"])
        .await
        .ended(0);
    let mails = mails(&project.path("demo/outbox"));
    // One reader's: which mail is taken first is the connections' business.
    let (_, raw) = mails
        .iter()
        .find(|(name, _)| name.contains("zoe"))
        .expect("Zoë's mail");
    let message = MessageParser::default().parse(raw).expect("a message");
    let raw_text = String::from_utf8(raw.clone()).expect("ASCII");
    let (head, _) = raw_text.split_once("\r\n\r\n").expect("a head");
    let message_id = message.message_id().expect("a Message-ID");
    assert!(
        message_id.starts_with("e1.") && message_id.len() > 20,
        "{message_id}"
    );
    let boundary = message
        .content_type()
        .and_then(|kind| kind.attribute("boundary"))
        .expect("a boundary");
    let head = head
        .replace(message_id, "MESSAGE-ID")
        .replace(boundary, "BOUNDARY")
        .replace("\r\n", "\n");
    insta::assert_snapshot!("sample_headers", steady(&head.replace("\n ", " ")));
    insta::assert_snapshot!(
        "sample_text",
        steady(
            &message
                .body_text(0)
                .expect("a text part")
                .replace("\r\n", "\n")
        )
    );
    let html = message
        .body_html(0)
        .expect("an HTML part")
        .replace("\r\n", "\n");
    insta::assert_snapshot!("sample_html", steady(&html.replace("><", ">\n<")));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_keeps_the_rules_that_a_message_can_show() {
    let project = Project::empty();
    project
        .run(&["demo", "--dir", "demo", "--json"])
        .await
        .ended(0);
    let mut seen = std::collections::HashSet::new();
    for (name, raw) in mails(&project.path("demo/outbox")) {
        assert!(raw.is_ascii(), "{name} needs 8BITMIME");
        let text = String::from_utf8(raw.clone()).expect("ASCII");
        assert!(
            text.split("\r\n").all(|line| line.len() <= 998),
            "{name}: a line over 998 octets"
        );
        let bare = text.replace("\r\n", "");
        assert!(
            !bare.contains('\n') && !bare.contains('\r'),
            "{name}: a bare CR or LF"
        );
        let message = MessageParser::default().parse(&raw).expect("a message");
        for header in [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "List-Id",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "Feedback-ID",
            "Precedence",
            "MIME-Version",
        ] {
            let count = message
                .headers()
                .iter()
                .filter(|known| known.name().eq_ignore_ascii_case(header))
                .count();
            assert_eq!(count, 1, "{name}: {count} times {header}");
        }
        assert_eq!(
            message.header_raw("List-Unsubscribe-Post").map(str::trim),
            Some("List-Unsubscribe=One-Click")
        );
        assert!(
            seen.insert(message.message_id().expect("an id").to_owned()),
            "{name}: its Message-ID came before"
        );
        let kinds: Vec<_> = message
            .parts
            .iter()
            .skip(1)
            .filter_map(|part| part.content_type())
            .map(|kind| kind.subtype().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(kinds, ["plain", "html"], "{name}");
    }
}
