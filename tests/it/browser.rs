//! A reader's whole way, in a real browser and by mail; and a scanner that follows every link of every mail.

use std::collections::BTreeSet;

use mail_parser::MessageParser;
use rusqlite::{Connection, types::Value};

use crate::support::{
    Served, Site,
    browser::{Browser, Scripts},
    site::Story,
    smtp_script::{Relay, Script},
};

const OURS: &str = "http://127.0.0.1:8025/";

/// The publication, its server, and the relay that takes its mails.
async fn publication() -> (Served, Relay) {
    let relay = Script::new().start().await;
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    site.publish(Story::new("fair", "2026-11-18T11:00:00Z", "Markets"));
    let mut served = Served::of(site, |project| {
        project.set("ROUNDUP__SMTP__URL", &format!("smtp://{}", relay.address));
        project.set("ROUNDUP_CLOCK", "2026-11-19T09:00:00Z");
        project.configure(
            "min_pieces = 1",
            "min_pieces = 1\nsections = [\"Waterways\", \"Markets\"]",
        );
    });
    served.start().await;
    (served, relay)
}

/// The text of the newest mail, as soon as there are so many.
async fn mail(relay: &Relay, count: usize) -> String {
    for _ in 0..400 {
        if let Some(mail) = relay.record().taken.get(count - 1) {
            return mail.data.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{count} mails did not come");
}

/// Every address in a mail: in its header fields, its text and its HTML.
fn links(mail: &str) -> BTreeSet<String> {
    let message = MessageParser::default().parse(mail.as_bytes());
    let message = message.expect("a message");
    let mut all = String::new();
    for (name, value) in message.headers_raw() {
        if name.starts_with("List-") {
            all.push_str(&value.replace(char::is_whitespace, ""));
        }
    }
    all.push('\n');
    all.push_str(&message.body_text(0).unwrap_or_default());
    all.push('\n');
    let html = message.body_html(0).unwrap_or_default();
    all.push_str(&html.replace("&amp;", "&"));
    let starts = all.match_indices("http").map(|(at, _)| &all[at..]);
    let ends = |c: char| c.is_whitespace() || "\"'<>)".contains(c);
    let links = starts.map(|from| from.split(ends).next().unwrap_or_default());
    let links = links.filter(|link| link.starts_with("http://") || link.starts_with("https://"));
    links.map(str::to_owned).collect()
}

/// The link of a mail that leads to such a page of ours.
fn link(mail: &str, page: &str) -> String {
    let links = links(mail);
    let mut found = links
        .iter()
        .filter(|link| link.starts_with(&format!("{OURS}{page}/")));
    let link = found.next();
    link.unwrap_or_else(|| panic!("no {page} in {links:?}"))
        .clone()
}

/// Everything that the store has, once all that is on its way is written down: the server gathers as soon as it runs.
async fn everything(served: &Served) -> String {
    let store = Connection::open(served.project.path("roundup.db")).expect("the store");
    let waiting = "select (select count(*) from notice where state = 'waiting') + not exists (select 1 from source where reading is not null)";
    while store
        .query_row(waiting, [], |row| row.get::<_, i64>(0))
        .expect("a number")
        > 0
    {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let mut tables = store
        .prepare("select name from sqlite_master where type = 'table' order by name")
        .expect("a question");
    let names = tables.query_map([], |row| row.get::<_, String>(0));
    let mut all = String::new();
    for name in names.expect("tables").map(|name| name.expect("a name")) {
        all.push_str(&format!("== {name}\n"));
        let mut table = store
            .prepare(&format!("select * from \"{name}\""))
            .expect("a question");
        let columns = table.column_count();
        let mut rows = table.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let cells = (0..columns).map(|at| row.get::<_, Value>(at).expect("a value"));
            all.push_str(&format!("{:?}\n", cells.collect::<Vec<_>>()));
        }
    }
    all
}

/// Follows every link of a mail, as scanners do on the way to its reader; gives how many were pages of ours.
async fn scan(served: &Served, mail: &str) -> usize {
    let before = everything(served).await;
    let exported = export(served).await;
    let site = format!("{}/", served.site.base());
    let mut ours = 0;
    for link in links(mail) {
        for method in ["HEAD", "GET", "GET"] {
            let status = if let Some(path) = link.strip_prefix(OURS) {
                served.ask(method, &format!("/{path}"), "", "").await.status
            } else if let Some(path) = link.strip_prefix(&site) {
                let address = served.site.address.to_string();
                crate::web::ask_with(&address, method, &format!("/{path}"), "", "")
                    .await
                    .status
            } else {
                // Names of vocabularies, which nobody follows.
                assert!(
                    ["http://www.w3.org/", "http://schema.org"]
                        .iter()
                        .any(|known| link.starts_with(known)),
                    "{link}"
                );
                continue;
            };
            assert!(
                status == 200 || link == site,
                "{method} {link} gives {status}"
            );
        }
        ours += usize::from(link.starts_with(OURS));
    }
    assert_eq!(everything(served).await, before, "a scanner changed this");
    assert_eq!(export(served).await, exported);
    ours
}

async fn export(served: &Served) -> String {
    let export = ["subscribers", "export"];
    served.project.run(&export).await.ended(0).stdout
}

async fn person(served: &Served) -> serde_json::Value {
    let show = ["subscribers", "show", "zoe@ferry.example", "--json"];
    served.project.run(&show).await.ended(0).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_joins_chooses_leaves_and_comes_back_and_a_scanner_does_nothing_of_it() {
    let (served, relay) = publication().await;
    let Some(mut reader) = Browser::start(served.address(), Scripts::Off).await else {
        return;
    };
    reader.open(OURS).await;
    reader.fill("#email", "zoe@ferry.example").await;
    reader.press("main button").await;
    let told = reader.text().await;
    assert!(told.contains("Look into your inbox"), "{told}");

    let asked = mail(&relay, 1).await;
    assert_eq!(scan(&served, &asked).await, 1);
    assert_eq!(person(&served).await["state"], "pending");
    reader.open(&link(&asked, "confirm")).await;
    reader.press("main button").await;
    let told = reader.text().await;
    assert!(told.contains("You are on the list"), "{told}");
    assert_eq!(person(&served).await["state"], "active");

    served.project.run_in_turn(&["run", "--now"]).await.ended(0);
    let edition = mail(&relay, 2).await;
    // In a browser, unsubscribe (in the header, too), preferences.
    assert!(scan(&served, &edition).await >= 3);
    assert_eq!(person(&served).await["state"], "active");

    reader.open(&link(&edition, "preferences")).await;
    reader.click("input[value=Markets]").await;
    reader.click("input[value=monthly]").await;
    reader.click("input[value=text]").await;
    reader.press("fieldset ~ button").await;
    let chosen = person(&served).await;
    assert_eq!(chosen["sections"], serde_json::json!(["Waterways"]));
    assert_eq!(chosen["frequency"], "monthly");
    assert_eq!(chosen["format"], "text");
    let ticked = "[...document.querySelectorAll('input:checked')].map((box) => box.value)";
    let ticked = reader.look(ticked).await;
    assert_eq!(
        ticked,
        serde_json::json!(["monthly", "Waterways", "text", "en"])
    );

    reader.open(&link(&edition, "unsubscribe")).await;
    reader.press("main button.main").await;
    assert_eq!(person(&served).await["state"], "unsubscribed");
    // Who left keeps a way back, and a scanner doesn't take it.
    scan(&served, &edition).await;
    reader.press("main button").await;
    let back = person(&served).await;
    assert_eq!(back["state"], "active");
    for choice in ["sections", "frequency", "format"] {
        assert_eq!(back[choice], chosen[choice]);
    }
    // All of it was one person's doing.
    let everything = ["subscribers", "export", "--person", "zoe@ferry.example"];
    let everything = served.project.run(&everything).await.ended(0).json();
    let changes = everything["changes"].as_array().expect("a list");
    let changes: Vec<_> = changes
        .iter()
        .map(|change| format!("{} {}", change["by"], change["state"]).replace('"', ""))
        .collect();
    assert_eq!(
        changes,
        ["reader active", "reader unsubscribed", "reader active"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_does_the_work_that_signing_up_may_take() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__SUBSCRIBE__CHALLENGE", "always");
    })
    .await;
    let Some(mut reader) = Browser::start(served.address(), Scripts::On).await else {
        return;
    };
    reader.open(OURS).await;
    reader.fill("#email", "zoe@ferry.example").await;
    reader.press("main button").await;
    // The puzzle's page sends itself off.
    let mut told = reader.text().await;
    while !told.contains("Look into your inbox") {
        reader.loaded().await;
        told = reader.text().await;
    }
    served.mails(1).await;
    assert_eq!(served.state("zoe@ferry.example").await, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_form_works_with_and_without_its_script() {
    let site = Site::start().await;
    let origin = site.base();
    let mut served = Served::of(site, |project| {
        project.set("ROUNDUP__SUBSCRIBE__ORIGINS", &format!("[\"{origin}\"]"));
    });
    served.start().await;
    let form = ["subscribers", "form", "--script"];
    let form = served.project.run(&form).await.ended(0).stdout;
    let page = format!("<!doctype html><title>Quay</title><h1>Where it was pasted</h1>{form}");
    let html = [("content-type", "text/html; charset=utf-8")];
    served.site.set("/join", 200, &html, page);
    for (scripts, name) in [(Scripts::On, "ada"), (Scripts::Off, "zoe")] {
        let Some(mut reader) = Browser::start(served.address(), scripts).await else {
            return;
        };
        reader.open(&format!("{origin}/join")).await;
        reader
            .fill("input[type=email]", &format!("{name}@ferry.example"))
            .await;
        match scripts {
            Scripts::On => reader.click("button").await,
            Scripts::Off => reader.press("button").await,
        }
        let mut told = reader.text().await;
        while !told.contains("is on its way") {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            told = reader.text().await;
        }
        // The script's answer shows on the page that the form stands on; without it, the answer is a page of ours.
        assert_eq!(
            told.contains("Where it was pasted"),
            scripts == Scripts::On,
            "{told}"
        );
        assert_eq!(
            served.state(&format!("{name}@ferry.example")).await,
            "pending"
        );
    }
}
