//! Joining in the reader's language, where the form or the browser told it; and that a web server that nobody named is told of.

use std::process::Stdio;

use mail_parser::MessageParser;

use crate::support::{Served, Site, served};

fn subject(mail: &str) -> String {
    let message = MessageParser::default().parse(mail.as_bytes());
    let message = message.expect("a message");
    message.subject().expect("a subject").to_owned()
}

/// The path of the link that confirms.
fn link(mail: &str) -> String {
    let mail = mail.replace("=\r\n", "");
    let at = mail.find("/confirm/").expect("a link");
    mail[at..]
        .split_whitespace()
        .next()
        .expect("a link")
        .to_owned()
}

/// The mail to somebody, as soon as there are so many.
async fn mail_to(served: &Served, name: &str, count: usize) -> String {
    let to = format!("Delivered-To: {name}@ferry.example");
    let mails = served.mails(count).await;
    let mail = mails.into_iter().find(|mail| mail.contains(&to));
    mail.unwrap_or_else(|| panic!("no mail to {name}"))
}

async fn wording(served: &Served, name: &str) -> String {
    let show = [
        "subscribers",
        "show",
        &format!("{name}@ferry.example"),
        "--json",
    ];
    let person = served.project.run(&show).await.ended(0).json();
    person["consents"][0]["wording"]
        .as_str()
        .expect("words")
        .to_owned()
}

const GERMAN: &str = "Accept-Language: de-AT,de;q=0.9,en;q=0.5\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn joining_speaks_the_language_of_the_form_or_of_the_browser() {
    let served = Served::new(|_| {}).await;
    // Our own page: what is read on it is what is agreed to, and the mail and the button speak alike.
    let page = served.ask("GET", "/", GERMAN, "").await;
    assert!(page.body.contains("<html lang=\"de\""), "{}", page.body);
    assert!(
        page.body.contains("name=\"language\" value=\"de\""),
        "{}",
        page.body
    );
    let told = served
        .post("/subscribe", "email=zoe%40ferry.example&language=de")
        .await;
    assert!(
        told.body.contains("Sehen Sie in Ihr Postfach"),
        "{}",
        told.body
    );
    let mail = mail_to(&served, "zoe", 1).await;
    assert_eq!(subject(&mail), "Bitte bestätigen: Weekly Round-Up");
    let words = wording(&served, "zoe").await;
    assert!(words.starts_with("Ja, "), "{words}");
    let button = served.get(&link(&mail)).await;
    assert!(button.body.contains("<html lang=\"de\""), "{}", button.body);
    assert!(button.body.contains(&words), "{}", button.body);
    let joined = served.post(&link(&mail), "").await;
    assert!(joined.body.contains("<html lang=\"de\""), "{}", joined.body);

    // A form elsewhere that says nothing was read in the publication's language; the mail is in the browser's.
    let told = served
        .post_with("/subscribe", GERMAN, "email=ida%40ferry.example")
        .await;
    assert!(
        told.body.contains("Sehen Sie in Ihr Postfach"),
        "{}",
        told.body
    );
    let mail = mail_to(&served, "ida", 2).await;
    assert_eq!(subject(&mail), "Bitte bestätigen: Weekly Round-Up");
    let words = wording(&served, "ida").await;
    assert!(words.starts_with("Yes, "), "{words}");

    // A form that says its language has the last word; one that nobody speaks is none.
    let mut count = 2;
    for (name, form, subject_begins) in [
        ("eve", "&language=en", "Please confirm"),
        ("fay", "&language=fr", "À confirmer"),
        ("gus", "&language=%0d%0axx", "Bitte bestätigen"),
    ] {
        let body = format!("email={name}%40ferry.example{form}");
        assert_eq!(
            served.post_with("/subscribe", GERMAN, &body).await.status,
            200
        );
        count += 1;
        let mail = mail_to(&served, name, count).await;
        assert!(
            subject(&mail).starts_with(subject_begins),
            "{}",
            subject(&mail)
        );
    }

    // Who is on the list is written to in the language they chose, whatever a stranger's browser speaks.
    let choose = [
        "subscribers",
        "set",
        "zoe@ferry.example",
        "--language",
        "es",
    ];
    served.project.run(&choose).await.ended(0);
    // The first mail to them has to be a while ago.
    let served = served.again("2026-12-24T09:00:00Z").await;
    let before = served.mails_now();
    served
        .post_with("/subscribe", GERMAN, "email=zoe%40ferry.example")
        .await;
    let mails = served.mails(count + 1).await;
    let known = mails.iter().find(|mail| !before.contains(mail));
    let known = subject(known.expect("one more"));
    assert!(known.starts_with("Ya está en la lista"), "{known}");
    let form = ["subscribers", "form", "--language", "fr"];
    let form = served.project.run(&form).await.ended(0).stdout;
    assert!(form.contains("name=\"language\" value=\"fr\""), "{form}");
    assert!(form.contains("lang=\"fr\""), "{form}");
    let none = ["subscribers", "form", "--language", "xx"];
    served.project.run(&none).await.ended(64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_server_that_nobody_named_is_told_of_once() {
    let site = Site::start().await;
    let served = Served::of(site, |_| {});
    let mut command = served.project.command(&["serve", "--json"]);
    let (mut server, address) = served::listening(command.stderr(Stdio::piped())).await;
    for name in ["a", "b"] {
        let body = format!("email={name}%40ferry.example");
        let fields = format!(
            "X-Forwarded-For: 203.0.113.9\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            body.len()
        );
        let page = crate::web::ask_with(&address, "POST", "/subscribe", &fields, &body).await;
        assert_eq!(page.status, 200);
    }
    server.start_kill().expect("it ends");
    let ended = server.wait_with_output().await.expect("it ended");
    let log = String::from_utf8(ended.stderr).expect("UTF-8");
    assert_eq!(log.matches("is not in web.proxies").count(), 1, "{log}");

    // `check` says so beforehand, where it can be known.
    let mut project = served.project;
    let line = async |project: &crate::support::Project| {
        let checked = project.run(&["check", "--json"]).await.json();
        let lines = checked["checks"].as_array().expect("a list").clone();
        lines.into_iter().find(|line| line["what"] == "web")
    };
    assert_eq!(line(&project).await, None);
    project.set("ROUNDUP__WEB__PUBLIC_URL", "https://mail.quay.example/");
    let told = line(&project).await.expect("a line");
    assert_eq!(told["standing"], "warning", "{told}");
    project.set("ROUNDUP__WEB__PROXIES", "[\"127.0.0.0/8\"]");
    assert_eq!(line(&project).await, None);
}
