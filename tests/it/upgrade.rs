//! A store of an older program, with people, editions and a ledger in it: opened by this one, it has all of them.

use std::path::Path;

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha384};

use crate::support::{Project, Served, Site, site::Story};

/// The last migration of the older program: before joining, the trail of changes, preferences and keys.
const LAST: i64 = 7;

/// What signed its links.
const SECRET: [u8; 32] = [7; 32];

/// Makes the tables as the older program had them, and notes that in the table where sqlx does.
fn old_tables(store: &Connection) {
    store
        .execute_batch(
            "create table _sqlx_migrations (version bigint primary key, description text not null,
                installed_on timestamp not null default current_timestamp, success boolean not null,
                checksum blob not null, execution_time bigint not null)",
        )
        .expect("a table");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/sqlite");
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .expect("the migrations")
        .map(|file| file.expect("a migration").path())
        .collect();
    files.sort();
    for file in files {
        let name = file
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let (version, description) = name.split_once('_').expect("a number");
        let version: i64 = version.parse().expect("a number");
        if version > LAST {
            continue;
        }
        let sql = std::fs::read_to_string(&file).expect("a migration");
        store.execute_batch(&sql).expect("tables");
        let checksum = Sha384::digest(&sql).to_vec();
        store
            .execute(
                "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (?1, ?2, 1, ?3, 1)",
                params![version, description.replace('_', " "), checksum],
            )
            .expect("a row");
    }
}

/// One of each: people in every state, an edition that went out with a delivery of every kind, one that is a draft.
fn old_rows(store: &Connection) {
    let add = |sql: &str| {
        store
            .execute_batch(sql)
            .unwrap_or_else(|why| panic!("{why}: {sql}"));
    };
    let secret = data_encoding::HEXLOWER.encode(&SECRET);
    add(&format!(
        "insert into setting (key, value) values ('secret', '{secret}')"
    ));
    let at = "2026-11-13T06:00:00+00:00";
    for (address, state) in [
        ("'ada@one.example'", "active"),
        ("'bob@one.example'", "active"),
        ("'cyd@one.example'", "unsubscribed"),
        ("'dan@one.example'", "bounced"),
        ("'eve@one.example'", "complained"),
        ("'fay@one.example'", "paused"),
        ("null", "forgotten"),
    ] {
        let hash = if state == "forgotten" {
            "'hash of gus'"
        } else {
            "null"
        };
        add(&format!(
            "insert into subscriber (address, hash, name, state, joined, consent, changed)
             values ({address}, {hash}, null, '{state}', '{at}', 'import of old.csv', '{at}')"
        ));
    }
    let composition = r#"{"subject":"An old one","preheader":"","blocks":[],"reasons":[]}"#;
    add(&format!(
        "insert into edition (number, state, slot, window_from, window_to, composition, message, digest, started, finished, changed)
         values (1, 'sent', '{at}', '2026-11-06T06:00:00+00:00', '{at}', '{composition}', '{{}}', '00', '{at}', '{at}', '{at}')"
    ));
    for (person, state) in [
        (1, "accepted"),
        (2, "uncertain"),
        (3, "excluded"),
        (4, "failed"),
    ] {
        add(&format!(
            "insert into delivery (edition, subscriber, state, message_id, attempts, reply, changed)
             values (1, {person}, '{state}', 'e1.{person}@quay.example', 1, '250 ok', '{at}')"
        ));
    }
}

/// The link by which somebody leaves, as the older program signed it: a token of version 1.
fn old_link(person: i64) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let mut bytes = vec![1, b'u'];
    bytes.extend(person.to_be_bytes());
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&SECRET).expect("a key");
    mac.update(&bytes);
    bytes.extend(&mac.finalize().into_bytes()[..16]);
    format!("/unsubscribe/{}", URL_SAFE_NO_PAD.encode(bytes))
}

async fn json(project: &Project, arguments: &[&str]) -> serde_json::Value {
    let arguments = [arguments, &["--json"]].concat();
    project.run(&arguments).await.ended(0).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_an_old_store_is_there_and_goes_on() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut served = Served::of(site, |project| {
        project.set("ROUNDUP_CLOCK", "2026-11-19T06:00:00Z");
    });
    let store = Connection::open(served.project.path("roundup.db")).expect("a store");
    old_tables(&store);
    old_rows(&store);
    drop(store);

    let export = served
        .project
        .run(&["subscribers", "export"])
        .await
        .ended(0);
    insta::assert_snapshot!("old_list", export.stdout);
    let report = json(&served.project, &["edition", "report", "1"]).await;
    for (what, count) in [
        ("audience", 4),
        ("accepted", 1),
        ("uncertain", 1),
        ("excluded", 1),
        ("failed", 1),
        ("queued", 0),
    ] {
        assert_eq!(report[what], count, "{what}: {report}");
    }
    let ledger = ["edition", "report", "1", "--csv"];
    let ledger = served.project.run(&ledger).await.ended(0).stdout;
    assert!(ledger.contains("e1.1@quay.example"), "{ledger}");
    let person = ["subscribers", "export", "--person", "ada@one.example"];
    let person = served.project.run(&person).await.ended(0).json();
    assert_eq!(person["deliveries"][0]["state"], "accepted", "{person}");

    // It goes on: the next edition goes to who is on the list, and a link of years ago lets its reader leave.
    served.project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    let sent = json(&served.project, &["run"]).await;
    assert_eq!(
        (&sent["edition"]["number"], &sent["accepted"]),
        (&2.into(), &2.into())
    );
    served.start().await;
    assert_eq!(served.post(&old_link(1), "").await.status, 200);
    assert_eq!(served.state("ada@one.example").await, "unsubscribed");
    assert_eq!(served.post(&old_link(9), "").await.status, 200, "nobody's");
    let trail = ["subscribers", "export", "--person", "ada@one.example"];
    let trail = served.project.run(&trail).await.ended(0).json();
    assert_eq!(trail["changes"][0]["by"], "reader", "{trail}");
    let tables = Connection::open(served.project.path("roundup.db")).expect("the store");
    let faults: i64 = tables
        .query_row("select count(*) from pragma_foreign_key_check", [], |row| {
            row.get(0)
        })
        .expect("a number");
    assert_eq!(faults, 0);
}
