//! Every page as the built program serves it, written into the folder named by `ROUNDUP_LOOK`, to be looked at.
//! Without the variable nothing is written, and only that each can be had is tested.

use std::{env, fs, path::PathBuf};

use mail_parser::MessageParser;

use crate::{
    support::{Served, Site, served::Page},
    web::served_with,
};

/// No page has more octets than this.
const LIMIT: usize = 20_000;

/// Keeps a page.
fn show(name: &str, page: &Page, status: u16) {
    assert_eq!(page.status, status, "{name}: {}", page.body);
    assert_eq!(page.body.matches("<main").count(), 1, "{name}");
    assert!(page.body.len() < LIMIT, "{name}: {}", page.body.len());
    keep(&format!("page-served-{name}.html"), &page.body);
}

fn keep(file: &str, content: &str) {
    if let Some(dir) = env::var_os("ROUNDUP_LOOK").map(PathBuf::from) {
        fs::create_dir_all(&dir).expect("a folder");
        fs::write(dir.join(file), content).expect("a page");
    }
}

/// The first address of a page that leads to such a place.
fn address(page: &Page, place: &str) -> String {
    let at = page.body.find(&format!("/{place}/"));
    let at = at.unwrap_or_else(|| panic!("no {place} in {}", page.body));
    page.body[at..]
        .split(['"', '&'])
        .next()
        .expect("an address")
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_edition_and_of_a_reader() {
    let served = served_with(&[], &[]).await;
    let get = async |path: &str| crate::web::get(&served.address, path).await;
    let post = async |path: &str, body: &str| {
        let length = body.len();
        let fields = format!(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
        );
        crate::web::ask_with(&served.address, "POST", path, &fields, body).await
    };
    let pages = [
        ("index", get("/archive").await),
        ("edition", get("/archive/1").await),
    ];
    for (name, page) in &pages {
        show(name, &adopted(page), 200);
    }
    let leave = &served.links[0];
    let asked = get(leave).await;
    show("unsubscribe", &adopted(&asked), 200);
    let preferences = address(&adopted(&asked), "preferences");
    show("preferences", &adopted(&get(&preferences).await), 200);
    let arabic = "change=save&frequency=monthly&section=Waterways&format=html&language=ar";
    show(
        "preferences-ar",
        &adopted(&post(&preferences, arabic).await),
        200,
    );
    show("unsubscribe-ar", &adopted(&get(leave).await), 200);
    post(
        &preferences,
        "change=save&frequency=every&section=Waterways&format=html&language=en",
    )
    .await;
    let paused = post(&preferences, "change=pause").await;
    show("preferences-paused", &adopted(&paused), 200);
    let left = post(leave, "List-Unsubscribe=One-Click").await;
    show("unsubscribed", &adopted(&left), 200);
    show("preferences-left", &adopted(&get(&preferences).await), 200);
    show("nothing", &adopted(&get("/nothing").await), 404);
    let forged = get("/unsubscribe/forged").await;
    show("forged", &adopted(&forged), forged.status);
}

fn adopted(page: &crate::web::Page) -> Page {
    Page {
        status: page.status,
        head: page.head.clone(),
        body: page.body.clone(),
    }
}

/// Joining, from the form to the list, and the mail in between; names end in `end`.
async fn joining(served: &Served, end: &str) {
    let page = |name: &str| format!("{name}{end}");
    show(&page("join"), &served.get("/").await, 200);
    show(&page("no-edition"), &served.get("/archive").await, 200);
    let asked = served.post("/subscribe", "email=zoe%40ferry.example").await;
    show(&page("joining"), &asked, 200);
    let wrong = served.post("/subscribe", "email=nobody").await;
    show(&page("join-wrong"), &wrong, wrong.status);
    let mail = served.mails(1).await.remove(0);
    let mail = MessageParser::default().parse(mail.as_bytes());
    let letter = mail.as_ref().and_then(|mail| mail.body_html(0));
    let letter = letter.expect("an HTML part");
    assert_eq!(letter.matches("role=\"main\"").count(), 1, "{letter}");
    keep(&format!("mail-letter{end}.html"), &letter);
    let at = letter.find("/confirm/").expect("a link");
    let link = letter[at..].split('"').next().expect("a link");
    show(&page("confirm"), &served.get(link).await, 200);
    show(&page("confirmed"), &served.post(link, "").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_somebody_who_joins() {
    joining(&Served::new(|_| {}).await, "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_somebody_who_joins_from_the_right() {
    let mut served = Served::of(Site::start().await, |project| {
        project.configure("timezone = ", "language = \"ar\"\ntimezone = ");
    });
    served.start().await;
    joining(&served, "-ar").await;
}
