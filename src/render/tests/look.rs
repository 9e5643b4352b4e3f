//! Writes what readers see into the folder named by `ROUNDUP_LOOK`, to be opened in a browser. Without
//! the variable nothing is written, and only that it can be made is tested.

use std::{env, fs, path::PathBuf};

use roundup_templates::{page, view};

use super::{complete, example::Example, value};
use crate::{config::Layout, render::email};

fn show(name: &str, content: &str) {
    if let Some(dir) = env::var_os("ROUNDUP_LOOK") {
        let dir = PathBuf::from(dir);
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join(name), content).unwrap();
    }
}

/// Photos from the folder itself, for a browser without a network.
fn local(html: &str) -> String {
    html.replace("https://weir.example/photos/", "photos/")
}

#[test]
fn mails() {
    let mut example = Example::new();
    show("teasers.html", &local(&example.render().html(&value)));
    show("teasers.eml", &complete(&example.render()));
    show("teasers.txt", &example.render().text(&value));
    example.theme.layout = Layout::Compact;
    show("compact.html", &local(&example.render().html(&value)));
    example.theme.layout = Layout::Teasers;
    example.publication.language = "ar".to_owned();
    show("rtl.html", &local(&example.render().html(&value)));
    example.publication.language = "en".to_owned();
    example.lead().title = "W".repeat(300);
    show("long.html", &local(&example.render().html(&value)));
}

#[test]
fn pages() {
    let site = Example::new().letterhead().site();
    let about = |before: &str, after: &str| view::About {
        before: before.to_owned(),
        address: "zoe@reader.example".to_owned(),
        after: after.to_owned(),
    };
    let action = "/preferences/t".to_owned();
    show(
        "page-unsubscribe.html",
        &page::unsubscribe(&view::UnsubscribePage {
            site: site.clone(),
            subscription: about("", " gets Weekly Round-Up from The Weir Review."),
            action: "/unsubscribe/t".to_owned(),
            preferences_url: Some(action.clone()),
        })
        .into_string(),
    );
    show(
        "page-unsubscribed.html",
        &page::unsubscribed(&view::UnsubscribedPage {
            site: site.clone(),
            farewell: about("", " will get no more of Weekly Round-Up."),
            undo_action: Some(action.clone()),
        })
        .into_string(),
    );
    show(
        "page-preferences.html",
        &page::preferences(&view::PreferencesPage {
            site: site.clone(),
            standing: about("", " gets every edition."),
            membership: view::Membership::Active,
            action,
            notice: Some("Saved: you will get every edition.".to_owned()),
        })
        .into_string(),
    );
    show(
        "page-message.html",
        &page::message(&view::MessagePage {
            site,
            title: "This link is not valid".to_owned(),
            paragraphs: vec!["It may have been cut off by your mail program. Open the newest mail and press its link.".to_owned()],
            link: Some(view::Link { text: "Past editions".to_owned(), url: "/archive".to_owned() }),
        })
        .into_string(),
    );
}

#[test]
fn archive() {
    let example = Example::full();
    let entry = |number: u32, day: u32, subject: &str| view::ArchivedEdition {
        number: format!("No. {number}"),
        date: view::Moment {
            text: format!("Friday, {day} November 2026"),
            machine: format!("2026-11-{day:02}"),
        },
        subject: subject.to_owned(),
        url: format!("/archive/{number}"),
        cover: None,
    };
    let email = email(&example.edition, &example.letterhead());
    let mut editions = vec![
        entry(47, 20, "The lock that stopped a valley"),
        entry(46, 13, "Who counts the eels, and why it matters to a mill"),
        entry(45, 6, "Fog, figures and a ferry"),
    ];
    editions[0].cover = Some(view::Cover {
        summary: email.preheader.clone(),
        photo: page::photos(&email).next().cloned(),
    });
    let edition = page::edition(&view::EditionPage {
        site: example.letterhead().site(),
        email,
        url: "https://mail.weir.example/archive/47".to_owned(),
        number: "No. 47".to_owned(),
        date: editions[0].date.clone(),
        listing: Some(view::Listing {
            archive_url: "/archive".to_owned(),
            feed_url: "/archive/feed.xml".to_owned(),
            earlier: Some(editions[1].clone()),
            later: Some(entry(48, 27, "What the frost was told")),
        }),
    });
    show("page-edition.html", &local(&edition.into_string()));
    let index = page::archive(&view::ArchivePage {
        site: example.letterhead().site(),
        url: "/archive".to_owned(),
        editions,
        feed_url: "/archive/feed.xml".to_owned(),
        newer_url: None,
        older_url: Some("/archive?page=2".to_owned()),
    });
    show("page-archive.html", &local(&index.into_string()));
}
