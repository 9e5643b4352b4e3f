//! Tests of which of feed and page is believed.

use super::*;

fn piece(title: &str) -> Piece {
    from_page(
        &Page {
            title: Some(title.to_owned()),
            ..Page::default()
        },
        &Url::parse("https://example.org/a").unwrap(),
        SourceName("s".to_owned()),
        TeaserLength::default(),
    )
}

#[test]
fn the_feed_has_the_first_word_on_title_and_date() {
    let mut entry = piece("From the feed");
    entry.published = date::parse("2026-11-06");
    entry.section = Some("Feed".to_owned());
    let mut page = piece("From the page");
    page.published = date::parse("2026-11-01");
    page.section = Some("Page".to_owned());
    let made = both(entry.clone(), page.clone(), Chosen::default());
    assert_eq!(made.title, "From the feed");
    assert_eq!(made.published, entry.published);
    assert_eq!(made.section.as_deref(), Some("Page"));
    let on_page = made.on_page.and_then(|page| page.title);
    assert_eq!(on_page.as_deref(), Some("From the page"));
    // What the configuration has a selector for is the publication's last word.
    let chosen = Chosen {
        title: true,
        published: true,
    };
    let made = both(entry, page.clone(), chosen);
    assert_eq!(made.title, "From the page");
    assert_eq!(made.published, page.published);
}

#[test]
fn the_pictures_that_are_left_are_kept_for_later() {
    let at =
        |name: &str| Image::at(Url::parse(&format!("https://example.org/{name}.jpg")).unwrap());
    let (mut entry, mut page) = (piece("A"), piece("A"));
    entry.image = Some(at("feed"));
    entry.other_images = vec![at("media"), at("page")];
    page.image = Some(at("page"));
    page.other_images = vec![at("figure"), at("site-logo"), at("feed")];
    let made = both(entry, page, Chosen::default());
    assert_eq!(made.image, Some(at("page")));
    assert_eq!(made.other_images, [at("feed"), at("figure"), at("media")]);
}

#[test]
fn authors_with_titles_win_and_accounts_lose() {
    let author = |name: &str, title: Option<&str>| Author {
        name: name.to_owned(),
        title: title.map(str::to_owned),
    };
    let titled = vec![author("Ana", Some("Writer"))];
    assert_eq!(authors(vec![author("desk", None)], titled.clone()), titled);
    let two = vec![author("Ana", None), author("Bo", None)];
    assert_eq!(authors(vec![author("ana", None)], two.clone()), two);
    assert_eq!(authors(vec![author("Cy", None)], two)[0].name, "Cy");
}

#[test]
fn authors_of_feeds_are_read_as_bylines() {
    let authors = |written: &str| -> Vec<(String, Option<String>)> {
        let entry = Entry {
            authors: vec![Author {
                name: written.to_owned(),
                title: None,
            }],
            ..Entry::default()
        };
        let link = Url::parse("https://example.org/a").unwrap();
        let source = SourceName("s".to_owned());
        let piece = from_entry(&entry, &link, None, &source, TeaserLength::default());
        let authors = piece.authors.into_iter();
        authors.map(|author| (author.name, author.title)).collect()
    };
    let named = |name: &str| (name.to_owned(), None);
    assert_eq!(
        authors("Bo Ord, Cy Ro and Di Vo"),
        [named("Bo Ord"), named("Cy Ro"), named("Di Vo")]
    );
    assert_eq!(
        authors("By Ana Lyst, Staff Writer"),
        [("Ana Lyst".to_owned(), Some("Staff Writer".to_owned()))]
    );
    assert_eq!(authors("Ada Writer"), [named("Ada Writer")]);
    for nobody in ["admin", "Unknown"] {
        assert_eq!(authors(nobody), [], "{nobody}");
    }
}
