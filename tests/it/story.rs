//! A real publication from an empty folder: every command in the order in which a new user meets it.

use crate::support::{Project, Site, site::Story};

/// The Friday on which the first edition is due, an hour after its slot.
const FRIDAY: &str = "2026-11-20T07:00:00Z";

async fn site() -> Site {
    let site = Site::start().await;
    for (slug, day) in [("lock", 14), ("bridge", 16), ("mill", 17), ("weir", 19)] {
        site.publish(Story::new(
            slug,
            &format!("2026-11-{day}T10:00:00Z"),
            "Waterways",
        ));
    }
    site
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_from_an_empty_folder() {
    let site = site().await;
    let mut project = Project::empty();
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let feed = format!("{}/feed.xml", site.base());
    project
        .run(&[
            "init",
            ".",
            "--feed",
            &feed,
            "--name",
            "The Quay",
            "--url",
            &site.base(),
            "--relay",
            "outbox:outbox",
        ])
        .await
        .ended(0);
    project.configure("[gather]", "[gather]\nallow_private = [\"127.0.0.0/8\"]");
    let again = project.run(&["init", "."]).await.ended(73);
    assert!(again.stderr.contains("stays as it is"), "{}", again.stderr);

    let check = project.run(&["check", "--json"]).await.ended(0).json();
    let checks = check["checks"].as_array().expect("lines");
    assert!(
        checks
            .iter()
            .any(|line| line["what"] == "list" && line["standing"] == "warning"),
        "{check}"
    );

    project.write("list.csv", "email,name\nada@example.org,Ada\nnobody,\nzoë@bücher.example,Zoë\nbob@bücher.example,Bob\n");
    let imported = project
        .run(&["subscribers", "import", "list.csv", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(imported["rows"], 4);
    assert_eq!(imported["added"], 3);
    assert_eq!(imported["rejected"][0]["line"], 3);

    let gathered = project.run(&["gather", "--json"]).await.ended(0).json();
    assert_eq!(gathered["pieces_new"], 4, "{gathered}");
    assert_eq!(
        project.run(&["gather", "--json"]).await.ended(0).json()["pieces_new"],
        0
    );
    assert_eq!(
        project
            .run(&["pieces", "--json"])
            .await
            .ended(0)
            .json()
            .as_array()
            .map(Vec::len),
        Some(4)
    );

    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    assert_eq!(draft["edition"]["number"], 1, "{draft}");
    assert_eq!(draft["edition"]["state"], "draft");
    assert_eq!(draft["reasons"].as_array().map(Vec::len), Some(4));

    project.run(&["preview", "--out", "look"]).await.ended(0);
    let html = std::fs::read_to_string(project.path("look/edition.html")).expect("the preview");
    assert!(html.contains("The story of weir"));
    assert!(
        std::fs::read_to_string(project.path("look/edition.txt"))
            .expect("the text")
            .contains("The story of weir")
    );

    project.run(&["lint"]).await.ended(0);
    project
        .run(&["proof", "--to", "editor@example.org"])
        .await
        .ended(0);

    let report = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(report["edition"]["state"], "sent", "{report}");
    assert_eq!(report["audience"], 3);
    assert_eq!(report["accepted"], 3);
    let mails = std::fs::read_dir(project.path("outbox"))
        .expect("the outbox")
        .count();
    assert_eq!(mails, 4, "three readers and one proof");

    let nothing = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(nothing["edition"], serde_json::Value::Null);
    assert_eq!(nothing["next_slot"], "2026-11-27T06:00:00Z");
    let silent = project.run(&["run"]).await.ended(0);
    assert_eq!((silent.stdout.as_str(), silent.stderr.as_str()), ("", ""));
    assert_eq!(
        std::fs::read_dir(project.path("outbox"))
            .expect("the outbox")
            .count(),
        4
    );
}

#[tokio::test]
async fn init_puts_the_site_s_domain_everywhere_and_writes_nothing_that_is_wrong() {
    let project = Project::empty();
    project
        .run(&[
            "init",
            ".",
            "--name",
            "The Quay",
            "--url",
            "https://www.quay.example/",
            "--relay",
            "outbox:outbox",
        ])
        .await
        .ended(0);
    let text = std::fs::read_to_string(project.path("roundup.toml")).expect("the configuration");
    for line in [
        "name = \"The Quay\"",
        "from = \"The Quay <editors@quay.example>\"",
        "list_id = \"weekly.quay.example\"",
        "public_url = \"https://mail.quay.example/\"",
        "url = \"https://quay.example/feed.xml\"",
    ] {
        assert!(text.contains(line), "no {line}:\n{text}");
    }
    let check = project.run(&["check"]).await;
    assert!(
        check.stdout.contains("still the example's"),
        "{}",
        check.stdout
    );

    let asked = project.run(&["init", "piped"]).await.ended(0).stdout;
    assert!(
        asked.contains(
            "nobody said --name, --url, --feed, --from, --postal-address, --timezone, --relay"
        ),
        "{asked}"
    );
    insta::assert_snapshot!("init", asked);

    let other = project
        .run(&["init", "other", "--from", "nobody"])
        .await
        .ended(78);
    assert!(other.stderr.contains("has no @"), "{}", other.stderr);
    assert!(!project.path("other/roundup.toml").exists());
}

#[tokio::test]
async fn init_keeps_the_relays_password_out_of_the_configuration() {
    use std::os::unix::fs::PermissionsExt as _;

    let project = Project::empty();
    let relay = "smtp://us:s3cr%40t@127.0.0.1:1";
    let init = [
        "init",
        ".",
        "--url",
        "https://quay.example/",
        "--relay",
        relay,
    ];
    let init = project.run(&init).await.ended(0).stdout;
    assert!(init.contains("wrote ./smtp-password"), "{init}");
    let text = std::fs::read_to_string(project.path("roundup.toml")).expect("the configuration");
    assert!(!text.contains("s3cr"), "{text}");
    assert!(
        text.contains("url = \"smtp://us@127.0.0.1:1\"\npassword_file = \"smtp-password\"\n"),
        "{text}"
    );
    let secret = project.path("smtp-password");
    assert_eq!(std::fs::read_to_string(&secret).expect("it"), "s3cr@t\n");
    let mode = std::fs::metadata(&secret).expect("it").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // What is wrong with a relay names it once.
    let check = project.run(&["check"]).await.stdout;
    let line = check.lines().find(|line| line.contains("connecting"));
    let line = line.unwrap_or_else(|| panic!("{check}"));
    assert_eq!(line.matches("127.0.0.1:1").count(), 1, "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_changes_the_piece_and_a_broken_feed_stops_nothing() {
    let site = site().await;
    site.set("/broken.xml", 500, &[], "no");
    let project = Project::new(&site, "outbox:outbox");
    let base = site.base();
    project.configure(
        "[gather]",
        &format!("[[source]]\nkind = \"feed\"\nname = \"broken\"\nurl = \"{base}/broken.xml\"\n\n[gather]"),
    );
    let first = project.run(&["gather", "--json"]).await.ended(0).json();
    assert_eq!(first["sources"][0]["new"], 4, "{first}");
    assert!(
        first["sources"][1]["error"]
            .as_str()
            .is_some_and(|why| why.contains("500")),
        "{first}"
    );

    // The feed says that nothing changed: no page is asked for again.
    let pages = site.asked("/lock.html").len();
    let second = project.run(&["gather", "--json"]).await.ended(0).json();
    assert_eq!(second["sources"][0]["unchanged"], 4, "{second}");
    assert_eq!(site.asked("/lock.html").len(), pages);

    let mut story = Story::new("lock", "2026-11-14T10:00:00Z", "Waterways");
    story.title = "The story of the lock, corrected".to_owned();
    site.publish(story);
    let third = project.run(&["gather", "--json"]).await.ended(0).json();
    assert_eq!(third["sources"][0]["updated"], 1, "{third}");
    assert_eq!(third["sources"][0]["unchanged"], 3, "{third}");
    let pieces = project
        .run(&["pieces", "--since", "2026-11-01", "--json"])
        .await
        .ended(0);
    assert!(pieces.stdout.contains("corrected"), "{}", pieces.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn approval_holds_and_cancels() {
    let site = site().await;
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.configure("cron = ", "approval = \"required\"\ncron = ");
    project.subscribe(2).await;

    let waiting = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(waiting["edition"]["state"], "draft", "{waiting}");
    project
        .run(&["edition", "hold", "--why", "a correction is on its way"])
        .await
        .ended(0);
    let held = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(held["edition"], serde_json::Value::Null, "{held}");

    project.run(&["edition", "approve"]).await.ended(0);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["edition"]["state"], "sent", "{sent}");
    assert_eq!(sent["accepted"], 2);
    let late = project.run(&["edition", "cancel"]).await.ended(65);
    assert!(late.stderr.contains("is sent"), "{}", late.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_before_the_freezing_gets_nothing_and_never_comes_back_by_an_import() {
    let site = site().await;
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.subscribe(4).await;
    project
        .run(&["subscribers", "unsubscribe", "reader1@example.org"])
        .await
        .ended(0);
    project
        .run(&["subscribers", "forget", "reader2@example.org"])
        .await
        .ended(0);
    let again = project
        .run(&["subscribers", "import", "list.csv", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(again["suppressed"], 2, "{again}");
    assert_eq!(again["unchanged"], 2);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["audience"], 2, "{sent}");
    let exported = project.run(&["subscribers", "export"]).await.ended(0);
    assert!(!exported.stdout.contains("reader2"), "{}", exported.stdout);
    let refused = project
        .run(&["subscribers", "add", "reader1@example.org"])
        .await
        .ended(65);
    assert!(refused.stderr.contains("--rejoin"), "{}", refused.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_little_is_skipped_and_goes_on_to_the_next_edition() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, "outbox:outbox");
    project.configure("min_pieces = 1", "min_pieces = 2");
    project.subscribe(1).await;
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let skipped = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(skipped["edition"]["state"], "skipped", "{skipped}");
    assert!(
        skipped["problems"][0]
            .as_str()
            .is_some_and(|why| why.contains("min_pieces")),
        "{skipped}"
    );

    site.publish(Story::new("weir", "2026-11-24T10:00:00Z", "Waterways"));
    project.set("ROUNDUP_CLOCK", "2026-11-27T06:30:00Z");
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["edition"]["state"], "sent", "{sent}");
    assert_eq!(sent["edition"]["number"], 1);
    let shown = project.run(&["edition", "show", "1"]).await.ended(0);
    assert!(
        shown.stdout.contains("The story of lock") && shown.stdout.contains("The story of weir"),
        "{}",
        shown.stdout
    );
}

/// Addresses are one person's in whatever case, and a list of names is worked through to its end.
#[tokio::test]
async fn case_brings_nobody_back() {
    let site = Site::start().await;
    let project = Project::new(&site, "outbox:outbox");
    project
        .run(&["subscribers", "add", "ann@quay.example"])
        .await
        .ended(0);
    project
        .run(&["subscribers", "add", "bob@quay.example"])
        .await
        .ended(0);
    let mixed = project
        .run(&[
            "subscribers",
            "unsubscribe",
            "nobody@quay.example",
            "Ann@quay.example",
        ])
        .await
        .ended(65);
    assert!(
        mixed.stderr.contains("nobody@quay.example"),
        "{}",
        mixed.stderr
    );
    project.write("list.csv", "email\nANN@quay.example\nBob@quay.example\n");
    let imported = project
        .run(&["subscribers", "import", "list.csv", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(
        (&imported["suppressed"], &imported["unchanged"]),
        (&1.into(), &1.into()),
        "{imported}"
    );

    // Forgotten, back by their own wish, and gone again by a list that says so.
    project
        .run(&["subscribers", "forget", "bob@quay.example", "--yes"])
        .await
        .ended(0);
    project
        .run(&["subscribers", "add", "bob@quay.example", "--rejoin"])
        .await
        .ended(0);
    project.write("gone.csv", "email,state\nbob@quay.example,unsubscribed\n");
    project
        .run(&["subscribers", "import", "gone.csv"])
        .await
        .ended(0);
    let bob = project
        .run(&["subscribers", "show", "bob@quay.example", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(bob["state"], "unsubscribed", "{bob}");
}

/// Approved early; what came out between the approval and the slot is in the next edition.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_between_approval_and_slot() {
    let site = site().await;
    let mut project = Project::new(&site, "outbox:outbox");
    project.configure("cron = ", "approval = \"required\"\ncron = ");
    project.subscribe(1).await;
    project.set("ROUNDUP_CLOCK", "2026-11-19T12:00:00Z");
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    project.run(&["edition", "approve"]).await.ended(0);
    site.publish(Story::new("ferry", "2026-11-19T20:00:00Z", "Waterways"));
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.run(&["run"]).await.ended(0);
    project.set("ROUNDUP_CLOCK", "2026-11-27T07:00:00Z");
    let next = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(next["edition"]["state"], "draft", "{next}");
    let shown = project
        .run(&["edition", "show", "2", "--json"])
        .await
        .ended(0)
        .json();
    let ferry = shown["reasons"]
        .as_array()
        .expect("reasons")
        .iter()
        .find(|reason| reason["title"] == "The story of ferry")
        .expect("a reason")
        .clone();
    assert_eq!(ferry["verdict"], "carried", "{ferry}");
}

/// With nothing due, `run` gathers when it is time, so one cron line is enough; and says nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_nothing_due_gathers_now_and_then() {
    let site = site().await;
    let mut project = Project::new(&site, "outbox:outbox");
    for (now, asked) in [
        ("2026-11-18T12:00:00Z", 1),
        ("2026-11-18T12:10:00Z", 1),
        ("2026-11-18T12:31:00Z", 2),
    ] {
        project.set("ROUNDUP_CLOCK", now);
        let ran = project.run(&["run"]).await.ended(0);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
        assert_eq!(site.asked("/feed.xml").len(), asked, "{now}");
    }
    assert_eq!(
        project
            .run(&["pieces", "--json"])
            .await
            .ended(0)
            .json()
            .as_array()
            .map(Vec::len),
        Some(4)
    );
}
