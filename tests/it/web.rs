//! The pages that every mail links to, over plain HTTP as mail providers and link scanners speak it.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Child,
};

use crate::support::{Project, Site, served, site::Story};

/// An answer of the server.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Asks for a page, with nothing but the request line and a host: no cookie, no origin.
pub(crate) async fn get(address: &str, path: &str) -> Page {
    ask(address, "GET", path, "", "").await
}

async fn ask(address: &str, method: &str, path: &str, kind: &str, body: &str) -> Page {
    let kind = if kind.is_empty() {
        String::new()
    } else {
        format!("Content-Type: {kind}\r\n")
    };
    let length = body.len();
    let fields = format!("{kind}Content-Length: {length}\r\n");
    ask_with(address, method, path, &fields, body).await
}

/// With header fields of one's own, each ended by CRLF.
pub(crate) async fn ask_with(
    address: &str,
    method: &str,
    path: &str,
    fields: &str,
    body: &str,
) -> Page {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{fields}Connection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head
        .split(' ')
        .nth(1)
        .expect("a status")
        .parse()
        .expect("a number");
    Page {
        status,
        head: head.to_lowercase(),
        body: body.to_owned(),
    }
}

pub(crate) struct Served {
    pub(crate) project: Project,
    pub(crate) address: String,
    pub(crate) links: Vec<String>,
    _server: Child,
    pub(crate) site: Site,
}

/// A publication whose edition went out to two readers, and its server.
async fn served() -> Served {
    served_with(&[], &[]).await
}

/// The same, sent and served with these settings.
pub(crate) async fn served_with(sent: &[(&str, &str)], serving: &[(&str, &str)]) -> Served {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    project.subscribe(2).await;
    for (name, value) in sent {
        project.set(name, value);
    }
    project.run(&["run"]).await.ended(0);
    for (name, value) in serving {
        project.set(name, value);
    }
    let mut links: Vec<String> = Vec::new();
    let mut mails: Vec<_> = std::fs::read_dir(project.path("outbox"))
        .expect("the outbox")
        .map(|entry| entry.expect("a mail").path())
        .collect();
    // By reader, not by which connection was first: `000001-reader0_at_example.org.eml`.
    mails.sort_by_key(|mail| {
        let name = mail
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        name.split_once('-').map(|(_, reader)| reader.to_owned())
    });
    for mail in mails {
        let mail = std::fs::read(mail).expect("a mail");
        let message = mail_parser::MessageParser::default()
            .parse(&mail)
            .expect("a message");
        let header = message.header_raw("List-Unsubscribe").expect("the header");
        let url = header
            .split(['<', '>'])
            .nth(1)
            .expect("a URL")
            .replace(char::is_whitespace, "");
        links.push(url.trim_start_matches("http://127.0.0.1:8025").to_owned());
    }
    let (server, address) = served::serve(&project).await;
    Served {
        project,
        address,
        links,
        _server: server,
        site,
    }
}

impl Served {
    async fn state(&self, reader: &str) -> String {
        let person = self
            .project
            .run(&["subscribers", "show", reader, "--json"])
            .await
            .ended(0)
            .json();
        person["state"].as_str().expect("a state").to_owned()
    }
}

/// A mail provider leaves for many readers from one address: there is no limit that one of them could run into, whatever
/// else came from there.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_to_wait_for_leaving() {
    let served = served_with(&[], &[("ROUNDUP__SUBSCRIBE__PER_CALLER", "1")]).await;
    let link = &served.links[0];
    let forged = format!("{}x", &link[..link.len() - 1]);
    let form = "application/x-www-form-urlencoded";
    for n in 0..100 {
        let said = "email=nobody%40ferry.example&List-Unsubscribe=One-Click";
        ask(&served.address, "POST", "/subscribe", form, said).await;
        let page = ask(&served.address, "POST", &forged, form, said).await;
        assert_eq!(page.status, 404, "{n}");
        let page = ask(&served.address, "POST", link, form, said).await;
        assert_eq!(page.status, 200, "{n}: {}", page.body);
    }
    assert_eq!(served.state("reader0@example.org").await, "unsubscribed");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_unsubscribe_as_rfc_8058_says() {
    let served = served().await;
    let link = &served.links[0];
    for method in ["GET", "HEAD", "GET"] {
        let asked = ask(&served.address, method, link, "", "").await;
        assert_eq!(asked.status, 200);
    }
    assert_eq!(
        served.state("reader0@example.org").await,
        "active",
        "a scanner changes nothing"
    );

    let kind = "application/x-www-form-urlencoded";
    for _ in 0..2 {
        let left = ask(
            &served.address,
            "POST",
            link,
            kind,
            "List-Unsubscribe=One-Click",
        )
        .await;
        assert_eq!(left.status, 200);
        assert!(
            !left.head.contains("set-cookie") && !left.head.contains("location:"),
            "{}",
            left.head
        );
        assert_eq!(served.state("reader0@example.org").await, "unsubscribed");
    }
    assert_eq!(served.state("reader1@example.org").await, "active");
    let looked = get(&served.address, link).await;
    assert!(
        !looked.body.contains("Unsubscribe?"),
        "who left is told so: {}",
        looked.body
    );

    let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let left = ask(
        &served.address,
        "POST",
        &served.links[1],
        "multipart/form-data; boundary=b",
        body,
    )
    .await;
    assert_eq!(left.status, 200);
    assert_eq!(served.state("reader1@example.org").await, "unsubscribed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_token_changes_nothing() {
    let served = served().await;
    let link = served.links[0].clone();
    let at = link.len() - 5;
    let other = if link.as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    let changed = format!("{}{other}{}", &link[..at], &link[at + 1..]);
    let refused = ask(
        &served.address,
        "POST",
        &changed,
        "application/x-www-form-urlencoded",
        "List-Unsubscribe=One-Click",
    )
    .await;
    assert_eq!(refused.status, 404);
    let swapped = link.replace("/unsubscribe/", "/preferences/");
    assert_eq!(get(&served.address, &swapped).await.status, 404);
    assert_eq!(served.state("reader0@example.org").await, "active");
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_pause_and_bring_back() {
    let served = served().await;
    let page = get(&served.address, &served.links[0]).await;
    let start = page
        .body
        .find("/preferences/")
        .expect("a link to the preferences");
    let rest = &page.body[start..];
    let preferences = &rest[..rest.find('"').expect("its end")];
    let form = "application/x-www-form-urlencoded";
    for (change, state) in [
        ("pause", "paused"),
        ("resume", "active"),
        ("unsubscribe", "unsubscribed"),
        ("resubscribe", "active"),
    ] {
        let answer = ask(
            &served.address,
            "POST",
            preferences,
            form,
            &format!("change={change}"),
        )
        .await;
        assert_eq!(answer.status, 200, "{change}");
        assert_eq!(served.state("reader0@example.org").await, state);
    }
    let odd = ask(
        &served.address,
        "POST",
        preferences,
        form,
        "change=everything",
    )
    .await;
    assert_eq!(odd.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_page_too() {
    let served = served().await;
    let nowhere = get(&served.address, "/nowhere").await;
    assert_eq!(nowhere.status, 404);
    assert!(
        nowhere.head.contains("text/html") && nowhere.head.contains("content-security-policy"),
        "{}",
        nowhere.head
    );
    assert!(
        nowhere.body.contains("The Quay") && nowhere.body.contains("This page is not here"),
        "{}",
        nowhere.body
    );
}
