//! Bad input and missing services: a clear sentence, what to do, the contract's exit code; nothing is lost.

use crate::support::{
    Project, Site,
    site::Story,
    smtp_script::{At, Script, on},
};

const FRIDAY: &str = "2026-11-20T07:00:00Z";

async fn ready(relay: &str) -> (Site, Project) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, relay);
    project.set("ROUNDUP_CLOCK", FRIDAY);
    (site, project)
}

#[tokio::test]
async fn no_configuration() {
    let project = Project::empty();
    let ran = project.run(&["run"]).await.ended(78);
    assert!(ran.stderr.contains("roundup init"), "{}", ran.stderr);
    let named = project
        .run(&["run", "--config", "elsewhere.toml"])
        .await
        .ended(78);
    assert!(named.stderr.contains("elsewhere.toml"), "{}", named.stderr);
}

#[tokio::test]
async fn wrong_usage() {
    let project = Project::empty();
    project.run(&["frobnicate"]).await.ended(64);
    let json = project
        .run(&["frobnicate", "--json"])
        .await
        .ended(64)
        .json();
    assert_eq!(json["error"]["code"], 64);
    project.run(&["--help"]).await.ended(0);
    project.run(&["--version"]).await.ended(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_sends_nothing_and_keeps_the_slot() {
    let (_site, project) = ready("outbox:outbox").await;
    let ran = project.run(&["run"]).await.ended(65);
    assert!(ran.stderr.contains("subscribers import"), "{}", ran.stderr);
    project.subscribe(1).await;
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 1, "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_down_loses_nothing() {
    let (_site, project) = ready("smtp://127.0.0.1:1").await;
    project.subscribe(3).await;
    let down = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&down["queued"], &down["audience"]),
        (&3.into(), &3.into()),
        "{down}"
    );
    assert!(
        down["problems"].to_string().contains("nothing is lost"),
        "{down}"
    );
    project.configure("smtp://127.0.0.1:1", "outbox:outbox");
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 3, "{sent}");
}

#[tokio::test]
async fn bad_lists() {
    let (_site, project) = ready("outbox:outbox").await;
    project.write("ids.csv", "id,name\n1,Ada\n");
    let ran = project
        .run(&["subscribers", "import", "ids.csv"])
        .await
        .ended(65);
    assert!(ran.stderr.contains("`email`"), "{}", ran.stderr);
    let missing = project
        .run(&["subscribers", "import", "nowhere.csv"])
        .await
        .ended(65);
    assert!(missing.stderr.contains("nowhere.csv"), "{}", missing.stderr);
    std::fs::write(
        project.path("latin1.csv"),
        b"email,name\na@one.example,Zo\xeb\nb@one.example,Bo\n",
    )
    .expect("a file");
    let mixed = project
        .run(&["subscribers", "import", "latin1.csv", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(mixed["added"], 1, "{mixed}");
    assert_eq!(mixed["rejected"][0]["line"], 2, "{mixed}");
}

#[tokio::test]
async fn a_store_that_is_no_store() {
    let (_site, project) = ready("outbox:outbox").await;
    project.write(
        "roundup.db",
        "this is a letter to my aunt, and by no means a database, however long it gets",
    );
    let ran = project.run(&["subscribers", "list"]).await.ended(65);
    assert!(ran.stderr.contains("roundup.db"), "{}", ran.stderr);
    let kept = std::fs::read_to_string(project.path("roundup.db")).expect("the letter");
    assert!(kept.starts_with("this is a letter"));
}

#[tokio::test]
async fn a_store_that_cannot_be_made() {
    let (_site, project) = ready("outbox:outbox").await;
    // A file where the store's folder should be: nobody can write there, root neither.
    project.write("state", "a file");
    project.configure(
        "[smtp]",
        "[store]\nurl = \"sqlite:state/roundup.db\"\n\n[smtp]",
    );
    let ran = project.run(&["gather"]).await.ended(73);
    assert!(ran.stderr.contains("writable"), "{}", ran.stderr);
    project.configure("sqlite:state/roundup.db", "sqlite:roundup.db");
    project.configure("outbox:outbox", "outbox:state/outbox");
    project.subscribe(1).await;
    let outbox = project.run(&["run"]).await.ended(73);
    assert!(outbox.stderr.contains("outbox"), "{}", outbox.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_that_cannot_be_written() {
    let (_site, project) = ready("outbox:outbox").await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    project.write("look", "a file");
    project.run(&["preview", "--out", "look"]).await.ended(73);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_leaves_the_first_alone() {
    let (_site, project) = ready("outbox:outbox").await;
    project.subscribe(1).await;
    let lock = std::fs::File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(project.path("roundup.db.lock"))
        .expect("the lock");
    lock.lock().expect("locked");
    let ran = project.run(&["run"]).await.ended(75);
    assert!(ran.stderr.contains("another run"), "{}", ran.stderr);
    drop(lock);
    project.run(&["run"]).await.ended(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_send_once() {
    let (_site, project) = ready("outbox:outbox").await;
    project.subscribe(30).await;
    let runs = (0..4).map(|_| crate::support::project::ran(project.command(&["run"])));
    let ended = futures::future::join_all(runs).await;
    for ran in &ended {
        assert!(matches!(ran.code, Some(0 | 75)), "{ran:?}");
    }
    assert!(ended.iter().any(|ran| ran.code == Some(0)));
    let mails = std::fs::read_dir(project.path("outbox"))
        .expect("the outbox")
        .count();
    assert_eq!(mails, 30);
}

#[tokio::test]
async fn editions_that_are_not_there() {
    let (_site, project) = ready("outbox:outbox").await;
    for arguments in [
        &["edition", "show"][..],
        &["preview", "--out", "x"],
        &["lint", "7"],
        &["edition", "report", "e9"],
    ] {
        let ran = project.run(arguments).await.ended(65);
        assert!(
            ran.stderr.contains("there is no edition"),
            "{arguments:?}: {}",
            ran.stderr
        );
    }
    project.run(&["edition", "show", "seven"]).await.ended(64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_store() {
    let (_site, project) = ready("outbox:outbox").await;
    project.subscribe(1).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(project.path("roundup.db"));
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("the store");
    let held = pool
        .begin_with("begin immediate")
        .await
        .expect("the write lock");
    let ran = project.run(&["gather"]).await.ended(75);
    assert!(
        ran.stderr.contains("locked by another process"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("run again when it is done"),
        "{}",
        ran.stderr
    );
    held.rollback().await.expect("free again");
    project.run(&["gather"]).await.ended(0);
}

#[tokio::test]
async fn every_command_has_an_example() {
    let project = Project::empty();
    let commands = [
        &["demo"][..],
        &["init"],
        &["check"],
        &["gather"],
        &["pieces"],
        &["extract"],
        &["feed"],
        &["draft"],
        &["preview"],
        &["lint"],
        &["proof"],
        &["run"],
        &["serve"],
        &["completions"],
        &["man"],
        &["edition", "list"],
        &["edition", "show"],
        &["edition", "approve"],
        &["edition", "hold"],
        &["edition", "cancel"],
        &["edition", "report"],
        &["edition", "resolve"],
        &["subscribers", "add"],
        &["subscribers", "import"],
        &["subscribers", "export"],
        &["subscribers", "list"],
        &["subscribers", "show"],
        &["subscribers", "unsubscribe"],
        &["subscribers", "forget"],
    ];
    for command in commands {
        let help = project.run(&[command, &["--help"]].concat()).await.ended(0);
        assert!(
            help.stdout.contains("Example"),
            "{command:?}: {}",
            help.stdout
        );
        assert!(
            !help.stdout.contains('\u{1b}'),
            "colours where there is no terminal"
        );
    }
}

/// A relay that refuses everybody refuses us: nobody is lost to it, and nothing counts as sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_refuses_everybody_burns_no_list() {
    for words in ["554 5.7.1 relay access denied", "550 relay not permitted"] {
        let relay = Script::new().rule(on(At::Rcpt).reply(words)).start().await;
        let (_site, mut project) = ready(&format!("smtp://{}", relay.address)).await;
        project.subscribe(12).await;
        for _ in 0..3 {
            let refused = project.run(&["run", "--json"]).await.ended(75).json();
            let waiting = ["queued", "deferred"].map(|name| refused[name].as_u64().unwrap_or(0));
            assert_eq!(waiting.iter().sum::<u64>(), 12, "{refused}");
            assert!(refused["problems"].to_string().contains(words), "{refused}");
        }
        project.set("ROUNDUP_CLOCK", "2026-11-20T08:00:00Z");
        project.set("ROUNDUP__SMTP__URL", "outbox:outbox");
        let mended = project.run(&["run", "--json"]).await.ended(0).json();
        assert_eq!(mended["accepted"], 12, "{mended}");
    }
}

/// What failed can be sent again once the reason is gone.
#[tokio::test(flavor = "multi_thread")]
async fn failed_ones_are_sent_again_when_the_operator_says_so() {
    let relay = Script::new()
        .rule(on(At::Rcpt).first(1).reply("552 5.2.2 mailbox full"))
        .start()
        .await;
    let (_site, project) = ready(&format!("smtp://{}", relay.address)).await;
    project.configure("retry_after", "connections = 1\nretry_after");
    project.subscribe(3).await;
    let first = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(
        (&first["accepted"], &first["failed"]),
        (&2.into(), &1.into()),
        "{first}"
    );
    project
        .run(&["edition", "resolve", "--as", "resend", "--failed"])
        .await
        .ended(0);
    let again = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(again["accepted"], 3, "{again}");
    project
        .run(&[
            "edition",
            "resolve",
            "--as",
            "failed",
            "--message-id",
            "nonsense",
        ])
        .await
        .ended(65);
}

/// A feed that is down when the slot comes does not cost the week.
#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_is_down_at_the_slot_keeps_the_slot() {
    let (site, project) = ready("outbox:outbox").await;
    site.set("/feed.xml", 503, &[], "busy");
    project.subscribe(1).await;
    let down = project.run(&["run"]).await.ended(75);
    assert!(
        down.stderr.contains("503") && down.stderr.contains("the slot is kept"),
        "{}",
        down.stderr
    );
    site.unset("/feed.xml");
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 1, "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_keeps_out_of_other_publications() {
    let (_site, project) = ready("outbox:outbox").await;
    let refused = project.run(&["demo", "--dir", "."]).await.ended(64);
    assert!(
        refused.stderr.contains("not the demo's"),
        "{}",
        refused.stderr
    );
    assert!(
        !project.path("articles").exists(),
        "the demo wrote its files into somebody's folder"
    );
    assert_eq!(
        project
            .run(&["subscribers", "list", "--json"])
            .await
            .ended(0)
            .json(),
        serde_json::json!([])
    );
}

/// The first trial, with oneself on the list and the login forgotten: not sent, and given up only after `retry_for`.
#[tokio::test(flavor = "multi_thread")]
async fn one_reader_refused_by_policy_waits_and_does_not_wait_for_ever() {
    let relay = Script::new()
        .rule(on(At::Rcpt).reply("554 5.7.1 log in first"))
        .start()
        .await;
    let (_site, mut project) = ready(&format!("smtp://{}", relay.address)).await;
    project.set("ROUNDUP__SMTP__RETRY_FOR", "5d");
    project.subscribe(1).await;
    let refused = project.run(&["run", "--json"]).await.ended(75).json();
    assert_eq!(
        (&refused["deferred"], &refused["failed"]),
        (&1.into(), &0.into()),
        "{refused}"
    );
    project.set("ROUNDUP_CLOCK", "2026-11-26T07:00:00Z");
    let given_up = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(given_up["failed"], 1, "{given_up}");
}

/// One row that is no address stops nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_address_fails_by_itself() {
    let (_site, project) = ready("outbox:outbox").await;
    project.subscribe(3).await;
    let store = format!("sqlite:{}", project.path("roundup.db").display());
    let store = sqlx::SqlitePool::connect(&store).await.expect("the store");
    sqlx::query("update subscriber set address = 'nobody' where id = 2")
        .execute(&store)
        .await
        .expect("written");
    store.close().await;
    let report = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(
        (&report["accepted"], &report["failed"]),
        (&2.into(), &1.into()),
        "{report}"
    );
}
