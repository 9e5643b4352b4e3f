//! What strangers may try on the public pages; ARCHITECTURE.md's threat model names these tests.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::Served;

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_forbids_what_no_page_needs() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__WEB__PUBLIC_URL", "https://mail.weir.example/");
    })
    .await;
    for path in ["/", "/archive", "/unsubscribe/x", "/nowhere", "/healthz"] {
        let page = served.get(path).await;
        for field in [
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "frame-ancestors 'none'; base-uri 'none'",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "strict-transport-security: max-age=31536000",
        ] {
            assert!(page.head.contains(field), "{path}: {field}\n{}", page.head);
        }
        assert!(!page.head.contains("unsafe-inline"), "{}", page.head);
        assert!(!page.head.contains("set-cookie"), "{}", page.head);
    }
    // Without TLS in front, browsers must not be told to insist on it.
    let plain = Served::new(|_| {}).await;
    let head = plain.get("/").await.head;
    assert!(!head.contains("strict-transport-security"), "{head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_leads_elsewhere() {
    let served = Served::new(|_| {}).await;
    for path in [
        "//evil.example/",
        "/?next=https://evil.example/",
        "/unsubscribe/https:%2F%2Fevil.example",
        "/archive/%2e%2e/%2e%2e/etc/passwd",
        "/images/..%2Froundup.db",
    ] {
        for page in [served.get(path).await, served.post(path, "").await] {
            assert!(!page.head.contains("location:"), "{path}: {}", page.head);
            assert!(
                !(300..400).contains(&page.status) && page.status < 500,
                "{path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dawdles_is_hung_up_on() {
    let served = Served::new(|_| {}).await;
    for begun in ["", "POST /subscribe HTTP/1.1\r\nHost: x\r\nX-Slow"] {
        let mut stream = TcpStream::connect(&served.address).await.expect("one");
        stream.write_all(begun.as_bytes()).await.expect("sent");
        let mut rest = Vec::new();
        // Without a limit this would wait for ever.
        let _ = stream.read_to_end(&mut rest).await;
    }
    assert_eq!(served.get("/healthz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_form_is_refused() {
    let served = Served::new(|_| {}).await;
    let endless = format!("email=a%40b.example&name={}", "x".repeat(70_000));
    let refused = served.post("/subscribe", &endless).await;
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    let long = format!("/unsubscribe/{}", "x".repeat(8_000));
    assert_eq!(served.get(&long).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_held_is_told_as_such() {
    let served = Served::new(|_| {}).await;
    let store = rusqlite::Connection::open(served.project.path("roundup.db")).expect("the store");
    store.execute_batch("begin immediate").expect("the lock");
    let page = served.post("/subscribe", "email=zoe%40ferry.example").await;
    assert_eq!(page.status, 503, "{}", page.body);
    assert!(page.head.contains("retry-after: 60"), "{}", page.head);
    assert!(
        page.body.contains("does not work just now"),
        "{}",
        page.body
    );
    store.execute_batch("rollback").expect("let go");
    let page = served.post("/subscribe", "email=zoe%40ferry.example").await;
    assert_eq!(page.status, 200, "{}", page.body);
}

/// SQLite goes on answering from a file that is no longer there, and forgets it all with the process.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_goes_away_is_told_as_such() {
    let served = Served::new(|_| {}).await;
    let key = [
        "key",
        "new",
        "desk",
        "--scope",
        "subscribers:join",
        "--json",
    ];
    let key = served.project.run(&key).await.ended(0).json();
    let bearer = format!(
        "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
        key["secret"].as_str().expect("a key")
    );
    let place = |end: &str| served.project.path(&format!("roundup.db{end}"));
    let (store, kept) = (place(""), place(".kept"));
    let other = Served::new(|_| {}).await;
    let others = other.project.path("roundup.db");
    let bring_in = "pragma wal_checkpoint(truncate)";
    for file in [&store, &others] {
        let list = rusqlite::Connection::open(file).expect("the store");
        list.query_row(bring_in, (), |_| Ok(()))
            .expect("all in one file");
    }
    let whole = std::fs::read(&store).expect("the store");
    let (log, kept_log) = (place("-wal"), place("-wal.kept"));
    let goes: [(&str, &dyn Fn() -> std::io::Result<()>); 5] = [
        ("was removed or moved away", &|| {
            std::fs::rename(&store, &kept)
        }),
        ("was replaced by another", &|| {
            std::fs::rename(&store, &kept)?;
            std::fs::copy(&kept, &store).map(drop)
        }),
        ("was overwritten", &|| std::fs::write(&store, "nonsense")),
        ("was overwritten", &|| {
            std::fs::write(&store, std::fs::read(&others)?)
        }),
        ("lost its log (-wal)", &|| std::fs::rename(&log, &kept_log)),
    ];
    for (why, go) in goes {
        go().expect("it goes");
        let health = served.get("/healthz").await;
        assert_eq!(health.status, 503, "{why}: {}", health.body);
        assert_eq!(
            health.body,
            format!("the store is gone: its file {why} while it was in use\n")
        );
        for page in [
            served.get("/").await,
            served.post("/subscribe", "email=zoe%40ferry.example").await,
        ] {
            assert_eq!(page.status, 503, "{why}: {}", page.body);
            assert!(page.head.contains("retry-after: 60"), "{}", page.head);
            assert!(
                page.body.contains("does not work just now"),
                "{}",
                page.body
            );
        }
        let call = r#"{"address":"zoe@ferry.example"}"#;
        let call = served
            .ask("POST", "/api/v1/subscribers", &bearer, call)
            .await;
        assert_eq!(call.status, 503, "{why}: {}", call.body);
        assert!(
            call.head.contains("application/problem+json"),
            "{}",
            call.head
        );
        match (kept.exists(), kept_log.exists()) {
            (true, _) => std::fs::rename(&kept, &store),
            (_, true) => std::fs::rename(&kept_log, &log),
            _ => std::fs::write(&store, &whole),
        }
        .expect("it comes back");
        assert_eq!(served.get("/healthz").await.status, 200, "{why}");
    }
    let page = served.post("/subscribe", "email=zoe%40ferry.example").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(served.state("zoe@ferry.example").await, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_addresses_are_text_wherever_they_are_shown() {
    let served = Served::new(|_| {}).await;
    let name = "<img src=x onerror=alert(1)>\r\nBcc: all@ferry.example";
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("email", "\"<script>\"@ferry.example")
        .append_pair("name", name)
        .finish();
    let page = served.post("/subscribe", &form).await;
    assert!(!page.body.contains("<script>"), "{}", page.body);
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("email", "zoe@ferry.example")
        .append_pair("name", name)
        .finish();
    assert_eq!(served.post("/subscribe", &form).await.status, 200);
    let mail = served.mails(1).await.remove(0);
    let (head, _) = mail
        .split_once("\n\n")
        .or(mail.split_once("\r\n\r\n"))
        .expect("a head");
    assert!(!head.to_lowercase().contains("\nbcc:"), "{head}");
    assert!(!mail.contains("<img src=x"), "{mail}");
    // And in a table, no cell of theirs is a formula.
    let add = [
        "subscribers",
        "add",
        "sum@ferry.example",
        "--name",
        "=HYPERLINK(\"http://evil.example\")",
    ];
    served.project.run(&add).await.ended(0);
    let list = served
        .project
        .run(&["subscribers", "export"])
        .await
        .ended(0)
        .stdout;
    assert!(list.contains("'=HYPERLINK"), "{list}");
}

/// A request as octets, on a connection of its own; the status, none where it is hung up on.
async fn raw(served: &Served, request: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(&served.address).await.expect("one");
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let head = String::from_utf8_lossy(&answer).into_owned();
    head.split(' ').nth(1)?.parse().ok()
}

/// Everything that we could think of, at every place there is: refused, or answered, and never a fault of ours.
#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_find_no_fault() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__SUBSCRIBE__PER_CALLER", "10000");
    })
    .await;
    let places = [
        "",
        "subscribe",
        "challenge.js",
        "confirm/x",
        "unsubscribe/x",
        "preferences/x",
        "proof/x",
        "archive",
        "archive/1",
        "archive/feed.xml",
        "images/x.jpg",
        "healthz",
        "api/openapi.json",
        "nowhere",
    ];
    let ends = [
        "",
        "/",
        "%00",
        "%ff%fe",
        "%0d%0aX-Evil:1",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "?page=99999999999999999999",
        "?page=-1&page=%00",
        "?x=%27%20or%201=1--",
        "?%5b%5d=%7b%7b7*7%7d%7d",
    ];
    let bodies: [(&str, &[u8]); 8] = [
        ("application/x-www-form-urlencoded", b""),
        (
            "application/x-www-form-urlencoded",
            b"email=%ff%00&name=%0d%0a",
        ),
        (
            "application/x-www-form-urlencoded",
            b"email=a%40b.example&email=c%40d.example",
        ),
        (
            "application/x-www-form-urlencoded",
            b"change=save&section=%00&until=0000-00-00",
        ),
        ("application/x-www-form-urlencoded", b"\xff\xfe=&&&=%%%"),
        ("application/json", b"{\"email\":[[[[1e999]]]]}"),
        ("multipart/form-data; boundary=", b"--\r\n\r\n--"),
        ("text/\u{ff}", b"\0\0\0\0"),
    ];
    let mut asked = 0;
    for place in places {
        for method in [
            "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW",
        ] {
            for end in ends {
                let request = format!(
                    "{method} /{place}{end} HTTP/1.1\r\nHost: x\r\nAccept: \u{7f}\r\nAccept-Language: ;;q=,*\r\n\
                     Cookie: a=\"\r\nX-Forwarded-For: ,, x\r\nIf-None-Match: \"\r\nIf-Modified-Since: never\r\n\
                     Content-Length: 0\r\nConnection: close\r\n\r\n"
                );
                let status = raw(&served, request.as_bytes()).await;
                assert!(
                    status.is_none_or(|status| status < 500),
                    "{status:?}: {request}"
                );
                asked += 1;
            }
        }
        for (kind, body) in bodies {
            let mut request = format!(
                "POST /{place} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            )
            .into_bytes();
            request.extend(body);
            let status = raw(&served, &request).await;
            assert!(
                status.is_none_or(|status| status < 500),
                "{status:?}: {place} {kind}"
            );
            asked += 1;
        }
    }
    for octets in [
        &b"\0\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"POST /subscribe HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nConnection: close\r\n\r\nzz\r\n\r\n",
        b"POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
        b"POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 2\r\nConnection: close\r\n\r\nab",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: \xff\xfe\r\n folded\r\nConnection: close\r\n\r\n",
    ] {
        let status = raw(&served, octets).await;
        assert!(status.is_none_or(|status| status < 500), "{status:?}: {octets:?}");
    }
    assert!(asked > 1_000, "{asked}");
    assert_eq!(served.get("/healthz").await.status, 200);
}

/// The store holds every address, and the key of all links.
#[tokio::test(flavor = "multi_thread")]
async fn the_store_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let served = Served::new(|_| {}).await;
    served.post("/subscribe", "email=zoe%40ferry.example").await;
    for name in ["roundup.db", "roundup.db-wal", "roundup.db-shm"] {
        let file = std::fs::metadata(served.project.path(name)).expect(name);
        let mode = file.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}: {mode:o}");
    }
    let line = "others on this machine can get at it (mode 644)";
    let told = async || served.project.run(&["check"]).await.stdout.contains(line);
    assert!(!told().await);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(served.project.path("roundup.db"), open).expect("it is ours");
    assert!(told().await);
}
