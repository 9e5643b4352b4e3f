//! Every page as the built program serves it, written into the folder named by `ROUNDUP_LOOK`, to be looked at.
//! Without the variable nothing is written, and only that each can be had is tested.

use std::{env, fs, path::PathBuf};

use crate::{
    support::{Served, served::Page},
    web::served_with,
};

/// Keeps a page, with the photos of the sample beside it.
fn show(name: &str, page: &Page, status: u16) {
    assert_eq!(page.status, status, "{name}: {}", page.body);
    assert_eq!(page.body.matches("<main").count(), 1, "{name}");
    let Some(dir) = env::var_os("ROUNDUP_LOOK").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(&dir).expect("a folder");
    fs::write(dir.join(format!("page-served-{name}.html")), &page.body).expect("a page");
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

#[tokio::test(flavor = "multi_thread")]
async fn of_somebody_who_joins() {
    let served = Served::new(|_| {}).await;
    show("join", &served.get("/").await, 200);
    show("no-edition", &served.get("/archive").await, 200);
    let asked = served.post("/subscribe", "email=zoe%40ferry.example").await;
    show("joining", &asked, 200);
    let wrong = served.post("/subscribe", "email=nobody").await;
    show("join-wrong", &wrong, wrong.status);
    let mail = served.mails(1).await.remove(0).replace("=\r\n", "");
    let at = mail.find("/confirm/").expect("a link");
    let link = mail[at..].split_whitespace().next().expect("a link");
    show("confirm", &served.get(link).await, 200);
    show("confirmed", &served.post(link, "").await, 200);
}
