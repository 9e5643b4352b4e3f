//! Webhooks: programs elsewhere are told what happens, signed, again where they don't take it, and nowhere else.

#[cfg(feature = "failpoints")]
mod crash;

use std::time::Duration;

use serde_json::Value;

use crate::support::{
    Project, Served, Site,
    receiver::{Receiver, SECRET},
    site::Story,
    smtp_script::{At, Script, on},
};

const NOON: &str = "2026-11-23T12:00:00Z";

fn configure(project: &mut Project, webhooks: &[String]) {
    project.configure("[web]", &format!("{}\n[web]", webhooks.concat()));
    project.set("ROUNDUP_CLOCK", NOON);
}

/// A publication that nobody serves, with one webhook.
async fn unserved(receiver: &Receiver) -> (Site, Project) {
    let site = Site::start().await;
    let mut project = Project::new(&site, "outbox:outbox");
    configure(&mut project, &[receiver.webhook("crm")]);
    // From the first run on it is known who wants to be told.
    project.run(&["run"]).await.ended(0);
    (site, project)
}

async fn add(project: &Project, name: &str) {
    let address = format!("{name}@ferry.example");
    let add = ["subscribers", "add", &address];
    project.run(&add).await.ended(0);
}

async fn listed(project: &Project) -> Value {
    let list = ["webhook", "list", "--json"];
    project.run(&list).await.ended(0).json()
}

/// The messages to a webhook, as soon as they stand so.
async fn standing(project: &Project, name: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..100 {
        let mut list = listed(project).await;
        let webhooks = list["webhooks"].as_array_mut().expect("a list");
        let webhook = webhooks.iter_mut().find(|webhook| webhook["name"] == name);
        let messages = webhook.expect("the webhook")["messages"].take();
        if is_so(&messages) {
            return messages;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{}", listed(project).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_event_is_told_once_and_signed() {
    let receiver = Receiver::start().await;
    let refused = on(At::Rcpt)
        .for_address("gone@ferry.example")
        .reply("550 5.1.1 no such user");
    let relay = Script::new().rule(refused).start().await;
    let served = Served::new(|project| {
        configure(project, &[receiver.webhook("crm")]);
        project.configure("outbox:outbox", &format!("smtp://{}", relay.address));
    })
    .await;
    served
        .site
        .publish(Story::new("lock", "2026-11-22T10:00:00Z", "Waterways"));
    for name in ["anna", "gone", "zoe"] {
        add(&served.project, name).await;
    }
    let leave = ["subscribers", "unsubscribe", "zoe@ferry.example"];
    served.project.run(&leave).await.ended(0);
    served.project.run_in_turn(&["run", "--now"]).await;

    let mut got = receiver.wait_for("/crm", 6).await;
    standing(&served.project, "crm", |messages| messages["waiting"] == 0).await;
    assert_eq!(receiver.got("/crm").len(), 6, "one twice");
    got.sort_by_key(|got| (got.kind().to_owned(), got.body.to_string()));
    let mut ids: Vec<_> = got.iter().map(|got| &got.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "{ids:?}");
    let noon = got[0].timestamp;
    assert_eq!(noon, 1_795_435_200, "{:?}", got[0]);
    let bodies: Vec<_> = got.iter().map(|got| &got.body).collect();
    insta::assert_json_snapshot!("told", bodies);

    let export = ["subscribers", "export", "--person", "zoe@ferry.example"];
    let export = served.project.run(&export).await.ended(0).json();
    let told = export["webhooks"].as_array().expect("a list");
    assert_eq!(told.len(), 2, "{export}");
    assert_eq!(told[1]["event"], "subscriber.unsubscribed", "{export}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_fails_is_told_again_and_holds_up_nobody() {
    let receiver = Receiver::start().await;
    receiver.will_answer("/crm", &[500]);
    receiver.will_answer("/dead", &[0, 0, 0]);
    let mut served = Served::of(Site::start().await, |project| {
        let names = ["crm", "dead", "good"];
        configure(project, &names.map(|name| receiver.webhook(name)));
    });
    served.start().await;
    for name in ["anna", "zoe"] {
        add(&served.project, name).await;
    }
    // Nobody reads the first of the messages to one, and the second to the other is not waited for.
    receiver.wait_for("/good", 2).await;
    let first = receiver.wait_for("/crm", 1).await.remove(0);
    receiver.wait_for("/dead", 1).await;
    let late = standing(&served.project, "dead", |messages| messages["retried"] != 0);
    let late = late.await;
    assert_eq!(late["last"], "it did not answer within 2 s", "{late}");

    let checked = served.project.run(&["check", "--json"]).await.json();
    let lines = checked["checks"].as_array().expect("lines");
    let line = lines.iter().find(|line| line["what"] == "webhook dead");
    let line = line.unwrap_or_else(|| panic!("{checked}"));
    assert_eq!(line["standing"], "warning", "{line}");
    assert!(line["advice"].to_string().contains("retry dead"), "{line}");

    let served = served.again("2026-11-23T12:00:06Z").await;
    receiver.wait_for("/crm", 3).await;
    let messages = standing(&served.project, "crm", |messages| messages["waiting"] == 0);
    assert_eq!(messages.await["dead"], 0);
    let again = receiver.got("/crm");
    let again = again.iter().filter(|got| got.id == first.id);
    let again: Vec<_> = again.collect();
    assert_eq!(again.len(), 2, "{again:?}");
    assert_eq!(again[1].timestamp, first.timestamp + 6);
    assert_eq!(again[1].body, first.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_given_up_in_the_end_told_of_and_sent_anew_when_asked() {
    let receiver = Receiver::start().await;
    receiver.will_answer("/crm", &[503; 10]);
    let (_site, mut project) = unserved(&receiver).await;
    add(&project, "zoe").await;
    for day in 1..=10 {
        let clock = format!("2026-12-{day:02}T12:00:00Z");
        let ran = project.set("ROUNDUP_CLOCK", &clock).run(&["run"]).await;
        assert_eq!(receiver.got("/crm").len(), day);
        let told = ran.stderr.contains("given up after 10 tries: status 503");
        assert_eq!(told, day == 10, "{day}: {}", ran.stderr);
    }
    let list = project.run(&["webhook", "list"]).await.ended(0).stdout;
    let id = &receiver.got("/crm")[0].id;
    let list = list.replace(id, "ID");
    let list = list.replace(&receiver.address().to_string(), "ADDRESS");
    insta::assert_snapshot!("list", list);

    let retry = project.run(&["webhook", "retry", "crm"]).await.ended(0);
    assert_eq!(retry.stdout, "1 message to crm is sent anew\n");
    project.run(&["webhook", "retry", "crn"]).await.ended(65);
    project.run(&["run"]).await;
    let got = receiver.got("/crm");
    assert_eq!(got.len(), 11);
    assert!(got.iter().all(|got| got.id == *id), "{got:?}");
    assert_eq!(listed(&project).await["dead"], serde_json::json!([]));

    // A month later a run remembers nothing of it, where nobody serves.
    let told = async |project: &Project| {
        let everything = ["subscribers", "export", "--person", "zoe@ferry.example"];
        let everything = project.run(&everything).await.ended(0).json();
        everything["webhooks"].as_array().expect("a list").len()
    };
    assert_ne!(told(&project).await, 0);
    project.set("ROUNDUP_CLOCK", "2027-02-01T09:00:00Z");
    project.run(&["run"]).await;
    assert_eq!(told(&project).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_stay_out_of_private_networks_and_follow_nobody() {
    let receiver = Receiver::start().await;
    receiver.will_answer("/moved", &[302, 307]);
    let site = Site::start().await;
    let mut project = Project::new(&site, "outbox:outbox");
    let port = receiver.address().port();
    let webhook = |name: &str, url: &str, allowed: &str| {
        let it = receiver.webhook(name);
        let it = it.replace(&format!("http://127.0.0.1:{port}/{name}"), url);
        it.replace("[\"127.0.0.0/8\"]", allowed)
    };
    let others = "[\"10.0.0.0/8\"]";
    let inside = [
        webhook("literal", &format!("https://127.0.0.1:{port}/in"), "[]"),
        webhook(
            "mapped",
            &format!("http://[::ffff:127.0.0.1]:{port}/in"),
            others,
        ),
        webhook("named", &format!("http://localhost:{port}/in"), others),
        receiver.webhook("moved"),
    ];
    configure(&mut project, &inside);
    project.run(&["run"]).await.ended(0);
    add(&project, "zoe").await;
    project.run(&["run"]).await.ended(0);
    assert_eq!(receiver.got("/moved").len(), 1);
    assert!(receiver.got("/elsewhere").is_empty() && receiver.got("/in").is_empty());
    for name in ["literal", "mapped", "named"] {
        let messages = standing(&project, name, |messages| messages["retried"] == 1).await;
        let last = messages["last"].as_str().expect("words");
        assert!(last.contains("in a private network"), "{name}: {last}");
    }
    let moved = standing(&project, "moved", |messages| messages["retried"] == 1).await;
    let last = moved["last"].as_str().expect("words");
    assert!(last.contains("302: it leads elsewhere"), "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_never_on_the_list_is_nobodys_news_and_who_was_erased_has_no_name() {
    let receiver = Receiver::start().await;
    let (_site, project) = unserved(&receiver).await;
    // Whoever brings a list knows who is on it; but not always who has left.
    project.write(
        "list.csv",
        "email,name,state\nanna@ferry.example,Anna,active\nzoe@ferry.example,Zoe,active\n",
    );
    let import = ["subscribers", "import", "list.csv"];
    project.run(&import).await.ended(0);
    project.run(&["run"]).await.ended(0);
    assert!(receiver.got("/crm").is_empty());

    project.write(
        "list.csv",
        "email,name,state\nanna@ferry.example,Anna,unsubscribed\nnew@ferry.example,,unsubscribed\n",
    );
    let trial = ["subscribers", "import", "list.csv", "--dry-run"];
    project.run(&trial).await.ended(0);
    project.run(&["run"]).await.ended(0);
    assert!(receiver.got("/crm").is_empty(), "of what was only tried");
    project.run(&import).await.ended(0);
    for who in ["anna", "zoe"] {
        let address = format!("{who}@ferry.example");
        let forget = ["subscribers", "forget", &address, "--yes"];
        project.run(&forget).await.ended(0);
    }
    project.run(&["run"]).await.ended(0);
    let got = receiver.got("/crm");
    let told: Vec<_> = got.iter().map(|got| got.body["data"].to_string()).collect();
    assert_eq!(
        told,
        [
            r#"{"address":null,"id":1,"name":null,"state":"unsubscribed","was":"active"}"#,
            r#"{"address":null,"id":1,"name":null,"state":"forgotten","was":"unsubscribed"}"#,
            r#"{"address":null,"id":2,"name":null,"state":"forgotten","was":"active"}"#,
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_webhook_that_is_gone_is_kept_for_its_return() {
    let receiver = Receiver::start().await;
    receiver.will_answer("/crm", &[500]);
    let (_site, project) = unserved(&receiver).await;
    add(&project, "zoe").await;
    project.configure("[webhook.crm]", "[webhook.other]");
    project.run(&["run"]).await.ended(0);
    let list = listed(&project).await;
    let why = list["dead"][0]["reply"].as_str().expect("a reason");
    assert!(why.contains("no webhook of this name"), "{list}");
    project.configure("[webhook.other]", "[webhook.crm]");
    project.run(&["webhook", "retry", "crm"]).await.ended(0);
    project.run(&["run"]).await.ended(0);
    assert_eq!(receiver.got("/crm").len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_webhook_is_told_without_its_secret() {
    let receiver = Receiver::start().await;
    let site = Site::start().await;
    let whole = receiver.webhook("crm");
    let allowed = "allow_private = [\"127.0.0.0/8\"]\n";
    let secret = format!("secret = \"{SECRET}\"");
    for (from, to, wanted) in [
        (allowed, "", "not https"),
        (SECRET, "whsec_hunter2", "openssl rand -base64 32"),
        (&secret, "", "secret_file"),
        (&secret, "secret_file = \"none\"", "can't read the secret"),
        (
            "subscriber.bounced",
            "subscriber.left",
            "there are subscriber.subscribed",
        ),
        ("\"2s\"", "\"2m\"", "more than 60s"),
        ("[webhook.crm]", "[webhook.\"a b\"]", "small letters"),
    ] {
        let mut project = Project::new(&site, "outbox:outbox");
        configure(&mut project, &[whole.replace(from, to)]);
        let ran = project.run(&["run"]).await.ended(78);
        assert!(ran.stderr.contains(wanted), "{to}: {}", ran.stderr);
        assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    }
    // While a secret is changed, both sign.
    let mut project = Project::new(&site, "outbox:outbox");
    project.write("secrets", &format!("{SECRET}\n{SECRET}\n"));
    let two = whole.replace(&secret, "secret_file = \"secrets\"");
    configure(&mut project, &[two]);
    project.run(&["run"]).await.ended(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_confirms_or_is_vouched_for_is_told_of() {
    let receiver = Receiver::start().await;
    let served = Served::new(|project| configure(project, &[receiver.webhook("crm")])).await;
    served
        .post("/subscribe", "email=zoe%40ferry.example&name=Zoe")
        .await;
    let mail = served.mails(1).await.remove(0);
    let link = mail.find("/confirm/").expect("a link");
    let link = mail[link..].split(char::is_whitespace).next();
    let confirmed = served.post(link.expect("a link"), "").await;
    assert_eq!(confirmed.status, 200);

    let new = [
        "key",
        "new",
        "crm",
        "--scope",
        "subscribers:vouch",
        "--json",
    ];
    let key = served.project.run(&new).await.ended(0).json();
    let key = key["secret"].as_str().expect("a key");
    let head = format!("Authorization: Bearer {key}\r\nContent-Type: application/json\r\n");
    let vouched = r#"{"address":"anna@ferry.example","consent":{"wording":"Yes","given":"2026-11-01T00:00:00Z"}}"#;
    let vouched = served
        .ask("POST", "/api/v1/subscribers", &head, vouched)
        .await;
    assert_eq!(vouched.status, 201, "{}", vouched.body);

    let mut got = receiver.wait_for("/crm", 2).await;
    got.sort_by_key(|got| got.body.to_string());
    let told: Vec<_> = got.iter().map(|got| got.body["data"].to_string()).collect();
    assert_eq!(
        told,
        [
            r#"{"address":"anna@ferry.example","id":2,"name":null,"state":"active","was":null}"#,
            r#"{"address":"zoe@ferry.example","id":1,"name":"Zoe","state":"active","was":"pending"}"#,
        ]
    );
}
