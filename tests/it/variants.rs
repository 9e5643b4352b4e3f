//! What readers chose, in the mails that they get: sections, a month's best, language, form; and segments.

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use serde_json::Value;

use crate::support::{Project, Site, project::ran, site::Story};

const FRIDAY: &str = "2026-11-20T06:00:00Z";

/// A publication with six readers who each chose something else.
async fn publication() -> (Project, Site) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    site.publish(Story::new("grain", "2026-11-17T10:00:00Z", "Trade"));
    let mut project = Project::new(&site, "outbox:outbox");
    project.configure(
        "min_pieces = 1",
        "min_pieces = 1\nlead = \"newest\"\nsections = [\"Waterways\", \"Trade\", \"Essays\"]\n\n[segment.donors]\ntag = [\"donor\"]\n",
    );
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let list = "email,sections,frequency,language,format,tags\n\
        plain@one.example,,,,,\n\
        german@one.example,,,de,,donor\n\
        text@one.example,,,,text,\n\
        trade@one.example,Trade,,,,donor\n\
        essays@one.example,Essays,,,,\n\
        monthly@one.example,,monthly,,,\n";
    project.write("list.csv", list);
    let import = ["subscribers", "import", "list.csv"];
    project.run(&import).await.ended(0);
    (project, site)
}

/// What each reader got so far: the file, by who it is for; the newest of several.
fn mail(project: &Project, reader: &str) -> Vec<u8> {
    let mut found: Vec<_> = files(project, reader);
    std::fs::read(
        found
            .pop()
            .unwrap_or_else(|| panic!("{reader} got nothing")),
    )
    .expect("a mail")
}

fn files(project: &Project, reader: &str) -> Vec<std::path::PathBuf> {
    let outbox = std::fs::read_dir(project.path("outbox")).expect("the outbox");
    let mut files: Vec<_> = outbox
        .map(|file| file.expect("a mail").path())
        .filter(|path| path.to_string_lossy().contains(&format!("-{reader}_at_")))
        .collect();
    files.sort();
    files
}

fn parsed(mail: &[u8]) -> Message<'_> {
    MessageParser::default().parse(mail).expect("a message")
}

async fn run(project: &mut Project, clock: &str) -> Value {
    project.set("ROUNDUP_CLOCK", clock);
    project.run(&["run", "--json"]).await.ended(0).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_gets_what_they_chose_or_is_excluded_with_the_reason() {
    let (mut project, _site) = publication().await;
    let report = run(&mut project, FRIDAY).await;
    // Who wants the best of a month is not in it, who chose a section without a piece is accounted for.
    assert_eq!(report["audience"], 5, "{report}");
    assert_eq!(report["accepted"], 4, "{report}");
    assert_eq!(report["excluded"], 1, "{report}");

    let plain = mail(&project, "plain");
    let plain = parsed(&plain);
    assert_eq!(plain.subject(), Some("The story of lock"));
    assert!(
        plain
            .body_html(0)
            .expect("HTML")
            .contains("The story of grain")
    );

    let german = mail(&project, "german");
    let german = parsed(&german);
    let html = german.body_html(0).expect("HTML").into_owned();
    assert!(
        html.contains("Weiterlesen") && html.contains("Freitag,"),
        "{html}"
    );
    assert!(html.contains("lang=\"de\""), "the words: {html}");
    assert!(
        html.contains("lang=\"en\""),
        "the pieces are in their own language: {html}"
    );

    let text = mail(&project, "text");
    let text = parsed(&text);
    assert_eq!(text.parts.len(), 1, "no HTML");
    let kind = text.content_type().expect("a type");
    assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("plain")));
    let body = text.body_text(0).expect("text");
    assert!(
        body.contains("The story of grain") && body.contains("/unsubscribe/"),
        "{body}"
    );

    let trade = mail(&project, "trade");
    let trade = parsed(&trade);
    assert_eq!(trade.subject(), Some("The story of grain"));
    let body = trade.body_text(0).expect("text");
    assert!(!body.contains("lock"), "{body}");

    let ledger = project.run(&["edition", "report", "--csv"]).await.ended(0);
    let row = ledger
        .stdout
        .lines()
        .find(|line| line.starts_with("essays@"));
    let row = row.expect("a row");
    assert!(
        row.contains("excluded") && row.contains("nothing in this edition"),
        "{row}"
    );
    assert!(!ledger.stdout.contains("monthly@"), "{}", ledger.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_edition_of_a_month_carries_its_best_and_nobody_gets_both() {
    let (mut project, site) = publication().await;
    run(&mut project, FRIDAY).await;
    site.publish(Story::new("boats", "2026-11-25T10:00:00Z", "Trade"));
    let report = run(&mut project, "2026-11-27T06:00:00Z").await;
    assert_eq!(report["audience"], 6, "{report}");
    let month = mail(&project, "monthly");
    let month = parsed(&month);
    assert_eq!(
        month.subject(),
        Some("The best of November 2026: The story of boats")
    );
    let body = month.body_text(0).expect("text").into_owned();
    for story in ["boats", "lock", "grain"] {
        assert!(body.contains(&format!("The story of {story}")), "{body}");
    }
    assert_eq!(files(&project, "monthly").len(), 1);
    let plain = mail(&project, "plain");
    let plain = parsed(&plain);
    assert_eq!(plain.subject(), Some("The story of boats"));

    // December has begun, and has its own best only at its end.
    site.publish(Story::new("eels", "2026-12-02T10:00:00Z", "Waterways"));
    let report = run(&mut project, "2026-12-04T06:00:00Z").await;
    assert_eq!(report["audience"], 5, "{report}");
    assert_eq!(files(&project, "monthly").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_and_a_change_of_mind_do_not_change_what_was_frozen() {
    let (mut project, _site) = publication().await;
    let mut command = project.command(&["run"]);
    command.env("FAILPOINTS", "pipeline::after_freeze=panic");
    let crashed = ran(command).await;
    assert_eq!(crashed.code, None, "{crashed:?}");
    for (reader, change) in [("text@one.example", "html"), ("plain@one.example", "text")] {
        let set = ["subscribers", "set", reader, "--format", change];
        project.run(&set).await.ended(0);
    }
    let report = run(&mut project, FRIDAY).await;
    assert_eq!(report["accepted"], 4, "{report}");
    assert_eq!(parsed(&mail(&project, "text")).parts.len(), 1);
    assert_eq!(parsed(&mail(&project, "plain")).parts.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sealed_is_what_is_sent_and_previews_show_each_variant() {
    let (mut project, _site) = publication().await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    let preview = async |flags: &[&str]| {
        let all = [&["preview", "--out", "look"], flags].concat();
        project.run(&all).await
    };
    preview(&["--language", "ar", "--section", "trade"])
        .await
        .ended(0);
    let html = std::fs::read_to_string(project.path("look/edition.html")).expect("HTML");
    assert!(
        html.contains("dir=\"rtl\"") && !html.contains("The story of lock"),
        "{html}"
    );
    std::fs::remove_dir_all(project.path("look")).expect("gone");
    preview(&["--format", "text"]).await.ended(0);
    assert!(!project.path("look/edition.html").exists());
    let refused = preview(&["--section", "Essays"]).await.ended(65);
    assert!(
        refused.stderr.contains("nothing in this edition"),
        "{}",
        refused.stderr
    );
    let refused = preview(&["--frequency", "monthly"]).await.ended(65);
    assert!(
        refused.stderr.contains("no best of a month"),
        "{}",
        refused.stderr
    );

    project.run(&["lint", "--offline"]).await.ended(0);
    project.run(&["edition", "approve"]).await.ended(0);
    // French was not sealed: who chose it since gets the nearest.
    let set = [
        "subscribers",
        "set",
        "plain@one.example",
        "--language",
        "fr",
    ];
    project.run(&set).await.ended(0);
    let set = [
        "subscribers",
        "set",
        "text@one.example",
        "--frequency",
        "monthly",
    ];
    project.run(&set).await.ended(0);
    let report = run(&mut project, FRIDAY).await;
    assert_eq!(report["accepted"], 3, "{report}");
    let plain = mail(&project, "plain");
    assert!(
        parsed(&plain)
            .body_html(0)
            .expect("HTML")
            .contains("Keep reading")
    );
    assert!(files(&project, "text").is_empty(), "they asked for less");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_listed_counted_and_sent_to_alone() {
    let (mut project, site) = publication().await;
    let count = async |flags: &[&str]| {
        let all = [&["subscribers", "list", "--count", "--json"], flags].concat();
        project.run(&all).await.ended(0).json()["count"].clone()
    };
    for (flags, wanted) in [
        (&["--segment", "donors"][..], 2),
        (&["--segment", "donors", "--language", "de"], 1),
        (&["--section", "Trade"], 5),
        (&["--section", "Trade", "--section", "Essays"], 6),
        (&["--frequency", "monthly"], 1),
        (&["--language", "en"], 5),
        (&["--joined-since", "2026-11-21"], 0),
        (&["--joined-since", "2026-11-20"], 6),
    ] {
        assert_eq!(count(flags).await, wanted, "{flags:?}");
    }
    let refused = ["subscribers", "list", "--segment", "nobody"];
    project.run(&refused).await.ended(65);

    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    let approve = ["edition", "approve", "--segment", "donors"];
    project.run(&approve).await.ended(0);
    let report = run(&mut project, FRIDAY).await;
    assert_eq!(report["audience"], 2, "{report}");
    assert!(files(&project, "plain").is_empty());

    // The next one goes to who did not get this.
    project.configure("tag = [\"donor\"]", "not_got = 1");
    project.set("ROUNDUP__SCHEDULE__SEGMENT", "donors");
    site.publish(Story::new("boats", "2026-11-25T10:00:00Z", "Trade"));
    let report = run(&mut project, "2026-11-27T06:00:00Z").await;
    assert_eq!(report["audience"], 4, "{report}");
    let export = ["subscribers", "export", "--not-got", "1"];
    let list = project.run(&export).await.ended(0).stdout;
    assert_eq!(list.lines().count(), 5, "{list}");

    // Who left did not get it either, but is in no audience, and that is said.
    let left = ["subscribers", "unsubscribe", "plain@one.example"];
    project.run(&left).await.ended(0);
    let count = ["subscribers", "list", "--count", "--not-got", "1"];
    let told = project.run(&count).await.ended(0).stdout;
    assert_eq!(told, "4 in every state, 3 of them active\n");
    let json = [&count[..], &["--json"]].concat();
    let json = project.run(&json).await.ended(0).json();
    assert_eq!(json, serde_json::json!({ "count": 4, "active": 3 }));
    let active = [&count[..], &["--state", "active"]].concat();
    assert_eq!(project.run(&active).await.ended(0).stdout, "3\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_taken_along_early_carries_the_month_it_was_sealed_with() {
    let (mut project, site) = publication().await;
    run(&mut project, FRIDAY).await;
    site.publish(Story::new("boats", "2026-11-23T10:00:00Z", "Trade"));
    project.set("ROUNDUP_CLOCK", "2026-11-24T06:00:00Z");
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    // Sealed as the last of November, and sent three days before its slot.
    project.run(&["edition", "approve"]).await.ended(0);
    let early = project.run(&["run", "--now", "--json"]).await.ended(0);
    let early = early.json();
    assert_eq!(early["edition"]["slot"], "2026-11-24T06:00:00Z");
    assert_eq!(
        (&early["audience"], &early["excluded"]),
        (&6.into(), &1.into())
    );
    let month = mail(&project, "monthly");
    assert_eq!(
        parsed(&month).subject(),
        Some("The best of November 2026: The story of boats")
    );
    // Friday's own slot is still to come, and November's best is not sent twice.
    site.publish(Story::new("eels", "2026-11-26T10:00:00Z", "Waterways"));
    run(&mut project, "2026-11-27T06:00:00Z").await;
    assert_eq!(files(&project, "monthly").len(), 1);
}
