//! The API through the running program: keys, lists, changes, conditions, and everything that can be wrong about a call.

use serde_json::{Value, json};

use crate::support::{Served, Site, served::Page, site::Story};

mod wrong;

/// A served publication whose edition went out to `readers` people, and a key with these scopes.
async fn ready(readers: usize, scopes: &str) -> (Served, String) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut served = Served::of(site, |project| {
        project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    });
    if readers > 0 {
        served.project.subscribe(readers).await;
        served.project.run(&["run"]).await.ended(0);
    }
    let key = key(&served, scopes).await;
    served.start().await;
    (served, key)
}

async fn key(served: &Served, scopes: &str) -> String {
    let new = ["key", "new", "a test", "--scope", scopes, "--json"];
    let made = served.project.run(&new).await.ended(0).json();
    made["secret"].as_str().expect("a key").to_owned()
}

/// A call with a key; `head` are further lines of its head.
async fn call(
    served: &Served,
    key: &str,
    method: &str,
    path: &str,
    head: &str,
    body: Option<Value>,
) -> Page {
    let kind = body
        .as_ref()
        .map_or("", |_| "Content-Type: application/json\r\n");
    let head = format!("Authorization: Bearer {key}\r\n{kind}{head}");
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    served
        .ask(method, &format!("/api/v1/{path}"), &head, &body)
        .await
}

async fn get(served: &Served, key: &str, path: &str) -> Value {
    let page = call(served, key, "GET", path, "", None).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    json_of(&page)
}

fn json_of(page: &Page) -> Value {
    serde_json::from_str(&page.body).unwrap_or_else(|why| panic!("{why}: {}", page.body))
}

/// A field of an answer's head.
fn field<'a>(page: &'a Page, name: &str) -> Option<&'a str> {
    let line = page
        .head
        .lines()
        .find_map(|line| line.split_once(": ").filter(|(known, _)| *known == name));
    line.map(|(_, value)| value)
}

/// A refusal is a problem, whatever it is about.
#[track_caller]
fn is_problem(page: &Page, status: u16) {
    assert_eq!(page.status, status, "{}", page.body);
    assert_eq!(
        field(page, "content-type"),
        Some("application/problem+json"),
        "{}",
        page.head
    );
    let problem = json_of(page);
    assert_eq!(problem["status"], status, "{problem}");
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty()),
        "{problem}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_once_and_opens_what_it_is_for() {
    let (served, key) = ready(0, "subscribers:read,editions:read").await;
    assert!(key.starts_with("rk_1_") && key.len() == 57, "{key}");
    let path = served.project.path("roundup.db");
    for file in [path.clone(), path.with_extension("db-wal")] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let secret = &key.as_bytes()[5..];
        assert!(
            !bytes.windows(secret.len()).any(|at| at == secret),
            "the store has the key"
        );
    }
    assert_eq!(get(&served, &key, "subscribers").await["items"], json!([]));

    let list = served
        .project
        .run(&["key", "list", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(list[0]["used"], "2026-11-20T06:00:00Z", "{list}");
    assert!(!list.to_string().contains(&key[5..]), "{list}");

    // No key, another's scheme, a changed one, and one for something else.
    let nobody = served.get("/api/v1/subscribers").await;
    is_problem(&nobody, 401);
    assert_eq!(
        field(&nobody, "www-authenticate"),
        Some("bearer realm=\"roundup\"")
    );
    let basic = served
        .ask(
            "GET",
            "/api/v1/subscribers",
            "Authorization: Basic cms6eA==\r\n",
            "",
        )
        .await;
    is_problem(&basic, 401);
    let changed = format!(
        "{}{}",
        &key[..56],
        if key.ends_with('0') { 'g' } else { '0' }
    );
    is_problem(
        &call(&served, &changed, "GET", "subscribers", "", None).await,
        401,
    );
    let lacking = call(&served, &key, "GET", "editions/1/deliveries", "", None).await;
    is_problem(&lacking, 403);
    let challenge = field(&lacking, "www-authenticate").expect("a challenge");
    assert!(
        challenge.contains("insufficient_scope") && challenge.contains("deliveries:read"),
        "{challenge}"
    );

    let revoked = served
        .project
        .run(&["key", "revoke", "1", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(revoked["revoked"], true);
    is_problem(
        &call(&served, &key, "GET", "subscribers", "", None).await,
        401,
    );
    served.project.run(&["key", "revoke", "9"]).await.ended(65);
    let told = served.project.run(&["key", "list"]).await.ended(0).stdout;
    assert!(
        told.contains("revoked") && told.contains("subscribers:read, editions:read"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_when_it_was_said_to() {
    let (served, _) = ready(0, "editions:read").await;
    let new = [
        "key",
        "new",
        "for a day",
        "--scope",
        "editions:read",
        "--expires",
        "1d",
        "--json",
    ];
    let made = served.project.run(&new).await.ended(0).json();
    let key = made["secret"].as_str().expect("a key");
    assert_eq!(made["key"]["expires"], "2026-11-21T06:00:00Z");
    get(&served, key, "editions").await;
    let served = served.again("2026-11-21T06:00:00Z").await;
    is_problem(&call(&served, key, "GET", "editions", "", None).await, 401);
    for wrong in [
        ["key", "new", "x", "--scope", "everything"],
        ["key", "new", "", "--scope", "editions:read"],
        [
            "key",
            "new",
            "x",
            "--scope=editions:read",
            "--expires=2020-01-01",
        ],
    ] {
        served.project.run(&wrong).await.ended(64);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_page_by_page_and_asked_about_again_for_nothing() {
    let (served, key) = ready(5, "subscribers:read,editions:read,deliveries:read").await;
    let mut path = "subscribers?limit=2&state=active".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = call(&served, &key, "GET", &path, "", None).await;
        let list = json_of(&page);
        seen.extend(
            list["items"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|row| row["address"].clone()),
        );
        let Some(next) = list["next"].as_str() else {
            assert_eq!(field(&page, "link"), None);
            break;
        };
        // Small letters: the head as a whole was made so.
        let link = field(&page, "link").expect("a link").to_owned();
        let whole = format!(
            "<http://127.0.0.1:8025/api/v1/subscribers?state=active&limit=2&after={next}>; rel=\"next\""
        );
        assert_eq!(link, whole.to_lowercase());
        path = format!("subscribers?state=active&limit=2&after={next}");
    }
    let all: Vec<_> = (0..5)
        .map(|n| json!(format!("reader{n}@example.org")))
        .collect();
    assert_eq!(seen, all);

    let one = call(&served, &key, "GET", "subscribers/1", "", None).await;
    insta::assert_json_snapshot!("subscriber", json_of(&one));
    let by_address = call(
        &served,
        &key,
        "GET",
        "subscribers/reader0%40EXAMPLE.org",
        "",
        None,
    )
    .await;
    assert_eq!(by_address.body, one.body);
    let tag = field(&one, "etag").expect("a tag");
    let again = format!("If-None-Match: {tag}\r\n");
    let same = call(&served, &key, "GET", "subscribers/1", &again, None).await;
    assert_eq!((same.status, same.body.as_str()), (304, ""));
    assert_eq!(field(&same, "etag"), Some(tag));
    is_problem(
        &call(&served, &key, "GET", "subscribers/99", "", None).await,
        404,
    );

    insta::assert_json_snapshot!("editions", get(&served, &key, "editions").await);
    let blocks = get(&served, &key, "editions/1/blocks").await;
    assert_eq!(blocks["blocks"][0]["kind"], "lead", "{blocks}");
    let report = get(&served, &key, "editions/e1/report").await;
    assert_eq!(
        (&report["audience"], &report["accepted"]),
        (&json!(5), &json!(5)),
        "{report}"
    );
    let first = get(
        &served,
        &key,
        "editions/1/deliveries?limit=3&state=accepted",
    )
    .await;
    let cursor = first["next"].as_str().expect("more");
    let rest = get(
        &served,
        &key,
        &format!("editions/1/deliveries?state=accepted&after={cursor}"),
    )
    .await;
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(2), "{rest}");
    assert_eq!(rest["items"][1]["address"], "reader4@example.org");
    assert_eq!(rest["next"], Value::Null);
    let none = get(&served, &key, "editions/1/deliveries?state=failed").await;
    assert_eq!(none, json!({ "items": [], "next": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_changed_only_as_they_were_looked_at_and_the_trail_says_who_did() {
    let (served, key) = ready(2, "subscribers:read,subscribers:write").await;
    let looked = call(&served, &key, "GET", "subscribers/1", "", None).await;
    let tag = format!("If-Match: {}\r\n", field(&looked, "etag").expect("a tag"));
    let named = json!({ "name": "  Zo\u{eb}\nWinter " });
    let done = call(&served, &key, "PATCH", "subscribers/1", &tag, Some(named)).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(json_of(&done)["name"], "Zo\u{eb} Winter");
    let pause = json!({ "state": "paused" });
    is_problem(
        &call(
            &served,
            &key,
            "PATCH",
            "subscribers/1",
            &tag,
            Some(pause.clone()),
        )
        .await,
        412,
    );
    assert_eq!(served.state("reader0@example.org").await, "active");
    for (change, state) in [
        ("paused", "paused"),
        ("active", "active"),
        ("unsubscribed", "unsubscribed"),
        ("unsubscribed", "unsubscribed"),
    ] {
        let change = json!({ "state": change });
        let done = call(
            &served,
            &key,
            "PATCH",
            "subscribers/reader0%40example.org",
            "",
            Some(change),
        )
        .await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(served.state("reader0@example.org").await, state);
    }
    // Who left is brought back by nobody.
    for state in ["active", "paused"] {
        let back = json!({ "state": state });
        is_problem(
            &call(&served, &key, "PATCH", "subscribers/1", "", Some(back)).await,
            409,
        );
    }
    let nameless = call(
        &served,
        &key,
        "PATCH",
        "subscribers/1",
        "",
        Some(json!({ "name": null })),
    )
    .await;
    assert_eq!(json_of(&nameless)["name"], Value::Null);

    let everything = ["subscribers", "export", "--person", "reader0@example.org"];
    let everything = served.project.run(&everything).await.ended(0).json();
    let changes = everything["changes"].as_array().expect("a list").iter();
    let changes: Vec<_> = changes
        .map(|change| format!("{} {} {}", change["by"], change["key"], change["state"]))
        .collect();
    assert_eq!(
        changes,
        ["paused", "active", "unsubscribed"]
            .map(|state| format!("\"operator\" \"a test\" \"{state}\""))
    );

    let gone = call(&served, &key, "DELETE", "subscribers/2", "", None).await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    is_problem(
        &call(&served, &key, "GET", "subscribers/2", "", None).await,
        404,
    );
    is_problem(
        &call(&served, &key, "DELETE", "subscribers/2", "", None).await,
        404,
    );
    let back = served
        .project
        .run(&["subscribers", "import", "list.csv", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(back["suppressed"], 2, "{back}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_asks_people_to_join_and_is_not_told_who_is_on_the_list() {
    let (served, key) = ready(1, "subscribers:join").await;
    let asked = async |address: &str| {
        let new = json!({ "address": address, "name": "Zo\u{eb}" });
        call(&served, &key, "POST", "subscribers", "", Some(new)).await
    };
    let known = asked("reader0@example.org").await;
    let new = asked("zoe@ferry.example").await;
    assert_eq!((known.status, new.status), (202, 202));
    assert_eq!(
        known.body.replace("reader0@example.org", "X"),
        new.body.replace("zoe@ferry.example", "X")
    );
    // One was sent with the edition, two are about joining.
    let mails = served.mails(3).await;
    let mail = mails
        .iter()
        .find(|mail| mail.contains("Delivered-To: zoe@ferry.example"))
        .expect("a mail to confirm");
    assert!(mail.contains("/confirm/"), "{mail}");
    assert_eq!(served.state("zoe@ferry.example").await, "pending");
    let show = ["subscribers", "show", "zoe@ferry.example", "--json"];
    let shown = served.project.run(&show).await.ended(0).json();
    assert_eq!(
        shown["consents"][0]["page"], "API key 1 (a test)",
        "{shown}"
    );

    is_problem(&asked("no address").await, 422);
    is_problem(
        &call(&served, &key, "GET", "subscribers", "", None).await,
        403,
    );
    let vouched = json!({ "address": "a@ferry.example", "consent": { "wording": "Yes", "given": "2026-11-01T00:00:00Z" } });
    is_problem(
        &call(&served, &key, "POST", "subscribers", "", Some(vouched)).await,
        403,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_word_of_a_program_brings_nobody_back() {
    let (served, key) = ready(3, "subscribers:vouch,subscribers:read").await;
    served
        .project
        .run(&["subscribers", "unsubscribe", "reader1@example.org"])
        .await
        .ended(0);
    served
        .project
        .run(&["subscribers", "forget", "reader2@example.org", "--yes"])
        .await
        .ended(0);
    let vouch = async |address: &str, given: &str| {
        let new =
            json!({ "address": address, "consent": { "wording": "Yes, send it", "given": given } });
        call(&served, &key, "POST", "subscribers", "", Some(new)).await
    };
    let given = "2026-10-01T12:00:00+02:00";
    let new = vouch("zoe@ferry.example", given).await;
    assert_eq!(new.status, 201, "{}", new.body);
    let person = json_of(&new);
    assert_eq!(person["state"], "active");
    assert_eq!(person["joined"], "2026-10-01T10:00:00Z");
    let place = field(&new, "location").expect("a place");
    assert_eq!(
        place,
        format!("http://127.0.0.1:8025/api/v1/subscribers/{}", person["id"])
    );
    let show = ["subscribers", "show", "zoe@ferry.example", "--json"];
    let consent = served.project.run(&show).await.ended(0).json()["consents"][0].clone();
    assert_eq!(consent["wording"], "Yes, send it");
    assert_eq!(consent["confirmed"], "2026-10-01T10:00:00Z");

    assert_eq!(vouch("reader0@example.org", given).await.status, 200);
    for barred in [
        "reader1@example.org",
        "reader2@example.org",
        "Reader2@example.org",
    ] {
        is_problem(&vouch(barred, given).await, 409);
    }
    assert_eq!(served.state("reader1@example.org").await, "unsubscribed");
    is_problem(
        &vouch("later@ferry.example", "2026-11-21T00:00:00Z").await,
        422,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_calls_too_often_has_to_wait_and_others_need_not() {
    let (mut served, key) = ready(0, "editions:read").await;
    served.project.set("ROUNDUP__API__PER_MINUTE", "3");
    let other = self::key(&served, "editions:read").await;
    let served = served.again("2026-11-20T06:00:00Z").await;
    for _ in 0..3 {
        get(&served, &key, "editions").await;
    }
    let enough = call(&served, &key, "GET", "editions", "", None).await;
    is_problem(&enough, 429);
    let wait: u64 = field(&enough, "retry-after")
        .expect("a wait")
        .parse()
        .expect("seconds");
    assert!((1..=21).contains(&wait), "{wait}");
    get(&served, &other, "editions").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_made_from_the_code() {
    let (served, _) = ready(0, "editions:read").await;
    let page = served.get("/api/openapi.json").await;
    assert_eq!(page.status, 200);
    assert_eq!(field(&page, "access-control-allow-origin"), None);
    let document = json_of(&page);
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], "http://127.0.0.1:8025");
    let mut calls = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        calls.extend(
            methods
                .as_object()
                .expect("methods")
                .keys()
                .map(|method| format!("{method} {path}")),
        );
    }
    insta::assert_snapshot!("calls", calls.join("\n"));
}
