//! Calls that are wrong in every way we could think of: each is refused as a problem, and none is a fault of ours.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{call, is_problem, ready};

const ALL: &str = "subscribers:read,subscribers:join,subscribers:vouch,subscribers:write,editions:read,deliveries:read";

#[tokio::test(flavor = "multi_thread")]
async fn bad_addresses_and_queries_are_refused_or_not_found() {
    let (served, key) = ready(1, ALL).await;
    let long = "9".repeat(5_000);
    for (path, status) in [
        ("", 404),
        ("nothing", 404),
        ("subscribers/", 404),
        ("subscribers/0", 404),
        ("subscribers/-1", 404),
        ("subscribers/99999999999999999999", 404),
        ("subscribers/%00", 404),
        ("subscribers/%ff%fe", 400),
        ("subscribers/a%40b.example%0d%0aX-Evil:%201", 404),
        ("subscribers/..%2f..%2fetc%2fpasswd", 404),
        ("subscribers/%27%20or%201=1--", 404),
        ("subscribers?limit=0", 400),
        ("subscribers?limit=501", 400),
        ("subscribers?limit=-1", 400),
        ("subscribers?limit=1e3", 400),
        ("subscribers?limit=99999999999999999999", 400),
        ("subscribers?limit=1&limit=2", 400),
        ("subscribers?state=", 400),
        ("subscribers?state=ACTIVE", 400),
        ("subscribers?state=active%00", 400),
        ("subscribers?state=%ff", 400),
        ("subscribers?after=", 400),
        ("subscribers?after=AAAA", 400),
        ("subscribers?after=%00", 400),
        ("subscribers?after=ZQAAAAAAAAAB", 400),
        ("editions/e", 404),
        ("editions/e-1", 404),
        ("editions/e99999999999999999999", 404),
        ("editions/99999999999", 404),
        ("editions/%00/blocks", 404),
        ("editions/x/report", 404),
        ("editions/x/deliveries", 404),
        ("editions/1/deliveries?state=gone", 400),
        ("editions/1/deliveries?after=c3MAAAAAAAAAAQ", 400),
        ("editions?after=cwAAAAAAAAAB", 400),
        (&*format!("subscribers/{long}"), 404),
        (&*format!("subscribers?after={long}"), 400),
    ] {
        let page = call(&served, &key, "GET", path, "", None).await;
        assert_eq!(page.status, status, "{path}: {}", page.body);
        is_problem(&page, status);
        assert!(!page.head.contains("x-evil"), "{}", page.head);
    }
    // Ends of the numbers are cursors like any other.
    for after in ["c3__________8", "c4AAAAAAAAAA", "c3__________"] {
        let page = call(
            &served,
            &key,
            "GET",
            &format!("subscribers?after={after}"),
            "",
            None,
        )
        .await;
        assert!(page.status < 500, "{after}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_are_refused() {
    let (served, key) = ready(1, ALL).await;
    let auth = format!("Authorization: Bearer {key}\r\n");
    let json = format!("{auth}Content-Type: application/json\r\n");
    let huge = format!("{{\"address\":\"{}\"}}", "a".repeat(70_000));
    let deep = "[".repeat(20_000);
    for (head, body, status) in [
        (&auth, "{}", 415),
        (&format!("{auth}Content-Type: text/plain\r\n"), "{}", 415),
        (
            &format!("{auth}Content-Type: application/x-www-form-urlencoded\r\n"),
            "address=a%40b.example",
            415,
        ),
        (&json, "", 400),
        (&json, "{", 400),
        (&json, "{\"address\":\"a@b.example\"}}", 400),
        (&json, "\u{0}", 400),
        (&json, &*deep, 422),
        (&json, "null", 422),
        (&json, "[]", 422),
        (&json, "\"a@b.example\"", 422),
        (&json, "{}", 422),
        (&json, "{\"address\":1}", 422),
        (&json, "{\"address\":null}", 422),
        (&json, "{\"address\":[\"a@b.example\"]}", 422),
        (&json, "{\"address\":\"a@b.example\",\"admin\":true}", 422),
        (&json, "{\"address\":\"a@b.example\",\"name\":{}}", 422),
        (&json, "{\"address\":\"\"}", 422),
        (&json, "{\"address\":\"a\\u0000@b.example\"}", 422),
        (
            &json,
            "{\"address\":\"a@b.example\\r\\nBcc: all@b.example\"}",
            422,
        ),
        (&json, "{\"address\":\"<script>@b.example\"}", 422),
        (&json, "{\"address\":\"a@b.example\",\"consent\":{}}", 422),
        (
            &json,
            "{\"address\":\"a@b.example\",\"consent\":{\"wording\":\"\",\"given\":\"2026-01-01T00:00:00Z\"}}",
            422,
        ),
        (
            &json,
            "{\"address\":\"a@b.example\",\"consent\":{\"wording\":\"Yes\",\"given\":\"yesterday\"}}",
            422,
        ),
        (
            &json,
            "{\"address\":\"a@b.example\",\"consent\":{\"wording\":\"Yes\",\"given\":\"9999-12-31T23:59:59Z\"}}",
            422,
        ),
        (&json, &*huge, 413),
    ] {
        let page = served.ask("POST", "/api/v1/subscribers", head, body).await;
        let start: String = body.chars().take(80).collect();
        assert_eq!(page.status, status, "{start}: {}", page.body);
        is_problem(&page, status);
    }
    let long = format!("{{\"name\":\"{}\"}}", "a".repeat(101));
    for body in [
        &*long,
        "{\"state\":\"forgotten\"}",
        "{\"state\":\"bounced\"}",
        "{\"state\":null,\"id\":5}",
        "{\"address\":\"b@b.example\"}",
    ] {
        is_problem(
            &served
                .ask("PATCH", "/api/v1/subscribers/1", &json, body)
                .await,
            422,
        );
    }
    assert_eq!(served.state("reader0@example.org").await, "active");
    assert_eq!(served.mails_now().len(), 1, "the edition's, and no other");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_methods_and_keys_are_refused() {
    let (served, key) = ready(1, ALL).await;
    for (method, path, allowed) in [
        ("PUT", "subscribers", "get,head,post"),
        ("DELETE", "subscribers", "get,head,post"),
        ("POST", "subscribers/1", "delete,get,head,patch"),
        ("TRACE", "subscribers/1", "delete,get,head,patch"),
        ("OPTIONS", "editions", "get,head"),
        ("POST", "editions/1/blocks", "get,head"),
        ("MADE-UP", "editions/1", "get,head"),
    ] {
        let page = call(
            &served,
            &key,
            method,
            path,
            "Origin: https://evil.example\r\n",
            None,
        )
        .await;
        is_problem(&page, 405);
        let mut methods: Vec<_> = super::field(&page, "allow")
            .expect("methods")
            .split(',')
            .collect();
        methods.sort_unstable();
        assert_eq!(methods.join(","), allowed, "{method} {path}");
        assert!(!page.head.contains("access-control"), "{}", page.head);
    }
    let long = "r".repeat(7_000);
    for bad in [
        "",
        "rk_",
        "rk_1_",
        "rk_1_x",
        "rk_0_0",
        "rk_999999999999_0",
        &*format!("{key}0"),
        &*key.to_uppercase(),
        &*long,
    ] {
        is_problem(
            &call(&served, bad, "GET", "subscribers", "", None).await,
            401,
        );
    }
    let odd = served
        .ask(
            "GET",
            "/api/v1/subscribers",
            "Authorization: Bearer \u{e9}\r\n",
            "",
        )
        .await;
    is_problem(&odd, 401);
    is_problem(&served.get("/api").await, 404);
    is_problem(&served.post("/api/v2/subscribers", "").await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_ends_holds_nobody_up() {
    let (served, key) = ready(0, ALL).await;
    let mut slow = TcpStream::connect(served.address())
        .await
        .expect("a connection");
    let head = format!(
        "POST /api/v1/subscribers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{{"
    );
    slow.write_all(head.as_bytes()).await.expect("sent");
    super::get(&served, &key, "subscribers").await;
    let mut answer = vec![0; 12];
    slow.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(answer, b"HTTP/1.1 503");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_gone_is_told_as_a_problem() {
    let (served, key) = ready(1, ALL).await;
    let path = served.project.path("roundup.db");
    let store = rusqlite::Connection::open(&path).expect("the store");
    store
        .execute_batch("alter table subscriber rename to lost")
        .expect("it is gone");
    let page = call(&served, &key, "GET", "subscribers", "", None).await;
    is_problem(&page, 503);
    assert!(
        super::field(&page, "retry-after").is_some(),
        "{}",
        page.head
    );
    assert!(!page.body.contains("subscriber where"), "{}", page.body);
}
