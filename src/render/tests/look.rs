//! Writes what readers see into the folder named by `ROUNDUP_LOOK`, to be opened in a browser. Without
//! the variable nothing is written, and only that it can be made is tested.

use std::{env, fs, path::PathBuf};

use roundup_templates::{page, view};

use super::{complete, example::Example, value};
use crate::config::Layout;

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
    let edition = |number: u32, date: &str, subject: &str| view::ArchivedEdition {
        number: format!("No. {number}"),
        date: date.to_owned(),
        subject: subject.to_owned(),
        url: format!("/archive/{number}"),
    };
    show(
        "page-archive.html",
        &page::archive(&view::ArchivePage {
            site: site.clone(),
            editions: vec![
                edition(
                    47,
                    "Friday, 20 November 2026",
                    "The lock that stopped a valley",
                ),
                edition(
                    46,
                    "Friday, 13 November 2026",
                    "Who counts the eels, and why it matters to a mill",
                ),
            ],
            feed_url: Some("/archive/feed.xml".to_owned()),
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
