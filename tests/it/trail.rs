//! Who changed what, about people and about editions.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Project, Served, Site, site::Story};

/// A program with a key, which may read and write the list.
async fn patch(served: &Served, address: &str, change: &Value) {
    let scopes = "subscribers:read,subscribers:write";
    let key = ["key", "new", "the desk", "--scope", scopes, "--json"];
    let key = served.project.run(&key).await.ended(0).json();
    let head = format!(
        "Authorization: Bearer {}\r\n",
        key["secret"].as_str().expect("a key")
    );
    let id = person(&served.project, address).await["subscriber"]["id"].clone();
    let path = format!("/api/v1/subscribers/{id}");
    let seen = served.ask("GET", &path, &head, "").await;
    let tag = seen.head.lines().find(|line| line.starts_with("etag:"));
    let tag = tag.and_then(|line| line.split_once(' ')).expect("a tag").1;
    let head = format!("{head}If-Match: {tag}\r\nContent-Type: application/json\r\n");
    let page = served.ask("PATCH", &path, &head, &change.to_string()).await;
    assert_eq!(page.status, 200, "{}", page.body);
}

async fn person(project: &Project, address: &str) -> Value {
    let export = ["subscribers", "export", "--person", address];
    project.run(&export).await.ended(0).json()
}

fn count(project: &Project, of: &str) -> i64 {
    let store = Connection::open(project.path("roundup.db")).expect("the store");
    let count = format!("select count(*) from {of}");
    store
        .query_row(&count, [], |row| row.get(0))
        .expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_tags_leave_a_trail_until_their_person_is_forgotten() {
    let served = Served::new(|project| {
        project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    })
    .await;
    let (project, zoe) = (&served.project, "zoe@ferry.example");
    for list in [
        "email,name,tags\nzoe@ferry.example,Zo,donor\n",
        "email,name,tags\nzoe@ferry.example,Zoe,\"donor,press\"\n",
    ] {
        project.write("list.csv", list);
        let import = ["subscribers", "import", "list.csv"];
        project.run(&import).await.ended(0);
    }
    patch(&served, zoe, &json!({ "name": "Zoë Winter" })).await;
    let tag = [
        "subscribers",
        "set",
        zoe,
        "--tag",
        "friend",
        "--untag",
        "donor",
    ];
    project.run(&tag).await.ended(0);
    let leave = ["subscribers", "unsubscribe", zoe];
    project.run(&leave).await.ended(0);
    let back = ["subscribers", "add", zoe, "--name", "Z. W.", "--rejoin"];
    project.run(&back).await.ended(0);

    let shown = ["subscribers", "show", zoe];
    let shown = project.run(&shown).await.ended(0).stdout;
    insta::assert_snapshot!("person", shown);
    let all = person(project, zoe).await;
    let changes = all["preference_changes"].as_array().expect("a list");
    assert_eq!(changes.len(), 6, "{changes:#?}");
    let by_key = changes.iter().find(|change| change["key"] == "the desk");
    assert_eq!(by_key.expect("one")["value"], "Zoë Winter");

    let forget = ["subscribers", "forget", zoe, "--yes"];
    project.run(&forget).await.ended(0);
    assert_eq!(count(project, "preference_change"), 0);
    assert_eq!(count(project, "subscriber_tag"), 0);
}

/// Nothing that was written down about them outlives their asking.
#[tokio::test(flavor = "multi_thread")]
async fn who_never_confirmed_leaves_no_names() {
    let mut served = Served::new(|project| {
        project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    })
    .await;
    let zoe = "zoe@ferry.example";
    let page = served
        .post("/subscribe", "email=zoe%40ferry.example&name=Zo")
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    patch(&served, zoe, &json!({ "name": "Zoe" })).await;
    let tag = ["subscribers", "set", zoe, "--tag", "friend"];
    served.project.run(&tag).await.ended(0);
    assert_eq!(count(&served.project, "preference_change"), 2);
    served = served.again("2027-03-20T06:00:00Z").await;
    let project = &served.project;
    while count(project, "subscriber where address is not null") > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(count(project, "preference_change"), 0);
    assert_eq!(count(project, "subscriber_tag"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_tells_who_sealed_held_and_sent_it() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    project.set("ROUNDUP__SCHEDULE__APPROVAL", "required");
    project.set("SUDO_USER", "");
    project.subscribe(1).await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    for (who, what) in [
        ("anna", &["approve"][..]),
        ("ben", &["hold", "--why", "the lead is wrong"]),
        ("", &["approve"]),
    ] {
        project.set("LOGNAME", who).set("USER", who);
        let what = [&["edition"], what].concat();
        project.run(&what).await.ended(0);
    }
    project.run(&["run", "--now"]).await.ended(0);
    let shown = ["edition", "show", "--json"];
    let shown = project.run(&shown).await.ended(0).json();
    let changes = shown["changes"].as_array().expect("a list");
    let digest = changes[0]["digest"].as_str().expect("a seal");
    assert_eq!(digest.len(), 64);
    assert_eq!(changes[1]["why"], "the lead is wrong");
    let shown = project.run(&["edition", "show"]).await.ended(0).stdout;
    let trail = shown.rsplit("\n\n").next().expect("the trail");
    insta::assert_snapshot!("edition", trail.replace(&digest[..12], "SEAL"));
}

/// Since when somebody is where they are goes by their state alone: links to confirm and retention hang on it.
#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_no_other_state() {
    let mut served = Served::new(|project| {
        project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    })
    .await;
    let zoe = "zoe@ferry.example";
    for (clock, list) in [
        (
            "2026-11-20T06:00:00Z",
            "email,name,state\nzoe@ferry.example,Zo,pending\n",
        ),
        (
            "2026-11-21T06:00:00Z",
            "email,name\nzoe@ferry.example,Zoe\n",
        ),
    ] {
        served.project.set("ROUNDUP_CLOCK", clock);
        served.project.write("list.csv", list);
        let import = ["subscribers", "import", "list.csv"];
        served.project.run(&import).await.ended(0);
    }
    let show = ["subscribers", "show", zoe, "--json"];
    let shown = served.project.run(&show).await.ended(0).json();
    assert_eq!(shown["name"], "Zoe");
    assert_eq!(shown["changed"], "2026-11-20T06:00:00Z");

    // A program that vouches for them by the name they have did not give it to them.
    let served = served.again("2026-11-22T06:00:00Z").await;
    let key = [
        "key",
        "new",
        "crm",
        "--scope",
        "subscribers:vouch",
        "--json",
    ];
    let key = served.project.run(&key).await.ended(0).json();
    let key = key["secret"].as_str().expect("a key");
    let head = format!("Authorization: Bearer {key}\r\nContent-Type: application/json\r\n");
    let consent = json!({ "wording": "Yes", "given": "2026-11-21T00:00:00Z" });
    let vouched = json!({ "address": zoe, "name": "Zoe", "consent": consent }).to_string();
    let vouched = served
        .ask("POST", "/api/v1/subscribers", &head, &vouched)
        .await;
    assert!(vouched.status < 300, "{}", vouched.body);
    let all = person(&served.project, zoe).await;
    let names: Vec<_> = all["preference_changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| (&change["value"], &change["by"], &change["key"]))
        .collect();
    assert_eq!(names, [(&json!("Zoe"), &json!("import"), &Value::Null)]);
    assert_eq!(all["changes"][0]["key"], "crm", "{all:#}");
}
