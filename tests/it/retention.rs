//! What is kept for a time is erased when that is over, and nothing else is.

use rusqlite::Connection;

use crate::support::{Project, Served, Site, site::Story};

/// How many rows a question finds in the store.
fn count(project: &Project, from: &str) -> i64 {
    let store = Connection::open(project.path("roundup.db")).expect("the store");
    let question = format!("select count(*) from {from}");
    let counted = store.query_row(&question, [], |row| row.get(0));
    counted.expect("a number")
}

/// Lets `run` keep house on a day.
async fn on(project: &mut Project, day: &str) {
    project.set("ROUNDUP_CLOCK", &format!("{day}T09:00:00Z"));
    project.run(&["run"]).await.ended(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_long_enough_is_erased_and_nothing_else() {
    let mut served = Served::new(|project| {
        project.set("ROUNDUP_CLOCK", "2026-11-19T09:00:00Z");
    })
    .await;
    served
        .site
        .publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    // Somebody joins by the page: a consent with a network address.
    served.post("/subscribe", "email=zoe%40ferry.example").await;
    let mail = served.mails(1).await.remove(0).replace("=\r\n", "");
    let at = mail.find("/confirm/").expect("a link");
    let link = mail[at..]
        .split_whitespace()
        .next()
        .expect("a link")
        .to_owned();
    assert_eq!(served.post(&link, "").await.status, 200);
    served.kill().await;
    let project = &mut served.project;
    project.write(
        "list.csv",
        "email,state\nleft@ferry.example,active\ngone@ferry.example,bounced\nangry@ferry.example,complained\nlate@ferry.example,active\n",
    );
    let import = ["subscribers", "import", "list.csv"];
    project.run(&import).await.ended(0);
    project.run(&["run", "--now"]).await.ended(0);
    let leave = ["subscribers", "unsubscribe", "left@ferry.example"];
    project.run(&leave).await.ended(0);
    project.set("ROUNDUP_CLOCK", "2026-12-10T09:00:00Z");
    let leave = ["subscribers", "unsubscribe", "late@ferry.example"];
    project.run(&leave).await.ended(0);
    // Nothing is erased that nobody said should be.
    on(project, "2027-11-01").await;
    assert_eq!(count(project, "subscriber where state = 'forgotten'"), 0);
    assert_eq!(count(project, "delivery where reply is not null"), 3);
    assert_eq!(
        count(
            project,
            "consent where caller is not null and confirmer is not null"
        ),
        1
    );
    let trail = count(project, "subscriber_change");
    // But mails about joining have always been.
    assert_eq!(count(project, "notice"), 0);

    project.set("ROUNDUP__RETENTION__LEFT", "365d");
    project.set("ROUNDUP__RETENTION__CALLERS", "400d");
    project.set("ROUNDUP__RETENTION__REPLIES", "410d");
    project.set("ROUNDUP__RETENTION__TRAIL", "420d");
    on(project, "2027-11-18").await;
    assert_eq!(count(project, "subscriber where state = 'forgotten'"), 0);
    project.set("ROUNDUP_CLOCK", "2027-11-20T09:00:00Z");
    let check = project.run(&["check", "--json"]).await.json();
    let lines = check["checks"].as_array().expect("a list");
    let line = lines.iter().find(|line| line["what"] == "retention");
    let found = line.expect("a line")["found"].as_str().expect("words");
    assert_eq!(
        found,
        "erased are who left after 365d, network addresses of consents after 400d, relays' answers after 410d, \
         the trail of changes after 420d, mails about joining after 30d; 2 who left to be erased now"
    );
    project.set("ROUNDUP__LOG__LEVEL", "info");
    let ran = project.run(&["run"]).await.ended(0);
    assert!(
        ran.stderr.contains("erased by [retention] people=2"),
        "{}",
        ran.stderr
    );
    project.unset("ROUNDUP__LOG__LEVEL");
    assert_eq!(count(project, "subscriber where state = 'forgotten'"), 2);
    let states = "select group_concat(coalesce(address, '-') || ' ' || state, ', ') from (select * from subscriber order by id)";
    let store = Connection::open(project.path("roundup.db")).expect("the store");
    let states: String = store.query_row(states, [], |row| row.get(0)).expect("them");
    assert_eq!(
        states,
        "zoe@ferry.example active, - forgotten, - forgotten, angry@ferry.example complained, late@ferry.example unsubscribed"
    );
    // Their deliveries are counted still, and no import brings them back.
    let report = project
        .run(&["edition", "report", "1", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(report["accepted"], 3);
    let again = project
        .run(&["subscribers", "import", "list.csv", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(
        (&again["added"], &again["suppressed"]),
        (&0.into(), &4.into())
    );

    // Of those who stay, each thing goes in its own time.
    assert_eq!(count(project, "consent where caller is not null"), 1);
    on(project, "2027-12-25").await;
    assert_eq!(
        count(
            project,
            "consent where caller is not null or confirmer is not null"
        ),
        0
    );
    assert_eq!(
        count(
            project,
            "consent where confirmed is not null and wording <> ''"
        ),
        1
    );
    // The other who left is erased by now, too, with what the relay said of them.
    assert_eq!(count(project, "subscriber where state = 'forgotten'"), 3);
    assert_eq!(count(project, "delivery where reply is not null"), 1);
    on(project, "2028-01-04").await;
    assert_eq!(count(project, "delivery where reply is not null"), 0);
    assert!(count(project, "subscriber_change") >= trail);
    on(project, "2028-01-14").await;
    assert_eq!(
        count(project, "subscriber_change where changed < '2026-11-20'"),
        0
    );
    assert!(count(project, "subscriber_change") > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_keeps_house_and_less_than_a_day_is_refused() {
    let mut served = Served::new(|project| {
        project.set("ROUNDUP_CLOCK", "2026-11-19T09:00:00Z");
        project.set("ROUNDUP__RETENTION__LEFT", "1d");
    })
    .await;
    for command in ["add", "unsubscribe"] {
        let command = ["subscribers", command, "left@ferry.example"];
        served.project.run(&command).await.ended(0);
    }
    served = served.again("2026-11-20T09:00:01Z").await;
    while count(&served.project, "subscriber where state = 'forgotten'") == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    served.project.set("ROUNDUP__RETENTION__LEFT", "23h");
    let ran = served.project.run(&["check"]).await.ended(78);
    assert!(ran.stderr.contains("less than a day"), "{}", ran.stderr);
}

/// Of whom is forgotten nothing can be read in the file, not even by whoever reads it as bytes.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_forgotten_is_not_in_the_file_any_more() {
    let site = Site::start().await;
    let project = Project::new(&site, "outbox:outbox");
    let rows = (0..300).map(|n| format!("person{n:03}@mill.example,Name {n:03}\n"));
    let list: String = std::iter::once("email,name\n".to_owned())
        .chain(rows)
        .collect();
    project.write("list.csv", &list);
    project
        .run(&["subscribers", "import", "list.csv"])
        .await
        .ended(0);
    let found = |what: &str| {
        // What is committed stands beside the store until it is brought in.
        let store = Connection::open(project.path("roundup.db")).expect("the store");
        let bring_in = "pragma wal_checkpoint(truncate)";
        store
            .query_row(bring_in, [], |_| Ok(()))
            .expect("it is brought in");
        let file = std::fs::read(project.path("roundup.db")).expect("the store");
        file.windows(what.len())
            .filter(|at| *at == what.as_bytes())
            .count()
    };
    assert!(found("person150@mill.example") > 0);
    for gone in ["person000", "person150", "person299"] {
        let address = format!("{gone}@mill.example");
        let forget = ["subscribers", "forget", &address, "--yes"];
        project.run(&forget).await.ended(0);
        assert_eq!(found(&address), 0, "{address}");
    }
}
