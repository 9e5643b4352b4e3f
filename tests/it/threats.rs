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
