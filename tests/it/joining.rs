//! Joining: the form, the mail, the button behind its link; and that nobody is told who is on the list.

use mail_parser::MessageParser;

use crate::support::{Served, served::Page};

async fn ask(served: &Served, address: &str) -> Page {
    let body = format!("email={}", address.replace('@', "%40"));
    served.post("/subscribe", &body).await
}

fn text_of(mail: &str) -> String {
    let message = MessageParser::default().parse(mail.as_bytes());
    let message = message.expect("a message");
    let subject = message.subject().expect("a subject");
    let text = message.body_text(0).expect("a text part");
    format!("Subject: {subject}\n\n{text}")
}

fn link(mail: &str) -> String {
    let text = text_of(mail);
    let line = text.lines().find(|line| line.starts_with("http"));
    let line = line.unwrap_or_else(|| panic!("no link in {text}"));
    line.trim_start_matches("http://127.0.0.1:8025").to_owned()
}

async fn shown(served: &Served, address: &str) -> serde_json::Value {
    let show = ["subscribers", "show", address, "--json"];
    served.project.run(&show).await.ended(0).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_joins_and_only_the_button_puts_them_on_the_list() {
    let served = Served::new(|_| {}).await;
    let page = served.get("/").await;
    assert_eq!(page.status, 200);
    let (_, form) = page.body.split_once("<main>").expect("a page");
    insta::assert_snapshot!("form", form);

    let told = ask(&served, "Zoe@Ferry.Example").await;
    assert_eq!(told.status, 200);
    assert!(told.body.contains("Look into your inbox"), "{}", told.body);
    let mail = served.mails(1).await.remove(0);
    assert!(mail.contains("Auto-Submitted: auto-generated"), "{mail}");
    assert!(mail.contains("Delivered-To: Zoe@ferry.example"), "{mail}");
    let link = link(&mail);
    let text = text_of(&mail).replace(&link, "/confirm/TOKEN");
    insta::assert_snapshot!("letter", text);

    // A scanner follows the link, and nothing comes of it.
    for _ in 0..3 {
        let page = served.get(&link).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Yes, send me"), "{}", page.body);
    }
    assert_eq!(served.state("zoe@ferry.example").await, "pending");
    for _ in 0..2 {
        let done = served.post(&link, "").await;
        assert_eq!(done.status, 200);
        assert!(done.body.contains("You are on the list"), "{}", done.body);
    }
    let person = shown(&served, "zoe@ferry.example").await;
    assert_eq!(person["state"], "active");
    let consent = &person["consents"][0];
    assert_eq!(consent["caller"], "127.0.0.0/24");
    assert_eq!(consent["page"], "http://127.0.0.1:8025/");
    let wording = consent["wording"].as_str().expect("the words");
    assert!(wording.contains("I can leave at any time"), "{wording}");
    assert!(!consent["confirmed"].is_null(), "{consent}");
    assert_eq!(consent["confirmer"], "127.0.0.0/24");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_never_tells_who_is_on_the_list() {
    let served = Served::new(|_| {}).await;
    for command in [
        ["add", "on@ferry.example"],
        ["add", "left@ferry.example"],
        ["unsubscribe", "left@ferry.example"],
    ] {
        let command = ["subscribers", command[0], command[1]];
        served.project.run(&command).await.ended(0);
    }
    let mut told = Vec::new();
    for name in ["on", "left", "new", "on"] {
        let page = ask(&served, &format!("{name}@ferry.example")).await;
        told.push((page.status, page.body));
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");

    // Asked twice, written to once: nobody's inbox can be filled.
    let mails = served.mails(3).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(served.mails_now().len(), 3);
    let to = |name: &str| {
        let wanted = format!("Delivered-To: {name}@ferry.example");
        let found = mails.iter().find(|mail| mail.contains(&wanted));
        found.unwrap_or_else(|| panic!("no mail to {name}"))
    };
    insta::assert_snapshot!(
        "known",
        text_of(to("on")).replace(&link(to("on")), "/preferences/TOKEN")
    );
    assert_eq!(served.state("on@ferry.example").await, "active");

    // Who left comes back by the button alone.
    let back = link(to("left"));
    assert_eq!(served.state("left@ferry.example").await, "unsubscribed");
    served.post(&back, "").await;
    assert_eq!(served.state("left@ferry.example").await, "active");
    // And whoever leaves again is not brought back by the old link.
    let leave = ["subscribers", "unsubscribe", "left@ferry.example"];
    served.project.run(&leave).await.ended(0);
    let again = served.post(&back, "").await;
    assert!(again.body.contains("too old"), "{}", again.body);
    assert_eq!(served.state("left@ferry.example").await, "unsubscribed");

    // Who changed what is theirs to have.
    let everything = ["subscribers", "export", "--person", "left@ferry.example"];
    let everything = served.project.run(&everything).await.ended(0).json();
    let consents = everything["consents"].as_array().expect("a list");
    let confirmed = |consent: &&serde_json::Value| consent["confirmed"].is_string();
    let confirmed: Vec<_> = consents.iter().filter(confirmed).collect();
    assert_eq!(
        confirmed.len(),
        2,
        "what they agreed to first stays: {everything}"
    );
    assert_eq!(confirmed[0]["page"], "", "{everything}");
    let changes = everything["changes"].as_array().expect("a list");
    let changes: Vec<_> = changes
        .iter()
        .map(|change| {
            format!("{} {} -> {}", change["by"], change["was"], change["state"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        changes,
        [
            "operator active -> unsubscribed",
            "reader unsubscribed -> active",
            "operator active -> unsubscribed",
        ]
    );
    assert_eq!(everything["notices"][0]["state"], "sent", "{everything}");
    let forget = ["subscribers", "forget", "left@ferry.example", "--yes"];
    served.project.run(&forget).await.ended(0);
    served
        .project
        .run(&["subscribers", "export", "--person", "left@ferry.example"])
        .await
        .ended(65);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_barred_is_told_the_same_and_who_complained_is_not_written_to() {
    let served = Served::new(|_| {}).await;
    let list = "email,state\ndead@ferry.example,bounced\nangry@ferry.example,complained\ngone@ferry.example,active\n";
    served.project.write("list.csv", list);
    for command in [
        &["subscribers", "import", "list.csv"][..],
        &["subscribers", "forget", "gone@ferry.example", "--yes"],
    ] {
        served.project.run(command).await.ended(0);
    }
    let mut told = Vec::new();
    for name in ["new", "dead", "angry", "gone"] {
        let page = ask(&served, &format!("{name}@ferry.example")).await;
        told.push((page.status, page.head.lines().count(), page.body));
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
    let mails = served.mails(3).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(served.mails_now().len(), 3);
    assert!(!mails.concat().contains("angry@"), "{mails:?}");
    // Only their own press brings them back.
    for (name, before) in [("dead", "bounced"), ("gone", "pending")] {
        let address = format!("{name}@ferry.example");
        assert_eq!(served.state(&address).await, before);
        let to = format!("Delivered-To: {address}");
        let mail = mails.iter().find(|mail| mail.contains(&to));
        served.post(&link(mail.expect("their mail")), "").await;
        assert_eq!(served.state(&address).await, "active");
    }
    assert_eq!(served.state("angry@ferry.example").await, "complained");
}

/// A write that waits for the disk takes a while: it is made for those, too, of whom nothing is to be written.
#[tokio::test(flavor = "multi_thread")]
async fn how_long_it_takes_tells_nothing_of_who_complained() {
    let served = Served::new(|_| {}).await;
    served
        .project
        .write("list.csv", "email,state\nangry@ferry.example,complained\n");
    let import = ["subscribers", "import", "list.csv"];
    served.project.run(&import).await.ended(0);
    let store = rusqlite::Connection::open(served.project.path("roundup.db")).expect("the store");
    let version = || -> i64 {
        let changes = "pragma data_version";
        store.query_row(changes, [], |row| row.get(0)).expect("it")
    };
    // The server has other things to write when it begins.
    let mut seen = 0;
    while seen != version() {
        seen = version();
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    assert_eq!(ask(&served, "angry@ferry.example").await.status, 200);
    assert_ne!(version(), seen);
    let left = "select count(*) from notice";
    let left: i64 = store.query_row(left, [], |row| row.get(0)).expect("it");
    assert_eq!(left, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_and_nonsense_get_nobody_on_the_list() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__SUBSCRIBE__PER_CALLER", "3");
    })
    .await;
    let trapped = served
        .post("/subscribe", "email=a%40ferry.example&website=x")
        .await;
    assert_eq!(trapped.status, 200);
    assert!(trapped.body.contains("Look into your inbox"));
    let nonsense = served
        .post("/subscribe", "email=%3Cscript%3E%0D%0ABcc%3A+all")
        .await;
    assert_eq!(nonsense.status, 422);
    assert!(nonsense.body.contains("&lt;script&gt;") && !nonsense.body.contains("<script>"));
    assert_eq!(served.post("/subscribe", "nothing=1").await.status, 400);
    assert_eq!(ask(&served, "b@ferry.example").await.status, 200);
    let enough = ask(&served, "c@ferry.example").await;
    assert_eq!(enough.status, 429);
    assert!(enough.head.contains("retry-after: 3600"), "{}", enough.head);
    served.mails(1).await;
    let list = served.project.run(&["subscribers", "list", "--json"]).await;
    let list = list.ended(0).json().to_string();
    assert!(list.contains("b@ferry.example"), "{list}");
    assert!(
        !list.contains("a@ferry.example") && !list.contains("c@ferry.example"),
        "{list}"
    );

    for token in ["x", "AWMAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(served.get(&format!("/confirm/{token}")).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_of_named_sites_may_read_the_answer() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__SUBSCRIBE__ORIGINS", "[\"https://weir.example\"]");
    })
    .await;
    let ask = async |origin: &str, name: &str| {
        let head = format!(
            "Origin: {origin}\r\nAccept: application/json\r\nReferer: {origin}/join?secret=1\r\n"
        );
        let body = format!("email={name}%40ferry.example");
        served.post_with("/subscribe", &head, &body).await
    };
    let named = ask("https://weir.example", "a").await;
    let leave = "access-control-allow-origin: https://weir.example";
    assert!(named.head.contains(leave), "{}", named.head);
    assert!(named.body.contains("\"ok\":true"), "{}", named.body);
    let other = ask("https://evil.example", "b").await;
    assert!(!other.head.contains("access-control"), "{}", other.head);
    let person = shown(&served, "a@ferry.example").await;
    assert_eq!(person["consents"][0]["page"], "https://weir.example/join");

    let form = ["subscribers", "form", "--script"];
    let form = served.project.run(&form).await.ended(0);
    insta::assert_snapshot!("pasted", form.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_list_has_no_door() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__SUBSCRIBE__SIGN_UP", "closed");
    })
    .await;
    assert_eq!(served.get("/").await.status, 404);
    assert_eq!(ask(&served, "a@ferry.example").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_confirm_in_time_is_erased() {
    let served = Served::new(|project| {
        project.set("ROUNDUP_CLOCK", "from 2026-11-20T06:00:00Z");
    })
    .await;
    ask(&served, "late@ferry.example").await;
    let link = link(&served.mails(1).await[0]);
    // Too old to confirm, and an hour short of being erased: the clock goes on, and the machine may be slow.
    let mut later = served.again("from 2026-11-28T05:00:00Z").await;
    let stale = later.post(&link, "").await;
    assert!(stale.body.contains("too old"), "{}", stale.body);
    assert_eq!(later.state("late@ferry.example").await, "pending");
    later = later.again("from 2026-11-29T06:00:00Z").await;
    let show = ["subscribers", "show", "late@ferry.example"];
    for _ in 0..100 {
        if later.project.run(&show).await.code == Some(65) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("still known");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_address_holds_up_no_other() {
    let served = Served::new(|project| {
        // The server finds the relay down at first, so that both mails wait.
        project.set("ROUNDUP__SMTP__URL", "smtp://127.0.0.1:1");
        project.set("ROUNDUP_CLOCK", "2026-11-23T09:00:00Z");
    })
    .await;
    for name in ["ada", "zoe"] {
        let asked = ask(&served, &format!("{name}@ferry.example")).await;
        assert_eq!(asked.status, 200);
    }
    let store = rusqlite::Connection::open(served.project.path("roundup.db")).expect("the store");
    let damage = "update subscriber set address = 'ada at ferry' where address like 'ada@%'";
    assert_eq!(store.execute(damage, []).expect("a row"), 1);
    let mut served = served;
    served.project.set("ROUNDUP__SMTP__URL", "outbox:outbox");
    let served = served.again("2026-11-23T10:00:00Z").await;
    let mail = served.mails(1).await.remove(0);
    assert!(mail.contains("Delivered-To: zoe@ferry.example"), "{mail}");
    let reply = "select reply from notice where state = 'failed'";
    let mut told = None;
    while told.is_none() {
        // Which of the two is due first is chance.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        told = store.query_row(reply, [], |row| row.get(0)).ok();
    }
    let reply: String = told.unwrap_or_default();
    assert!(reply.contains("has no @"), "{reply}");
}

/// What the form of a page would send: its hidden fields.
fn hidden(page: &str) -> Vec<(String, String)> {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once('"').expect("a name");
            let (_, rest) = rest.split_once("value=\"").expect("a value");
            let (value, _) = rest.split_once('"').expect("its end");
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

fn sent(fields: &[(String, String)], solution: &str) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        let value = if name == "solution" { solution } else { value };
        form.append_pair(name, value);
    }
    form.finish()
}

fn solution(puzzle: &str) -> String {
    use sha2::Digest as _;
    let solves = |n: &u64| sha2::Sha256::digest(format!("{puzzle}:{n}"))[..2] == [0, 0];
    (0..).find(solves).expect("a solution").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_takes_work_or_a_wait_where_it_is_asked_for() {
    let challenged = |project: &mut crate::support::Project| {
        project.set("ROUNDUP_CLOCK", "2026-11-23T09:00:00Z");
        project.set("ROUNDUP__SUBSCRIBE__CHALLENGE", "always");
    };
    let served = Served::new(challenged).await;
    let posed = ask(&served, "zoe@ferry.example").await;
    assert_eq!(posed.status, 403);
    assert!(posed.head.contains("script-src 'self'"), "{}", posed.head);
    let fields = hidden(&posed.body);
    let puzzle = &fields
        .iter()
        .find(|(name, _)| name == "puzzle")
        .expect("one")
        .1;
    let (_, page) = posed.body.split_once("<main>").expect("a page");
    insta::assert_snapshot!("challenge", page.replace(puzzle.as_str(), "PUZZLE"));
    let script = served.get("/challenge.js").await;
    assert_eq!(script.status, 200);
    assert!(script.head.contains("content-type: text/javascript"));

    // Nothing done, another's work, or a puzzle that we never made: nobody is signed up.
    let solved = sent(&fields, &solution(puzzle));
    for body in [
        sent(&fields, "1"),
        solved.replace("zoe", "abe"),
        solved.replace(&puzzle[..20], &puzzle[1..21]),
    ] {
        assert_eq!(served.post("/subscribe", &body).await.status, 403, "{body}");
    }
    let json = served.post_with(
        "/subscribe",
        "Accept: application/json\r\n",
        "email=a%40b.example",
    );
    assert!(json.await.body.contains("\"page\":true"));
    assert_eq!(served.post("/subscribe", &solved).await.status, 200);
    served.mails(1).await;
    assert_eq!(served.state("zoe@ferry.example").await, "pending");

    // Without scripts, a wait does as well; an hour later, neither.
    let posed = ask(&served, "ida@ferry.example").await;
    let waited = sent(&hidden(&posed.body), "");
    // Pressed too early, and the wait goes on: the puzzle is the same.
    let early = served.post("/subscribe", &waited).await;
    assert_eq!(
        (early.status, sent(&hidden(&early.body), "")),
        (403, waited.clone())
    );
    let served = served.again("2026-11-23T09:00:31Z").await;
    assert_eq!(served.post("/subscribe", &waited).await.status, 200);
    let served = served.again("2026-11-23T10:00:01Z").await;
    assert_eq!(served.post("/subscribe", &solved).await.status, 403);
}

/// The post that fetches the puzzle and the one that brings its solution are one signing up.
#[tokio::test(flavor = "multi_thread")]
async fn signing_up_with_work_counts_once_and_no_oftener_than_without() {
    let served = Served::new(|project| {
        project.set("ROUNDUP_CLOCK", "2026-11-23T09:00:00Z");
        project.set("ROUNDUP__SUBSCRIBE__CHALLENGE", "always");
        project.set("ROUNDUP__SUBSCRIBE__PER_CALLER", "2");
    })
    .await;
    let solved = async |address: &str| {
        let posed = ask(&served, address).await;
        assert_eq!(posed.status, 403, "{address}: {}", posed.body);
        let fields = hidden(&posed.body);
        let puzzle = fields.iter().find(|(name, _)| name == "puzzle");
        sent(&fields, &solution(&puzzle.expect("one").1))
    };
    let (zoe, ida) = (
        solved("zoe@ferry.example").await,
        solved("ida@ferry.example").await,
    );
    // No more work is given out than may be done.
    assert_eq!(ask(&served, "abe@ferry.example").await.status, 429);
    for (body, status) in [(&zoe, 200), (&ida, 200), (&zoe, 429)] {
        assert_eq!(
            served.post("/subscribe", body).await.status,
            status,
            "{body}"
        );
    }
    served.mails(2).await;
}

/// The puzzle's page says nothing of where it came from, as a browser under our policy: the form before it did.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_somebody_joined_on_survives_the_puzzle() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__SUBSCRIBE__CHALLENGE", "always");
    })
    .await;
    let form = "email=zoe%40ferry.example";
    let from = "Origin: https://weir.example\r\n";
    let posed = served.post_with("/subscribe", from, form).await;
    let fields = hidden(&posed.body);
    let puzzle = fields.iter().find(|(name, _)| name == "puzzle");
    let solved = sent(&fields, &solution(&puzzle.expect("one").1));
    // Another page can't be slipped in.
    let another = solved.replace("weir.example", "mill.example");
    assert_ne!(another, solved);
    let nowhere = "Origin: null\r\n";
    for (body, status) in [(another, 403), (solved, 200)] {
        let answer = served.post_with("/subscribe", nowhere, &body).await;
        assert_eq!(answer.status, status, "{body}");
    }
    let person = shown(&served, "zoe@ferry.example").await;
    assert_eq!(person["consents"][0]["page"], "https://weir.example/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quoted_local_part_is_written_to() {
    let served = Served::new(|_| {}).await;
    let asked = ask(&served, "%22zoe%20of%20the%20quay%22@ferry.example").await;
    assert_eq!(asked.status, 200);
    let mails = served.mails(1).await;
    let to = "To: \"zoe of the quay\"@ferry.example";
    assert!(mails[0].contains(to), "{}", mails[0]);
}

/// What the page asks is what its button does.
#[tokio::test(flavor = "multi_thread")]
async fn the_old_link_of_who_left_asks_nothing() {
    let served = Served::new(|_| {}).await;
    ask(&served, "zoe@ferry.example").await;
    let confirm = link(&served.mails(1).await[0]);
    assert_eq!(served.post(&confirm, "").await.status, 200);
    assert!(served.get(&confirm).await.body.contains("<form"));
    let leave = ["subscribers", "unsubscribe", "zoe@ferry.example"];
    served.project.run(&leave).await.ended(0);
    let (asked, pressed) = (served.get(&confirm).await, served.post(&confirm, "").await);
    assert_eq!(asked.body, pressed.body);
    assert!(!asked.body.contains("<form"), "{}", asked.body);
    assert_eq!(served.state("zoe@ferry.example").await, "unsubscribed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlisted_archive_is_not_linked() {
    let served = Served::new(|project| {
        project.set("ROUNDUP__WEB__ARCHIVE", "unlisted");
    })
    .await;
    let page = served.get("/").await.body;
    assert!(!page.contains("archive"), "{page}");
}
