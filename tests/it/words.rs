//! A publication in another language, end to end: its mail, its proof, its pages, and what `check` says of it.

use mail_parser::MessageParser;
use serde_json::Value;

use crate::{
    support::{Project, Site, served, site::Story},
    web::get,
};

async fn publication(language: &str) -> (Project, Site) {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, "outbox:outbox");
    project.configure(
        "timezone = ",
        &format!("language = \"{language}\"\ntimezone = "),
    );
    project.configure("[edition]", "[edition]\nsubject = \"{pieces}: {lead}\"");
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    (project, site)
}

/// The one mail in the outbox: its subject, and its text part.
fn mail(project: &Project) -> (String, String) {
    let outbox = std::fs::read_dir(project.path("outbox")).expect("the outbox");
    let files: Vec<_> = outbox.map(|file| file.expect("a mail").path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let mail = std::fs::read(&files[0]).expect("a mail");
    let parsed = MessageParser::default().parse(&mail).expect("a message");
    let text = parsed.body_text(0).expect("a text part").into_owned();
    let subject = parsed.subject().expect("a subject").to_owned();
    (subject, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_and_the_pages_are_in_arabic() {
    let (project, _site) = publication("ar").await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    project
        .run(&["proof", "--to", "desk@quay.example"])
        .await
        .ended(0);
    let (subject, text) = mail(&project);
    assert_eq!(subject, "[بروفة]\u{a0}مقال واحد: The story of lock");
    assert!(text.contains("الجمعة، 20 نوفمبر 2026"), "{text}");

    let (_server, address) = served::serve(&project).await;
    let nowhere = get(&address, "/nowhere").await;
    assert_eq!(nowhere.status, 404);
    assert!(
        nowhere.body.contains("<html lang=\"ar\" dir=\"rtl\">")
            && nowhere.body.contains("هذه الصفحة غير موجودة"),
        "{}",
        nowhere.body
    );
    // What the proof links to belongs to nobody.
    let (_, rest) = text.split_once("/unsubscribe/").expect("a way to leave");
    let token: String = rest.chars().take_while(|c| !c.is_whitespace()).collect();
    let page = get(&address, &format!("/unsubscribe/{token}")).await;
    assert!(page.body.contains("هذا الرابط لا يخص أحدًا"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_warns_once_of_a_language_without_words() {
    for (language, lines) in [("de-AT", 0), ("pt", 1)] {
        let (project, _site) = publication(language).await;
        let check = project.run(&["check", "--json"]).await.json();
        let checks = check["checks"].as_array().expect("lines");
        let said: Vec<&Value> = checks
            .iter()
            .filter(|line| line["what"] == "publication.language")
            .collect();
        assert_eq!(said.len(), lines, "{said:?}");
        for line in said {
            assert_eq!(line["standing"], "warning");
            assert_eq!(line["found"], "no words in `pt`: English ones are used");
            assert_eq!(line["advice"], "there are words in en, de, fr, es, ar");
        }
    }
}
